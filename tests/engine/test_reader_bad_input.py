"""Broken files end in one clear sentence that names the file, the line and the reason."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.options import Engine
from llmcmp.errors import InputError, UsageFileError
from llmcmp.usage import RowCounts
from tests import folders

HEADER = "timestamp,model,input_tokens,cached_input_tokens,output_tokens\n"
GOOD = "2026-10-02T09:30:00Z,gpt-4o-mini,100,0,10\n"


def refused(path: Path, **options: Any) -> str:
    """Return the sentence a file is refused with, on the engine asked for."""
    with pytest.raises(InputError) as caught:
        read_usage([path], options=ReadOptions(**options))
    return str(caught.value).replace(str(path), "FILE")


def row_refused(tmp_path: Path, line: str) -> str:
    """Return why the second of three rows is refused."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD + line + "\n" + GOOD, encoding="utf-8")
    for engine in ("python", "duckdb"):
        told = refused(path, engine=engine)
    head, reason = told.split("\n  FILE:3: ")
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
            "timestamp: day and month are ambiguous: 10/02/2026 (--date-order tells)",
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


def test_true_line_numbers_after_quoted_newlines(tmp_path: Path) -> None:
    """A quoted field may span lines: header 1, first row 2 to 4, second row on line 5."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + '2026-10-02,"a\nb\nc",1,0,1\n2026-10-02,m,x,0,1\n', encoding="utf-8")
    for engine in ("python", "duckdb"):
        assert "FILE:5: input_tokens" in refused(path, engine=engine)


def test_first_ten_are_named_and_all_are_counted(tmp_path: Path) -> None:
    """Twelve bad rows: ten are named, two more are counted; skipping them keeps the good one."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD + "2026-10-02,m,x,0,1\n" * 12, encoding="utf-8")
    for engine in ("python", "duckdb"):
        told = refused(path, engine=engine)
        assert told.startswith("12 of 13 rows cannot be used\n  FILE:3: ")
        assert told.count("FILE:") == 10
        assert told.endswith("... and 2 more")
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


def test_mixed_encodings_are_refused_by_row(tmp_path: Path) -> None:
    """A Latin-1 byte in a name makes its row bad, not the file."""
    path = tmp_path / "usage.csv"
    path.write_bytes(HEADER.encode() + "2026-10-02,é,1,0,1\n".encode() + b"2026-10-02,\xe9,1,0,1\n")
    for engine in ("python", "duckdb"):
        assert refused(path, engine=engine).endswith("FILE:3: not UTF-8 text")


def test_bom_and_crlf_are_no_matter(tmp_path: Path) -> None:
    """A byte-order mark and Windows line ends change nothing."""
    path = tmp_path / "usage.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + GOOD).replace("\n", "\r\n").encode())
    assert read_usage([path]).rows[0].usage.input == 100


def test_truncated_gzip(tmp_path: Path) -> None:
    """A gzip file that ends early is told apart from a short one."""
    path = tmp_path / "usage.csv.gz"
    path.write_bytes(gzip.compress((HEADER + GOOD * 1000).encode(), mtime=0)[:-20])
    assert refused(path) == "FILE: the gzip file is cut off"


def test_gzip_is_read_by_its_bytes(tmp_path: Path) -> None:
    """A gzip file is one by its first bytes, whatever its name."""
    path = tmp_path / "usage.csv"
    path.write_bytes(gzip.compress((HEADER + GOOD * 3).encode(), mtime=0))
    for engine in ("python", "duckdb"):
        data = read_usage([path], options=ReadOptions(engine=engine))
        assert data.rows[0].usage.input == 300


def test_torn_last_line(tmp_path: Path) -> None:
    """A torn last JSON line is refused, except in a live log, where it is left out and told."""
    path = tmp_path / "usage.jsonl"
    good = {"timestamp": "2026-10-02", "model": "m", "input_tokens": 1, "output_tokens": 1}
    path.write_text(json.dumps(good) + "\n" + '{"timestamp": "2026', encoding="utf-8")
    assert "FILE:2: not JSON" in refused(path)


def test_not_a_number_in_json(tmp_path: Path) -> None:
    """NaN is not JSON and not a count."""
    path = tmp_path / "usage.jsonl"
    good = '{"model": "m", "input_tokens": 1, "output_tokens": 1}\n'
    path.write_text(good + '{"model": "m", "input_tokens": NaN, "output_tokens": 1}\n')
    assert refused(path).endswith("FILE:2: not a number: NaN")


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


def test_one_enormous_line_is_refused_in_constant_memory(tmp_path: Path) -> None:
    """A line of 200 MB is refused after its first 32 MB, without holding the rest."""
    path = tmp_path / "usage.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"model": "')
        stream.truncate(200_000_000)  # a sparse file: the line never ends
    tracemalloc.start()
    try:
        told = refused(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told == "FILE:1: the line is longer than 32 MB"
    assert peak < 150_000_000


def test_fifo_is_never_opened(tmp_path: Path) -> None:
    """A named pipe would block for ever: it is refused with the way to pipe."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert refused(path) == "FILE: not a regular file"


def test_missing_file_empty_folder_and_empty_glob(tmp_path: Path) -> None:
    """What is not there is named."""
    assert refused(tmp_path / "no.csv") == "FILE: no such file"
    assert refused(tmp_path) == "FILE: no usage files in this folder"
    assert refused(tmp_path / "*.csv") == "FILE: no file matches"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path) -> None:
    """A file that may not be read is named."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)
    path.chmod(0)
    assert refused(path) == "FILE: permission denied"


def test_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    """A file that grows or is rewritten during the reading has no true answer."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)

    def append(model: str, channel: str | None) -> tuple[int, ...]:
        with path.open("a") as stream:
            stream.write(GOOD)
        return ()

    with pytest.raises(UsageFileError, match="changed while it was read"):
        read_usage([path], cuts_for=append)


def test_stdin_and_globs_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minus reads stdin; globs and folders read every file they hold."""
    (tmp_path / "deep").mkdir()
    for name in ("a.csv", "deep/b.csv", "deep/notes.md"):
        (tmp_path / name).write_text(HEADER + GOOD)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((HEADER + GOOD).encode())))
    assert read_usage(["-"]).files[0].file == "<stdin>"
    assert read_usage([tmp_path]).counts.kept == 2
    assert read_usage([str(tmp_path / "*.csv")]).counts.kept == 1


def test_dates_after_today_are_told(tmp_path: Path) -> None:
    """Rows of tomorrow are read, since clocks and zones differ, and told."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)
    early = read_usage([path], options=ReadOptions(today=date(2026, 10, 1)))
    assert early.files[0].warnings == ("the last row is dated 2026-10-02",)
    assert read_usage([path], options=ReadOptions(today=date(2026, 10, 2))).files[0].warnings == ()


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_rows_after_tomorrow_are_refused(tmp_path: Path, engine: Engine) -> None:
    """Nothing was used the day after tomorrow; outside of --until it is nobody's business."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD + GOOD.replace("2026-10-02", "2026-09-30"))
    known = ReadOptions(today=date(2026, 9, 30), engine=engine)
    with pytest.raises(UsageFileError, match=r"usage.csv:2: dated in the future: 2026-10-02"):
        read_usage([path], options=known)
    until = replace(known, until=date(2026, 9, 30))
    assert read_usage([path], options=until).counts == RowCounts(read=1, outside=1)


def test_period_leaves_rows_outside(tmp_path: Path) -> None:
    """Rows before --since and after --until are not read; an offset decides the day in UTC."""
    path = tmp_path / "usage.csv"
    days = ["2026-10-01T23:59:59Z", "2026-10-02T00:30:00+01:00", "2026-10-02", "2026-10-03"]
    path.write_text(HEADER + "".join(f"{day},m,1,0,1\n" for day in days))
    for engine in ("python", "duckdb"):
        options = ReadOptions(
            since=date(2026, 10, 2),
            until=date(2026, 10, 2),
            engine=engine,
        )
        counts = read_usage([path], options=options).counts
        assert (counts.read, counts.kept, counts.outside) == (1, 1, 3)


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


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    """A column, a format or a name to map that does not exist is an error with the choices."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)
    assert refused(path, by=("teem",)) == "unknown column: teem"
    assert refused(path, format="csv") == "unknown format: csv"
    assert refused(path, format="focus-csv") == "FILE: it lacks columns of focus-csv"
    assert refused(path, format="otel-genai-spans") == "FILE: not JSON, as otel-genai-spans is"
    assert refused(path, mapping={"input": "a"}) == "unknown name in --map: input"
    assert refused(path, mapping={"model": "a"}) == "FILE: no column 'a' for model"


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "usage",
                    "model",
                    "type",
                    "message",
                    "data",
                    "results",
                    "object",
                    "sku",
                    "payload",
                    "input_tokens",
                    "output_tokens",
                    "prompt_tokens",
                    "completion_tokens",
                    "info",
                    "sessionId",
                    "timestamp",
                    "resourceSpans",
                    "scopeSpans",
                    "spans",
                    "attributes",
                    "usageMetadata",
                    "promptTokenCount",
                    "usage_details",
                    "trace_id",
                    "key",
                    "value",
                    "total_token_usage",
                    "last_token_usage",
                    "schemaType",
                    "input",
                    "output",
                    "cost",
                    "credits",
                    "usage_start_time",
                    "prompt_tokens_details",
                    "cache_creation",
                    "amount",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
FORMATS_OF_JSON = [
    "openai-usage-api",
    "openai-costs-api",
    "anthropic-usage-api",
    "anthropic-cost-api",
    "bedrock-invocation-log",
    "gcp-billing-jsonl",
    "langfuse-observations-jsonl",
    "otel-genai-spans",
    "claude-code-jsonl",
    "codex-jsonl",
    "api-responses",
    "generic-json",
    None,
]


@settings(max_examples=1500, deadline=None)
@given(values=st.lists(documents, min_size=1, max_size=4), form=st.sampled_from(FORMATS_OF_JSON))
def test_no_json_breaks_a_reader(values: list[Any], form: str | None) -> None:
    """Whatever JSON a file holds, it is read or refused, and no row is lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.jsonl"
        path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
        read_or_refuse(path, format=form, model="m")


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=200))
def test_no_bytes_break_a_reader(body: bytes) -> None:
    """Whatever bytes a file holds, it is read or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_bytes(body)
        read_or_refuse(path, model="m")


DATA = folders.DATA / "engine"
SAMPLES = sorted(p for p in DATA.glob("*.*") if p.suffix in (".csv", ".json", ".jsonl"))


@settings(max_examples=150, deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    at=st.floats(0, 1),
    cut=st.integers(0, 30),
    noise=st.one_of(st.binary(max_size=8), st.sampled_from([b"null", b"-1", b"{}", b"[]", b'"x"'])),
)
def test_no_damage_breaks_a_reader(sample: Path, at: float, cut: int, noise: bytes) -> None:
    """Real exports, damaged anywhere, are read or refused."""
    body = sample.read_bytes()
    place = int(at * len(body))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_bytes(body[:place] + noise + body[place + cut :])
        read_or_refuse(path)


def read_or_refuse(path: Path, **options: Any) -> None:
    """Read *path*; the only error allowed is one for the user, and no row may be lost."""
    try:
        data = read_usage([path], options=ReadOptions(skip_bad_rows=True, **options))
    except InputError as error:
        assert str(error)
        return
    counts = data.counts
    assert counts.read == counts.kept + counts.rejected + counts.empty
    assert sum(row.rows for row in data.rows) <= counts.kept


def test_packed_parquet_is_named(tmp_path: Path) -> None:
    """Parquet packs by itself; packed once more nobody can seek in it."""
    whole = (folders.DATA / "engine" / "generic_requests.parquet").read_bytes()
    path = tmp_path / "usage.parquet.gz"
    path.write_bytes(gzip.compress(whole, mtime=0))
    with pytest.raises(UsageFileError, match="Parquet inside of gzip"):
        read_usage([path])
