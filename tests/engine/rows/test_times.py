"""Traces count from their start, exports book by the hour: what is known of days and minutes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.rows.cells import BadRow
from llmcmp.engine.rows.times import iso_second
from llmcmp.errors import UsageFileError
from llmcmp.usage import LoadProfile, RowCounts, UsageData
from llmcmp.usage.choices import Engine
from tests.engine.refused import GOOD, HEADER

NIGHT = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a function that reads a table of one request per line."""

    def call(column: str, *times: str, requests: int | None = None, **options: Any) -> UsageData:
        path = tmp_path / "trace.csv"
        more = ("", "") if requests is None else (",requests", f",{requests}")
        lines = [f"{column},input_tokens,output_tokens{more[0]}"]
        lines += [f"{time},10,1{more[1]}" for time in times]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        asked = {"model": "gpt-4o-mini", "load": True, "mapping": {"timestamp": column}}
        return read_usage([path], options=ReadOptions(**{**asked, **options}))

    return call


def test_a_start_dates_the_rows(read: Any) -> None:
    """From 23:59, 59,999 ms are still October and 60,000 ms are November."""
    data = read("timestamp", "0", "59999", "60000", starts=NIGHT, offset_unit="ms")
    days = {row.day: row.rows for row in data.rows}
    assert days == {date(2026, 10, 31): 2, date(2026, 11, 1): 1}
    assert data.load == LoadProfile(start=date(2026, 10, 31), minutes=(2, 1))


@pytest.mark.parametrize(
    ("column", "day"),
    [
        # 60 seconds after 23:59 are the next day, 60 milliseconds are not.
        ("seconds_from_start", date(2026, 11, 1)),
        ("arrivalMs", date(2026, 10, 31)),
        ("time (ms)", date(2026, 10, 31)),
        ("t_s", date(2026, 11, 1)),
    ],
)
def test_the_name_of_the_column_tells_the_unit(read: Any, column: str, day: date) -> None:
    """Seconds and milliseconds are told by words of the name, in any common spelling."""
    assert [row.day for row in read(column, "60", starts=NIGHT).rows] == [day]


@pytest.mark.parametrize("column", ["timestamp", "ms_or_s", "ids", "sms"])
def test_a_unit_is_never_guessed(read: Any, column: str) -> None:
    """A name that tells no unit, or two, is refused with the option that tells it."""
    with pytest.raises(UsageFileError, match="does not show its unit") as caught:
        read(column, "60", starts=NIGHT)
    assert "--offset-unit" in str(caught.value.hint)


def test_a_start_without_a_column_of_times_is_refused(tmp_path: Path) -> None:
    """``--starts`` is never passed over: the likely column is named."""
    path = tmp_path / "trace.csv"
    path.write_text("seconds_from_start,input_tokens,output_tokens\n0,10,1\n", encoding="utf-8")
    with pytest.raises(UsageFileError, match="no column of times") as caught:
        read_usage([path], options=ReadOptions(model="gpt-4o-mini", starts=NIGHT))
    assert "--map timestamp=seconds_from_start" in str(caught.value.hint)


def test_a_mapping_without_token_columns_is_refused(tmp_path: Path) -> None:
    """A trace of requests alone has no tokens to price; the columns it has are listed."""
    path = tmp_path / "trace.csv"
    path.write_text("second,requests\n0,10\n", encoding="utf-8")
    asked = ReadOptions(model="gpt-4o-mini", mapping={"timestamp": "second"})
    with pytest.raises(UsageFileError, match="it has second, requests") as caught:
        read_usage([path], options=asked)
    assert "--map input_tokens=COLUMN" in str(caught.value.hint)


def test_an_asked_unit_overrules_the_name(read: Any) -> None:
    """``--offset-unit`` is the user's word, the name of a column only somebody's."""
    data = read("time_ms", "60", starts=NIGHT, offset_unit="s")
    assert [row.day for row in data.rows] == [date(2026, 11, 1)]


def test_minutes_are_known_without_dates(read: Any) -> None:
    """Two requests in the first minute and one in the third have a load, on no day."""
    data = read("offset_s", "0", "59.9", "120")
    assert data.load == LoadProfile(minutes=(2, 0, 1))
    assert [row.day for row in data.rows] == [None]
    assert "set them with --starts DATE" in data.files[0].warnings[0]


def test_without_a_unit_there_is_no_load(read: Any) -> None:
    """Numbers of unknown unit have neither days nor minutes, and the note names both options."""
    data = read("timestamp", "0", "60000")
    assert data.load is None
    assert "--starts DATE and --offset-unit s or ms" in data.files[0].warnings[0]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_rows_read_twice_are_noted_once(tmp_path: Path, engine: Any) -> None:
    """A file read again, for its third row excludes cached tokens, has three rows without date."""
    path = tmp_path / "trace.csv"
    path.write_text(
        "offset,input_tokens,cached_tokens,output_tokens\n0,5,1,2\n1,5,1,2\n2,5,10,2\n",
        encoding="utf-8",
    )
    mapping = {"timestamp": "offset"}
    options = ReadOptions(engine=engine, model="gpt-4o-mini", mapping=mapping)
    notes = read_usage([path], options=options).files[0].warnings
    assert [note.partition(" (3 rows")[1] for note in notes] == [" (3 rows", ""]
    assert "on line 4" in notes[1]


def test_an_offset_of_any_length_is_judged(read: Any) -> None:
    """5,000 digits are more than Python turns into a number, and more than 20 years."""
    with pytest.raises(UsageFileError, match=r"more than 20 years from the start: 9{21}$"):
        read("time_s", "9" * 5000, starts=NIGHT)


def test_a_date_is_no_offset(read: Any) -> None:
    """With ``--starts``, written dates keep their day; an epoch is refused, not added."""
    data = read("time_s", "2026-10-02T00:00:00Z", starts=NIGHT)
    assert [row.day for row in data.rows] == [date(2026, 10, 2)]
    with pytest.raises(UsageFileError, match="more than 20 years from the start: 1790899200"):
        read("time_s", "1790899200", starts=NIGHT)


def test_requests_booked_by_the_hour_are_spread_over_it(read: Any) -> None:
    """90 requests at 09:00 and at 11:00 are 1 or 2 a minute, not 90 in one; 10:00 had none."""
    data = read("time", "2026-10-02T09:00:00Z", "2026-10-02T11:00:00Z", requests=90)
    # The gap of two hours is the span that is known, too long to say anything of its minutes.
    assert data.load is None
    times = [f"2026-10-02T{hour}:00:00Z" for hour in ("09", "11", "12")]
    load = read("time", *times, requests=90).load
    assert load is not None
    assert (load.span, len(load.minutes)) == (60, 4 * 60)
    assert load.minutes[:4] == (1, 2, 1, 2)
    assert sum(load.minutes[60:120]) == 0
    assert [sum(load.minutes[at : at + 60]) for at in (0, 120, 180)] == [90, 90, 90]


@pytest.mark.parametrize("requests", [None, 50])
def test_days_say_nothing_of_minutes(read: Any, requests: int | None) -> None:
    """Dates without a time, or sums by the day, have no busiest minute."""
    days = [f"2026-10-{day:02}" for day in (1, 2, 2, 3)]
    assert read("date", *days, requests=requests).load is None


def test_sums_of_ten_minutes_are_spread_over_ten(read: Any) -> None:
    """35 requests in ten minutes: 3 or 4 in each."""
    times = [f"2026-10-02T09:{minute}:00Z" for minute in ("00", "10", "20")]
    load = read("time", *times, requests=35).load
    assert load is not None
    assert load.span == 10
    assert set(load.minutes) == {3, 4}
    assert sum(load.minutes) == 3 * 35


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


# The contract, spelled out: ``datetime.fromisoformat`` reads much more than is a time here.
CONTRACT = re.compile(
    r"((?:19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]{1,12})?)?"
    r" ?(?:Z|z|UTC|([+-])(0[0-9]|1[0-5])(?::?([0-5][0-9]))?)?)?"
)
ISO_TEXTS = (
    "2026-10-02",
    "2026-10-02T09:30Z",
    "2026-10-02T09:30:00Z",
    "2026-10-02T09:30:00.123Z",
    "2026-10-02 09:30:00,123456 UTC",
    "2026-10-02T09:30:00.123456789012+05:30",
    "1969-12-31T23:59:59.5-15",
)


def second_by_contract(text: str) -> int | str | None:
    """Return what ``iso_second`` must: a second, that there is no such day, or None."""
    match = CONTRACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = match.groups()
    try:
        start = datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return "no such day"
    clock = timedelta(hours=int(hour or 0), minutes=int(minute or 0), seconds=int(second or 0))
    zone = timedelta(hours=int(zone_hour or 0), minutes=int(zone_minute or 0))
    at = start + clock + (zone if sign == "-" else -zone)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def second_read(text: str) -> int | str | None:
    """Return what ``iso_second`` does."""
    try:
        return iso_second(text, "at")
    except BadRow as bad:
        assert str(bad) == f"at: no such day: {text[:10]}"
        return "no such day"


@pytest.mark.parametrize(
    "text",
    [
        "2026-W40-1",
        "2026-W40-1T09:30:00Z",
        "20261002",
        "20261002T093000Z",
        "2026-10-02T0930Z",
        "2026-10-02T09Z",
        "2026-10-02x09:30:00Z",
        "2026-10-02T24:00:00Z",
        "2026-10-02T09:30:60Z",
        "2026-10-02T09:30:00.Z",
        "2026-10-02T09:30:00.1234567x9Z",
        "2026-10-02T09:30:00.123456\u0663Z",
        "2026-10-02T09:30:00.1234567890123Z",
        "2026-10-02T09:30:00+05:30:15",
        "2026-10-02T09:30:00+16:00",
        "1899-12-31",
        "2200-01-01T00:00:00Z",
        "26-10-02",
    ],
)
def test_what_python_reads_beyond_the_contract_is_no_time(text: str) -> None:
    """Week dates, compact forms, an hour 24, seconds of a zone: forms no usage file has."""
    assert iso_second(text, "at") is None


@given(st.data())
def test_iso_times_keep_their_contract(data: st.DataObject) -> None:
    """Whatever is put into a time, cut out of it or changed: read as the contract says, or not."""
    text = data.draw(st.sampled_from(ISO_TEXTS))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 1))
        text = (
            text[:at]
            + data.draw(st.text("0123456789-:+.,TZzUCW \u0663", max_size=1))
            + text[at + cut :]
        )
    assert second_read(text) == second_by_contract(text)


@given(st.dates(date(1899, 1, 1), date(2201, 1, 1)), st.integers(0, 32))
@example(date(2024, 2, 1), 29)
@example(date(2026, 2, 1), 29)
def test_days_that_are_none_are_named(month: date, day: int) -> None:
    """The 30th of February is an error with its date, not another kind of text."""
    text = f"{month:%Y-%m}-{day:02}"
    assert second_read(text) == second_by_contract(text)
    assert second_read(f"{text}T23:59:59Z") == second_by_contract(f"{text}T23:59:59Z")
