"""An impossible row is refused with its line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions, read_usage
from tests.engine.refused import GOOD, HEADER, refused


def row_refused(tmp_path: Path, line: str) -> str:
    """Return why the second of three rows is refused."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD + line + "\n" + GOOD, encoding="utf-8")
    for engine in ("python", "duckdb"):
        messages = refused(path, engine=engine)
    head, reason = messages.split("\n  FILE:3: ")
    assert head == "1 of 3 rows cannot be used"
    return reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2026-10-02,gpt-4o-mini,-1,0,10", "input_tokens: negative: -1"),
        ("2026-10-02,gpt-4o-mini,10.5,0,10", "input_tokens: not a whole number: 10.5"),
        ("2026-10-02,gpt-4o-mini,NaN,0,10", "input_tokens: not a number of tokens: 'NaN'"),
        ("2026-10-02,gpt-4o-mini,1e3,0,10", "input_tokens: not a number of tokens: '1e3'"),
        (
            "2026-10-02,gpt-4o-mini,9223372036854775808,0,10",
            "input_tokens: more than 2^63: 9.223e+18",
        ),
        (
            "2026-10-02,gpt-4o-mini,100,101,10",
            "cached and cache-written tokens exceed input tokens: 101 of 100",
        ),
        ("2026-10-02,gpt-4o-mini,100,0,", "output_tokens: empty"),
        ("2026-10-02,gpt-4o-mini,100,0", "4 fields where the header has 5"),
        ("2026-10-02,gpt-4o-mini,100,0,1,2", "6 fields where the header has 5"),
        ("2026-02-30,gpt-4o-mini,100,0,10", "timestamp: no such day: 2026-02-30"),
        (
            "10/02/2026,gpt-4o-mini,100,0,10",
            "timestamp: day and month are ambiguous: 10/02/2026 (set --date-order)",
        ),
        ("yesterday,gpt-4o-mini,100,0,10", "timestamp: not a date: 'yesterday'"),
        (",gpt-4o-mini,100,0,10", "timestamp: empty"),
        ('2026-10-02,"gpt"x,100,0,10', "broken quoting: ',' expected after '\"'"),
        ("2026-10-02,gpt\x00,100,0,10", "a NUL byte in a name"),
    ],
)
def test_bad_row_is_named_by_line(tmp_path: Path, line: str, reason: str) -> None:
    """An impossible row is refused with its line, by both engines alike."""
    assert row_refused(tmp_path, line) == reason


def test_whole_floats_are_whole(tmp_path: Path) -> None:
    """OpenAI writes counts as 10.0: whole floats are whole, on both engines."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + "2026-10-02,m,100.0,0.0,10.\n", encoding="utf-8")
    for engine in ("python", "duckdb"):
        (row,) = read_usage([path], options=ReadOptions(engine=engine)).rows
        assert (row.usage.input, row.usage.output) == (100, 10)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1e9999999999999999999999", "a number of too many digits"),
        ("1e999999", "input_tokens: not a number of tokens: 1E+999999"),
        ("1e-999999", "input_tokens: not a whole number: 1E-999999"),
    ],
)
def test_endless_exponents_are_refused(tmp_path: Path, written: str, reason: str) -> None:
    """A JSON number beyond what decimals hold is a bad row with its line, never a crash."""
    path = tmp_path / "usage.jsonl"
    good = '{"model": "m", "input_tokens": 1, "output_tokens": 1}\n'
    path.write_text(good + good.replace(": 1,", f": {written},"))
    assert f"FILE:2: {reason}" in refused(path)
