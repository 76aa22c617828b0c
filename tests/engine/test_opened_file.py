"""One file, opened: its format, its name in reports, and rows that are read from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.any_table import GenericJson, GenericTable
from llmcmp.engine.formats.base import Format
from llmcmp.engine.intake import Intake
from llmcmp.engine.opened_file import OpenedFile
from llmcmp.engine.sources.source import source_of
from llmcmp.errors import UsageFileError

CSV = "model,input_tokens,output_tokens\nm,1,2\nm,3,4\n"
LOG = '{"type": "user", "sessionId": "s", "message": {}}\n'


def opened(path: Path, body: str, *, argument: str | None = None) -> OpenedFile:
    """Write a file and open it."""
    path.write_text(body, encoding="utf-8")
    return OpenedFile(source_of(str(path), path, argument=argument), Intake(ReadOptions()))


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (CSV, GenericTable),
        ('\n{"model": "m", "input_tokens": 1, "output_tokens": 2}\n', GenericJson),
    ],
)
def test_the_first_sign_tells_json_from_a_table(
    tmp_path: Path, body: str, known: type[Format]
) -> None:
    """Blank lines before it do not count, nor does the name of the file."""
    assert type(opened(tmp_path / "usage.txt", body).format) is known


def test_rows_are_read_from_the_start_each_time(tmp_path: Path) -> None:
    """What was looked at for the format is not lost, and a second reading is whole."""
    for name, body in (("a.csv", CSV), ("b.jsonl", LOG + LOG)):
        file = opened(tmp_path / name, body)
        first = list(file.rows())
        assert len(first) == 2
        assert list(file.rows()) == first


def test_a_log_found_in_a_folder_does_not_show_its_project(tmp_path: Path) -> None:
    """What the user typed is shown, the rest only as its hash; other files keep their names."""
    log = tmp_path / "client.jsonl"
    assert opened(log, LOG).shown_name == str(log)
    hidden = opened(log, LOG, argument="logs").shown_name
    assert hidden.startswith("logs (sha256:")
    assert "client" not in hidden
    assert opened(log, CSV, argument="logs").shown_name == str(log)


def test_a_table_without_a_model_is_refused(tmp_path: Path) -> None:
    """The hint says how to name it."""
    file = opened(tmp_path / "usage.csv", "input_tokens,output_tokens\n1,2\n")
    with pytest.raises(UsageFileError, match="no model column") as refused:
        file.resolve_columns(exclusive=None)
    assert "--model" in str(refused.value.hint)
