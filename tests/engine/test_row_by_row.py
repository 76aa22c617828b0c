"""Reading row by row: every row is counted, and refused ones have their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.any_table import CacheConventionTurned
from llmcmp.engine.intake import FileIntake, Intake
from llmcmp.engine.opened_file import OpenedFile
from llmcmp.engine.row_by_row import line_that_turns, name_refused, read_rows
from llmcmp.engine.sources.source import source_of

HEADER = "model,input_tokens,output_tokens\n"


def opened(path: Path, body: str) -> tuple[OpenedFile, FileIntake]:
    """Write and open a file; return it with what takes it in."""
    path.write_text(body, encoding="utf-8")
    intake = Intake(ReadOptions())
    return OpenedFile(source_of(str(path), path), intake), intake.file(path.name)


def test_rows_are_kept_empty_or_refused(tmp_path: Path) -> None:
    """One of each, and a ragged one; the names of columns are kept for ``--by``."""
    body = HEADER + "m,1,2\nm,,\nm,x,2\nm,1\n"
    source, file = opened(tmp_path / "usage.csv", body)
    read_rows(source, file, exclusive=None)

    counts = file.tally.counts
    assert (counts.read, counts.kept, counts.empty, counts.rejected) == (4, 1, 1, 2)
    assert [bad.line for bad in file.tally.named] == [4, 5]
    assert list(file.columns) == ["model", "input_tokens", "output_tokens"]


def test_ten_refused_rows_are_named_and_no_further_row_is_read(tmp_path: Path) -> None:
    """Of a row, twelve bad ones and a good one, the last three are not looked at."""
    source, file = opened(tmp_path / "usage.csv", HEADER + "m,1,2\n" + "m,x,2\n" * 12 + "m,1,2\n")
    source.resolve_columns(exclusive=None)
    name_refused(source, file)

    assert [bad.line for bad in file.tally.named] == list(range(3, 13))
    assert file.tally.read == 11


def test_a_half_written_last_line_of_a_live_log_is_left_out(tmp_path: Path) -> None:
    """The log is still growing: that line is no bad row."""
    line = '{"type": "user", "sessionId": "s", "message": {}}\n'
    source, file = opened(tmp_path / "log.jsonl", line + line[:20])
    read_rows(source, file, exclusive=None)

    assert (file.tally.empty, file.tally.rejected) == (2, 0)
    assert source.format.warnings() == ("the last line, 2, is half written and left out",)


def test_the_row_that_turns_the_convention_is_found(tmp_path: Path) -> None:
    """400 cached of 100 cannot be: input of this table excludes cached tokens."""
    header = "model,input_tokens,cached_tokens,output_tokens\n"
    source, file = opened(tmp_path / "usage.csv", header + "m,9,1,1\nm,100,400,1\n")
    with pytest.raises(CacheConventionTurned) as turned:
        read_rows(source, file, exclusive=None)

    assert turned.value.line == 3
    assert line_that_turns(source) == 3
