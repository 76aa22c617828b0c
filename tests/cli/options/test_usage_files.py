"""The options that say how usage files are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from llmcmp.cli.options.session import Session
from llmcmp.cli.options.usage_files import (
    MOST_FILES,
    ReadingOptions,
    aliases,
    files_read,
    mapping,
)
from llmcmp.engine import ReadOptions
from llmcmp.errors import InputError
from llmcmp.schema.config import SavedMap
from llmcmp.usage import RowCounts, UsageData, UsageFileInfo

pytestmark = pytest.mark.usefixtures("fixed_day")
QUIET = Session(quiet=True)


def test_without_an_option_everything_is_detected() -> None:
    """Only the day is stated, for a year that a file leaves out."""
    assert ReadingOptions().read_options(QUIET) == ReadOptions(today=date(2026, 11, 22))


def test_options_reach_the_engine() -> None:
    """Days as dates, the model of rows without one, and the engine."""
    options = ReadingOptions(
        format_="openai-dashboard-csv",
        since="2026-11-01",
        until="today",
        model="gpt-4o",
        engine="python",
    ).read_options(QUIET, ["team"])

    assert (options.format, options.model, options.engine) == (
        "openai-dashboard-csv",
        "gpt-4o",
        "python",
    )
    assert (options.since, options.until) == (date(2026, 11, 1), date(2026, 11, 22))
    assert options.by == ("team",)


def test_columns_by_name() -> None:
    """A comma within a column stays, where no name follows it."""
    assert mapping([]) is None
    assert mapping(["model=Model, full name,input_tokens=In"]) == {
        "model": "Model, full name",
        "input_tokens": "In",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model", "--map: not NAME=COLUMN: model"),
        ("model=", "--map: not NAME=COLUMN: model="),
        ("model=a,model=b", "--map: given twice: model"),
    ],
)
def test_broken_mappings(text: str, message: str) -> None:
    """A name without a column, or with two of them."""
    with pytest.raises(InputError) as caught:
        mapping([text])
    assert str(caught.value) == message


def test_aliases_by_name() -> None:
    """A name may hold an equals sign: the id follows the last one."""
    assert aliases(["a=b=gpt-4o", "c=gpt-4o"]) == {"a=b": "gpt-4o", "c": "gpt-4o"}
    with pytest.raises(InputError, match="--alias: not NAME=ID: gpt-4o"):
        aliases(["gpt-4o"])
    with pytest.raises(InputError, match="--alias: given twice: a"):
        aliases(["a=gpt-4o", "a=gpt-4"])


def test_what_is_typed_replaces_what_is_saved() -> None:
    """Column by column, and alias by alias; the saved model stays."""
    saved = SavedMap(
        columns={"model": "m", "input_tokens": "in"}, model="gpt-4o", aliases={"a": "b", "c": "d"}
    )
    options = ReadingOptions(columns=["log", "model=name"], alias=["a=x"])
    read = options.read_options(QUIET, saved=saved)

    assert read.mapping == {"model": "name", "input_tokens": "in"}
    assert read.model == "gpt-4o"
    assert options.aliases(saved) == {"a": "x", "c": "d"}


def test_saved_mappings_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the configuration in force; another name is refused with those that are there."""
    (tmp_path / "llmcmp.yaml").write_text("maps:\n  log: {columns: {model: m}}\n")
    monkeypatch.chdir(tmp_path)

    assert ReadingOptions(columns=["log"]).saved(QUIET) == SavedMap(columns={"model": "m"})
    assert ReadingOptions(columns=["model=m"]).saved(QUIET) is None
    with pytest.raises(InputError, match="nor a saved mapping: lag") as caught:
        ReadingOptions(columns=["lag"]).saved(QUIET)
    assert caught.value.hint == "saved mappings: log"
    with pytest.raises(InputError, match="only one saved mapping"):
        ReadingOptions(columns=["log", "log"]).saved(QUIET)


def test_options_without_usage_are_refused() -> None:
    """By the first that was given."""
    ReadingOptions().refuse_without_usage()
    with pytest.raises(InputError, match="--since: needs --usage"):
        ReadingOptions(since="today", skip_bad_rows=True).refuse_without_usage()


def test_what_each_file_was_taken_for() -> None:
    """Ten are named, of the others the formats."""
    files = tuple(
        UsageFileInfo(file=f"{n}.csv", format="f", convention="c", counts=RowCounts(read=n))
        for n in range(MOST_FILES + 2)
    )

    lines = files_read(UsageData(files=files))

    assert lines[:2] == ["0.csv: f, 0 rows; c", "1.csv: f, 1 row; c"]
    assert lines[-1] == "and 2 more files: f"
    assert len(lines) == MOST_FILES + 1
