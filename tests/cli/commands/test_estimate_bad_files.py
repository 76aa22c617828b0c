"""What a file holds is broken: every engine says the same, and no row is lost."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands.bad_files import BAD_FILES, GOOD_ROW
from tests.cli.commands.runs import expect_refusal
from tests.estimate_fixtures import HEADER
from tests.shell import Done

pytestmark = pytest.mark.usefixtures("fixed_day")
ENGINES = ["python", "duckdb"]
GO_ON = ("--skip-bad-rows", "--allow-unpriced")
OTHER = GOOD_ROW.replace("gpt-4o-mini", "nobody-knows")
BAD = GOOD_ROW.replace(",1000,", ",-1,")
EMPTY = "2026-10-02,gpt-4o-mini,,,,a"
ROWS_OF = ("priced", "unpriced", "rejected", "empty")


# What a file holds: every engine says the same.


@pytest.mark.parametrize("name", BAD_FILES)
def test_every_engine_refuses_alike(run: Callable[..., Done], tmp_path: Path, name: str) -> None:
    """DuckDB is asked, and the sentence is the one that Python says, to the letter."""
    path = tmp_path / "usage"
    path.write_bytes(BAD_FILES[name][0])
    by_python, by_duckdb = (run("estimate", str(path), "-q", "--engine", e) for e in ENGINES)
    expect_refusal(by_duckdb, BAD_FILES[name][1].replace("FILE", str(path)))
    assert by_duckdb == by_python


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BAD_FILES)
def test_going_on_loses_no_row(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """Where the flags let it go on, read = priced + unpriced + rejected + empty."""
    path = tmp_path / "usage"
    path.write_bytes(BAD_FILES[name][0])
    result = run("estimate", str(path), *GO_ON, "--engine", engine, "-f", "json", "-q")
    if result.code == 2:
        expect_refusal(result, str(path))
        return
    rows = json.loads(result.out)["rows"]
    assert rows["read"] == sum(rows[part] for part in ROWS_OF)
    assert rows["rejected"] + rows["unpriced"] > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_every_format_shows_what_became_of_the_rows(
    run: Callable[..., Done], usage_file: Callable[..., str], engine: str
) -> None:
    """Of 10 rows 1 is priced, 2 unpriced, 3 rejected and 4 empty, wherever one looks."""
    path = usage_file(GOOD_ROW, *[OTHER] * 2, *[BAD] * 3, *[EMPTY] * 4)

    def answer(form: str) -> str:
        result = run("estimate", path, *GO_ON, "--engine", engine, "-f", form)
        assert result.code == 0, result.err
        return result.out

    assert json.loads(answer("json"))["rows"] == {
        "read": 10,
        "priced": 1,
        "unpriced": 2,
        "rejected": 3,
        "empty": 4,
    }
    messages = "Rows: 10 read = 1 priced + 2 unpriced + 3 rejected + 4 empty or repeated."
    assert messages in answer("table")
    assert messages in answer("markdown")
    lines = csv.reader(answer("csv").splitlines())
    assert [(line[1], line[8]) for line in lines if line[0] == "rows"] == [
        ("read", "10"),
        ("priced", "1"),
        ("unpriced", "2"),
        ("rejected", "3"),
        ("empty", "4"),
    ]


@pytest.mark.parametrize("extra", [",", ",,,", ',""', ",x"])
def test_a_row_of_too_many_fields_is_never_shifted(
    run: Callable[..., Done], usage_file: Callable[..., str], extra: str
) -> None:
    """`1,000` unquoted would be 1 token and 0 cached; DuckDB alone lets empty last fields pass."""
    path = usage_file(GOOD_ROW, f"2026-10-02,gpt-4o-mini,1,000,0,100{extra}")
    for engine in ENGINES:
        result = run("estimate", path, "-q", "--engine", engine)
        expect_refusal(result, f"{path}:3: {6 + extra.count(',')} fields where the header has 6")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_quote_swallows_no_rows(
    run: Callable[..., Done], usage_file: Callable[..., str], engine: str
) -> None:
    """A quote that is never closed spoils its own row: the 2 before and the 3,000 after count."""
    opened = GOOD_ROW.replace("gpt-4o-mini", '"gpt-4o-mini')
    folded = GOOD_ROW.replace("gpt-4o-mini", '"gpt-4o-mini\n"')
    path = usage_file(GOOD_ROW, folded, opened, *[GOOD_ROW] * 1000, opened, *[GOOD_ROW] * 2000)
    result = run("estimate", path, *GO_ON, "-q", "--engine", engine, "-f", "json")
    match = json.loads(result.out)
    assert match["rows"] == {
        "read": 3004,
        "priced": 3002,
        "unpriced": 0,
        "rejected": 2,
        "empty": 0,
    }
    # Header 1, rows 2 and 3 to 4, the first bad one 5, a thousand good ones, the second.
    assert [bad["line"] for bad in match["rejected"]] == [5, 1006]


ODD_FILES: dict[str, tuple[bytes, str]] = {
    "zip": (b"PK\x03\x04\x14\x00\x00\x00", "FILE: a zip archive or a workbook"),
    "SQLite": (b"SQLite format 3\x00", "FILE: a SQLite database"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00", "FILE: a picture"),
    "zstd": (b"\x28\xb5\x2f\xfd\x00\x00\x00\x00", "FILE: packed with zstd"),
    "Parquet without its end": (b"PAR1" + bytes(50), "FILE: not readable as Parquet: "),
    "gzip of gzip": (
        gzip.compress(gzip.compress(HEADER.encode(), mtime=0), mtime=0),
        "FILE:1: the header is not UTF-8 text",
    ),
    "bytes after the gzip": (
        gzip.compress(f"{HEADER}\n{GOOD_ROW}\n".encode(), mtime=0) + b"more",
        "FILE: the gzip file is broken",
    ),
    "gzip with a wrong checksum": (
        gzip.compress(f"{HEADER}\n{GOOD_ROW}\n".encode(), mtime=0)[:-8] + bytes(8),
        "FILE: the gzip file is broken",
    ),
    "an error page": (b'{"error":{"message":"no key"}}', "FILE: not a known usage format"),
    "an exponent beyond reason": (
        b'{"model":"gpt-4o-mini","input_tokens":1e999999999,"output_tokens":1}',
        "FILE:1: input_tokens: not a number of tokens: 1E+999999999",
    ),
    "an exponent beyond arithmetic": (
        b'{"model":"gpt-4o-mini","input_tokens":1e99999999999999999999,"output_tokens":1}',
        "FILE:1: a number of too many digits",
    ),
    "400 digits": (
        b'{"model":"gpt-4o-mini","input_tokens":' + b"9" * 400 + b',"output_tokens":1}',
        "FILE:1: input_tokens: more than 2^63: 1.000e+400",
    ),
    "5,000 digits": (
        b'{"model":"gpt-4o-mini","input_tokens":' + b"9" * 5000 + b',"output_tokens":1}',
        "FILE:1: a number of too many digits",
    ),
    "a time of 5,000 digits": (
        f"{HEADER}\n{GOOD_ROW.replace('2026-10-02T09:30:00Z', '9' * 5000)}\n".encode(),
        "FILE:2: timestamp: not a date: 999",
    ),
    "a JSON time beyond reason": (
        b'{"timestamp":1e999999999,"model":"gpt-4o-mini","input_tokens":1,"output_tokens":1}',
        "FILE:1: timestamp: not a date: 1E+999999999",
    ),
    "100,000 columns": (
        ",".join(f"c{number}" for number in range(100_000)).encode(),
        "FILE: not a known usage format; it has c0, c1",
    ),
    "the header again": (
        f"{HEADER}\n{GOOD_ROW}\n{HEADER}\n{GOOD_ROW}\n".encode(),
        "FILE:3: input_tokens: not a number of tokens: 'input_tokens'",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ODD_FILES)
def test_what_people_take_for_a_usage_file(
    run: Callable[..., Done], tmp_path: Path, name: str, engine: str
) -> None:
    """Archives, databases, pictures and numbers no computer holds are told by what they are."""
    content, messages = ODD_FILES[name]
    path = tmp_path / "usage.csv"
    path.write_bytes(content)
    expect_refusal(
        run("estimate", str(path), "-q", "--engine", engine), messages.replace("FILE", str(path))
    )


def test_two_byte_order_marks_hide_no_column(
    answer: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Some tools put a second mark before the first: the dates of the rows still count."""
    path = tmp_path / "usage.csv"
    path.write_text(f"\ufeff\ufeff{HEADER}\n{GOOD_ROW}\n", encoding="utf-8")
    for engine in ENGINES:
        result = answer(str(path), "--engine", engine)
        assert result["days"][0]["day"] == "2026-10-02"


@pytest.mark.parametrize("content", ["csv", "json"])
def test_a_column_mapped_away_is_missed(
    run: Callable[..., Done], usage_file: Callable[..., str], tmp_path: Path, content: str
) -> None:
    """Output tokens taken for input tokens leave no output: refused, not a bug."""
    path = tmp_path / "usage.json"
    path.write_text('{"model":"gpt-4o-mini","input_tokens":1,"output_tokens":2}')
    name = usage_file(GOOD_ROW) if content == "csv" else str(path)
    result = run("estimate", name, "--map", "input_tokens=output_tokens")
    expect_refusal(result, f"{name}: no column for output_tokens")
