"""Detection: by the names of columns and keys, never by the name of a file."""

from __future__ import annotations

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.any_table import GenericJson, GenericTable
from llmcmp.engine.formats.base import Format, Shape
from llmcmp.engine.formats.deepseek import UsageAmount
from llmcmp.engine.formats.detect import Sample, detect
from llmcmp.errors import InputError, UsageFileError

DEEPSEEK = ("start_time_iso", "model", "type", "price", "amount")
OURS = ("model", "input_tokens", "output_tokens")


def sample(names: tuple[str, ...], stored: Shape = "table") -> Sample:
    """Return a file of these columns or keys."""
    return Sample("FILE", stored, [dict.fromkeys(names, "")])


@pytest.mark.parametrize(
    ("names", "stored", "known"),
    [
        (DEEPSEEK, "table", UsageAmount),
        (DEEPSEEK, "document", UsageAmount),  # saved as JSON
        (OURS, "table", GenericTable),
        (OURS, "document", GenericJson),
    ],
)
def test_names_tell_the_format(names: tuple[str, ...], stored: Shape, known: type[Format]) -> None:
    """A vendor's format comes first, then any table; also where the other shape was stored."""
    assert detect(sample(names, stored), ReadOptions()) is known


def test_a_format_that_was_asked_for_must_fit() -> None:
    """It is taken instead of what would be found, and refused where its columns are missing."""
    asked = ReadOptions(format="deepseek-usage-csv")
    assert detect(sample(DEEPSEEK), asked) is UsageAmount
    with pytest.raises(UsageFileError, match="FILE: columns of deepseek-usage-csv are missing"):
        detect(sample(OURS), asked)
    with pytest.raises(InputError, match="unknown format: excel"):
        detect(sample(OURS), ReadOptions(format="excel"))


def test_a_file_of_no_format_shows_what_it_has() -> None:
    """The hint says how to name its columns."""
    with pytest.raises(
        UsageFileError, match="FILE: not a known usage format; it has a, b"
    ) as error:
        detect(sample(("a", "b")), ReadOptions())
    assert str(error.value.hint).startswith("name its columns: --map")
