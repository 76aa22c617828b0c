"""Every engine returns the same sums, or refuses the same rows."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.sql.groups import Groups
from llmcmp.engine.sql.query import NeedsPython
from llmcmp.engine.sql.rollup_sql import Layout
from llmcmp.errors import InputError
from llmcmp.usage import UsageData

HEADER = ["timestamp", "model", "input_tokens", "cached_input_tokens", "output_tokens", "team"]

counts = st.one_of(
    st.integers(0, 300_000).map(str),
    st.sampled_from(
        [
            "",
            "0",
            "00",
            "7.0",
            "7.00",
            "7.",
            "10.5",
            "1e3",
            "-1",
            "+5",
            " 6 ",
            "NaN",
            "inf",
            "1_000",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "1000000000001",
            "0x10",
            "\t8",
            "٣",
            "1,2",
        ]
    ),
)
times = st.one_of(
    st.datetimes().map(lambda at: at.isoformat()),
    st.integers(1, 28).map(lambda day: f"2026-10-{day:02}T23:30:00Z"),
    st.sampled_from(
        [
            "2026-10-02",
            "2026-10-02 09:30:00.1234567",
            "2026-10-02T00:30:00+02:00",
            "1790899200",
            "",
            "2026-10-02T23:59:59.9999999Z",
            "2026-02-30T00:00:00Z",
            "2026-10-02T24:00:00Z",
            "0",
            "2026-10-02T23:59:60Z",
            "2026-10-02 09:30:00 UTC",
            "10/02/2026",
            "1790899200123",
            "-5",
            "2026-1-2",
            "epoch",
            "infinity",
            "0026-10-02T00:00:00Z",
            "2026-10-02T09:30:00+0530",
            "2026-10-02T09:30:00 America/New_York",
            "  26-10-02T00:00:00Z",
            "2026-10-02T09:30Z",
            "2026-10-02T9:30:00Z",
            "2026-10-02T09:30: 0Z",
            "2026-10-02T 9:30:00Z",
            "2026-10-02T09:30:1.Z",
            " 2026-1-02T09:30:00Z",
            "2026-1-02T09:30:00Z ",
            "1990-01-01",
            "2026-10- 2T00:00:00Z",
        ]
    ),
)
names = st.one_of(
    st.sampled_from(["gpt-4o-mini", "claude", " claude ", "", 'a"b', "a,b", "a\nb", "ft:x", "é"]),
    st.text(max_size=8).filter(lambda name: name.encode("utf-8", "ignore").decode() == name),
)
rows = st.lists(st.tuples(times, names, counts, counts, counts, names), max_size=12)


def cuts_for(model: str, channel: str | None) -> tuple[int, ...]:
    """Cut the models differently, some not at all."""
    return {"gpt-4o-mini": (128, 200_000), "claude": (1000,), "": (7,)}.get(model, ())


def table(rows: list[tuple[str, ...]], newline: str, delimiter: str) -> str:
    """Write *rows* as delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline, delimiter=delimiter)
    writer.writerows([HEADER, *rows])
    return out.getvalue()


def result(path: Path, engine: Any, **options: Any) -> UsageData | str:
    """Read with one engine; an error is its message."""
    try:
        return read_usage(
            [path],
            options=ReadOptions(engine=engine, by=("team",), load=True, **options),
            cuts_for=cuts_for,
            hours_for=lambda model, _channel: model == "claude",
        )
    except InputError as error:
        return str(error)


def same(path: Path, **options: Any) -> None:
    """Compare the engines on one file."""
    one, two = result(path, "python", **options), result(path, "duckdb", **options)
    if isinstance(one, str) or isinstance(two, str):
        assert one == two
        return
    assert one.rows == two.rows
    assert one.counts == two.counts
    assert one.rejected == two.rejected
    assert one.load == two.load
    assert [(f.first, f.last, f.convention) for f in one.files] == [
        (f.first, f.last, f.convention) for f in two.files
    ]
    counts = one.counts
    assert counts.read == counts.kept + counts.rejected + counts.empty
    assert sum(row.rows for row in one.rows) == counts.kept


@settings(max_examples=60, deadline=None)
@given(
    rows=rows,
    newline=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    bom=st.booleans(),
    skip=st.booleans(),
)
@example(
    rows=[("2026-10-02", "gpt-4o-mini", "10", "20", "5", "")],
    newline="\n",
    delimiter=",",
    bom=False,
    skip=True,
)
def test_python_and_duckdb_agree(
    rows: list[tuple[str, ...]], newline: str, delimiter: str, bom: bool, skip: bool
) -> None:
    """On random tables with nasty values both engines give the same data or the same error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        body = table(rows, newline, delimiter).encode()
        path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + body)
        same(path, skip_bad_rows=skip)


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-02T 9:30:00Z",
        "2026-10-02T09:30:1.Z",
        " 2026-1-02T09:30:00Z",
        "2026-1-02T09:30:00Z ",
    ],
)
def test_time_of_twenty_bytes_is_not_guessed(tmp_path: Path, written: str) -> None:
    """Text as long as a time, which DuckDB would read as one, is refused by both engines."""
    path = tmp_path / "usage.csv"
    path.write_text(table([(written, "claude", "10", "2", "5", "a")], "\n", ","))
    message = result(path, "duckdb")
    assert isinstance(message, str)
    assert "timestamp: not a date" in message
    same(path)


@settings(max_examples=30, deadline=None)
@given(noise=st.binary(max_size=80), at=st.integers(0, 200))
def test_engines_agree_on_damaged_files(noise: bytes, at: int) -> None:
    """Bytes thrown into a file damage both engines' answers alike."""
    body = table(
        [(f"2026-10-{d:02}", "claude", "10", "2", "5", "a") for d in range(1, 6)], "\n", ","
    )
    damaged = body.encode()[:at] + noise + body.encode()[at:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_bytes(damaged)
        same(path, skip_bad_rows=True)


fields = st.sampled_from(
    [
        "",
        "",
        "1",
        "000",
        "2026-10-02",
        "claude",
        '"',
        '""',
        '"a',
        'b"',
        '"1"',
        '"a,b"',
        " ",
        "\ufeff",
    ]
)


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.lists(fields, max_size=4), min_size=1, max_size=5), skip=st.booleans())
def test_rows_of_any_width_are_judged_alike(lines: list[list[str]], skip: bool) -> None:
    """Fields too few, too many, empty or half quoted at the end of a row divide no engines."""
    start = ["2026-10-02", "claude", "10", "2", "5"]
    text = "".join(",".join([*start, *line]) + "\n" for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_text(",".join(HEADER) + "\n" + text)
        same(path, skip_bad_rows=skip)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 9)),
        min_size=1,
        max_size=8,
    )
)
def test_convention_turns_alike(rows: list[tuple[int, int, int]]) -> None:
    """A cache column of unknown convention is exclusive as soon as one row proves it."""
    text = "time,model,prompt_tokens,cache_read_tokens,completion_tokens,team\n" + "".join(
        f"2026-10-02,claude,{prompt},{cached},{output},x\n" for prompt, cached, output in rows
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_text(text)
        same(path)
        data = read_usage([path], cuts_for=cuts_for)
    proves = any(cached > prompt for prompt, cached, _ in rows)
    whole = sum(p for p, _, _ in rows) + (sum(c for _, c, _ in rows) if proves else 0)
    assert sum(row.usage.prompt for row in data.rows) == whole


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(
                st.integers(0, 400).map(lambda hours: str(3600 * hours)),
                st.integers(0, 10**10).map(str),
                st.sampled_from(["0.5", "1790899200", "2026-10-02T09:30:00Z", "-1", "631152000"]),
            ),
            st.integers(0, 4),
        ),
        min_size=1,
        max_size=10,
    ),
    column=st.sampled_from(["timestamp", "seconds_from_start", "arrival_ms"]),
    unit=st.sampled_from([None, "s", "ms"]),
    starts=st.sampled_from([None, datetime(2026, 9, 30, 23, 30, tzinfo=UTC)]),
)
def test_offsets_and_booked_requests_agree(
    rows: list[tuple[str, int]], column: str, unit: Any, starts: datetime | None
) -> None:
    """Offsets, dates and sums of requests give both engines the same days and minutes."""
    text = f"{column},model,requests,input_tokens,output_tokens,team\n" + "".join(
        f"{written},claude,{requests},1500,5,a\n" for written, requests in rows
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        path.write_text(text)
        named = {"timestamp": column}
        same(path, mapping=named, offset_unit=unit, starts=starts, skip_bad_rows=True)


@pytest.mark.parametrize("skip", [True, False])
def test_period_future_and_bad_names_are_judged_alike(tmp_path: Path, skip: bool) -> None:
    """Rows outside the period, after tomorrow or with a name too long end alike in both engines."""
    days = ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-09"]
    rows: list[tuple[str, ...]] = [
        (day, "claude", "1500", "2", "5", team) for day in days for team in ("a", " a", "b")
    ]
    rows += [(day, "m" * 1001, "7", "0", "5", "a") for day in days]
    path = tmp_path / "usage.csv"
    path.write_text(table(rows, "\n", ","))
    period = {"since": date(2026, 10, 2), "today": date(2026, 10, 5)}
    same(path, skip_bad_rows=skip, **period)
    same(path, skip_bad_rows=skip, until=date(2026, 10, 3), **period)
    read = result(path, "duckdb", skip_bad_rows=True, **period)
    assert isinstance(read, UsageData)
    # 3 rows lie before the period, 3 after tomorrow, 5 have a bad name; 3 days x 3 rows are kept.
    assert (read.counts.outside, read.counts.rejected, read.counts.kept) == (3, 8, 9)


def test_sum_beyond_64_bits_is_left_to_python() -> None:
    """A sum an engine cannot hold is never taken as nothing: Python reads such a file."""
    layout = Layout(
        kinds={"model": "text", "input_tokens": "text", "output_tokens": "text"},
        tags=0,
        cuts=0,
        hourly=False,
        exclusive=False,
        may_turn=False,
    )
    groups = Groups(layout, [(0, "claude", 9_000_000, None, 5)])
    assert groups.counts("output_tokens") == (5,)
    with pytest.raises(NeedsPython):
        groups.counts("input_tokens")


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tokens_under_either_of_two_names_are_not_taken_for_none(
    tmp_path: Path, engine: Any, suffix: str
) -> None:
    """A row empty under input_tokens but not under prompt_tokens is refused, not counted empty."""
    path = tmp_path / "usage.csv"
    path.write_text(
        "model,input_tokens,output_tokens,prompt_tokens,completion_tokens\n"
        "m,10,1,,\nm,,,20,2\nm,,,,\n"
    )
    if suffix == "parquet":
        with duckdb.connect() as connection:
            path = tmp_path / "usage.parquet"
            connection.execute(f"COPY (FROM '{tmp_path}/usage.csv') TO '{path}'")
    data = read_usage([path], options=ReadOptions(engine=engine, skip_bad_rows=True))
    assert (data.counts.kept, data.counts.rejected, data.counts.empty) == (1, 1, 1)
    assert (
        data.rejected[0].reason == "tokens under prompt_tokens, where other rows have input_tokens"
    )
    mapped = {"input_tokens": "prompt_tokens", "output_tokens": "completion_tokens"}
    named = read_usage([path], options=ReadOptions(engine=engine, mapping=mapped))
    assert (named.counts.kept, named.counts.empty) == (1, 2)
