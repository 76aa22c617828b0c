"""Names and paths as SQL for DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from llmcmp.engine.sources.duck_files import connect, first_line, literal, path_of, quoted
from llmcmp.engine.sources.source import Source


def source(path: Path) -> Source:
    """Return a file to read."""
    return Source(
        name=str(path), path=path, size=0, changed=0, magic=b"", argument="", identity=None
    )


@pytest.mark.parametrize("name", ['in"put', "a; DROP TABLE x", "a'b", "select"])
def test_a_name_is_only_a_name(name: str) -> None:
    """Whatever it holds, it comes back as the name of a column."""
    cursor = connect().execute(f"SELECT {literal(name)} AS {quoted(name)}")

    assert [column[0] for column in cursor.description or ()] == [name]
    assert cursor.fetchall() == [(name,)]


def test_a_path_is_no_pattern(tmp_path: Path) -> None:
    """``usage[1].csv`` is that file, not ``usage1.csv``."""
    for name in ("usage[1].csv", "usage1.csv"):
        (tmp_path / name).write_text(f"name\n{name}\n")

    path = path_of(source(tmp_path / "usage[1].csv"))
    assert connect().execute(f"SELECT name FROM read_csv({path})").fetchall() == [("usage[1].csv",)]


def test_times_without_a_zone_are_utc() -> None:
    """Wherever the machine is."""
    (row,) = connect().execute("SELECT TIMESTAMPTZ '2026-01-01 00:00:00'").fetchall()

    assert row[0].astimezone(UTC) == datetime(2026, 1, 1, tzinfo=UTC)


def test_only_the_first_line_of_an_error() -> None:
    """In our own form: lower case, at most 200 characters."""
    assert first_line(ValueError("Invalid Input\nLINE 1: SELECT")) == "invalid input"
    assert first_line(ValueError()) == "broken"
    assert len(first_line(ValueError("x" * 999))) == 200
