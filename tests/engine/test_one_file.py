"""A broken file ends in one clear sentence that names the file, the line and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.engine import ReadOptions, read_usage
from tests.engine.refused import GOOD, HEADER, refused


def test_first_ten_are_named_and_all_are_counted(tmp_path: Path) -> None:
    """Twelve bad rows: ten are named, two more are counted; skipping them keeps the good one."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD + "2026-10-02,m,x,0,1\n" * 12, encoding="utf-8")
    for engine in ("python", "duckdb"):
        messages = refused(path, engine=engine)
        assert messages.startswith("12 of 13 rows cannot be used\n  FILE:3: ")
        assert messages.count("FILE:") == 10
        assert messages.endswith("... and 2 more")
        data = read_usage(
            [path],
            options=ReadOptions(skip_bad_rows=True, engine=engine),
        )
        assert (data.counts.read, data.counts.kept, data.counts.rejected) == (13, 1, 12)
        assert [bad.line for bad in data.rejected] == list(range(3, 13))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "FILE: the file is empty"),
        (b"\n\n \n", "FILE: the file holds only blank lines"),
        (HEADER.encode(), "FILE: no rows after the header"),
        (b"a,b\n1,2\n", "FILE: not a known usage format; it has a, b"),
        (b"input_tokens#output_tokens\n1#2\n", "FILE: only one column: input_tokens#output_tokens"),
        (b"model,model,input_tokens,output_tokens\n", "FILE:1: duplicate column: 'model'"),
        (b"mod\xe9le,input_tokens,output_tokens\n", "FILE:1: the header is not UTF-8 text"),
        (b"input_tokens,output_tokens\n1,2\n", "FILE: no model column"),
        (b"\xff\xfei\x00n\x00", "FILE: UTF-16 text"),
        (b"{", "FILE:1: not JSON: expecting property name enclosed in double quotes"),
        (b"[1, 2]", "FILE:1: not a JSON object"),
        (b"[" * 100_000, "FILE:1: JSON nested too deeply"),
        (b"PAR1 and then nothing", "FILE: not readable as Parquet"),
        (b"\x1f\x8bnot gzip at all", "FILE: "),
    ],
)
def test_broken_file_is_told_in_one_sentence(tmp_path: Path, body: bytes, sentence: str) -> None:
    """A file that cannot be read at all says so with its name, and its line where it has one."""
    path = tmp_path / "usage.csv"
    path.write_bytes(body)
    assert refused(path).startswith(sentence)


def test_hostile_column_names_are_only_names(tmp_path: Path) -> None:
    """A column named like an attack is grouped by like any other, in CSV and in Parquet."""
    import duckdb

    name = '"); drop table usage_rows; --'
    quoted = '"' + name.replace('"', '""') + '"'
    table = tmp_path / "usage.csv"
    table.write_text(f"model,input_tokens,output_tokens,{quoted}\nm,1,2,it's\n", encoding="utf-8")
    parquet = tmp_path / "usage.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'm' AS model, 1 AS input_tokens, 2 AS output_tokens, "
            f"'it''s' AS {quoted}) TO '{parquet}' (FORMAT parquet)"
        )
    for path in (table, parquet):
        for engine in ("python", "duckdb"):
            options = ReadOptions(by=(name,), engine=engine)
            (row,) = read_usage([path], options=options).rows
            assert row.tags == ("it's",)
