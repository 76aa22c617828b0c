"""Instants as files write them, to whole seconds since 1970 UTC: zones applied, never dropped."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ...usage.load import EARLIEST
from .cells import BadRow, shown

LATEST = 7_289_654_400
"""2201, in seconds since 1970: larger numbers are no dates."""

_ISO = re.compile(
    r"((?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(?:(?<=:[0-9]{2}:[0-9]{2})[.,][0-9]{1,12})?"
    r" ?(?:Z|z|UTC|([+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?))?)?"
)
"""Dates and times of ISO 8601, of databases and of BigQuery; a time without a zone is UTC."""

_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20|21)[0-9]{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_DAY = 86_400
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), 1000),
}


def seconds(value: Any, column: str, date_order: str | None = None) -> int | None:
    """Return the second *value* names, or None where it counts from the start of a trace."""
    if isinstance(value, str):
        text = value.strip()
        second = iso_second(text, column)
        if second is not None:
            return second
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return _epoch(int(text.split(".")[0].lstrip("0")[:21] or 0), column)
        return _slashed(text, column, date_order)
    if isinstance(value, int) and not isinstance(value, bool):
        return _epoch(value, column)
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20:
        return _epoch(int(value), column)
    raise BadRow(f"{column}: not a date: {shown(value):.80}")


def iso_second(text: str, column: str) -> int | None:
    """Return the second that an ISO date or time names, None where *text* is neither."""
    if _is_common(text):
        try:
            return _second(text if len(text) > 10 else f"{text}T00:00Z")
        except ValueError:
            pass  # no such day, or no digits: the pattern tells which
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    day, clock, zone = match.groups()
    try:
        return _second(f"{day}T{clock or '00:00'}{zone or 'Z'}")
    except ValueError:
        raise BadRow(f"{column}: no such day: {day}") from None


def _is_common(text: str) -> bool:
    """Tell ``2026-10-02`` and ``2026-10-02T09:30:00Z`` (and fractions): what most systems write.

    ``datetime`` reads more than is a time here: week dates, an hour 24, anything behind six digits
    of a fraction. This leaves no room for that, and takes a third of the time of the pattern.
    """
    if not "1900" <= text < "2200":
        return False
    if len(text) == 10:
        return text[4:8:3] == "--"
    ends = text[7:17:3] == "-T::" and text[-1] == "Z" and text[11:13] < "24"
    return ends and (len(text) == 20 or _is_fraction(text[19:-1]))


def _is_fraction(text: str) -> bool:
    return text[:1] == "." and len(text) <= 13 and text[1:].isdigit() and text.isascii()


def _second(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // _SECOND


def offset(value: Any, column: str, per_second: int) -> int | None:
    """Return whole seconds from the start of a trace, None where *value* is no plain number."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or not text.replace(".", "", 1).isdigit():
            return None
        number = int(text.split(".")[0].lstrip("0")[:21] or 0)
    elif isinstance(value, Decimal) and value.is_finite() and value.copy_abs() < 10**19:
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        return None
    if number < 0:
        raise BadRow(f"{column}: negative: {number}")
    if number // per_second >= EARLIEST:
        raise BadRow(f"{column}: more than 20 years from the start: {str(number)[:60]}")
    return number // per_second


def per_second(column: str, unit: str | None) -> int | None:
    """Return how many *units* make a second; without one, as the words of a column's name tell."""
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())
    named = {number for word, number in _UNITS.items() if word in words}
    if unit is not None:
        return _UNITS[unit]
    return named.pop() if len(named) == 1 else None


def _epoch(number: int, column: str) -> int | None:
    if number < 0:
        raise BadRow(f"{column}: negative: {number}")
    if number < EARLIEST:
        return None
    for limit, unit in ((10**11, 1), (10**14, 10**3), (10**17, 10**6), (10**20, 10**9)):
        if number < limit:
            at = number // unit
            if at < LATEST:
                return at
    raise BadRow(f"{column}: not a date: {str(number)[:60]}")


def _slashed(text: str, column: str, date_order: str | None) -> int:
    match = _SLASHED.fullmatch(text)
    if match is None:
        raise BadRow(f"{column}: not a date: {text!r:.80}" if text else f"{column}: empty")
    if date_order is None:
        raise BadRow(f"{column}: day and month are ambiguous: {text} (set --date-order)")
    one, two, year = match.groups()
    month, day = (one, two) if date_order == "mdy" else (two, one)
    try:
        return _second(f"{year}-{month:0>2}-{day:0>2}T00:00Z")
    except ValueError:
        raise BadRow(f"{column}: no such day: {text}") from None


def day_of(at: int) -> date:
    """Return the UTC day of a second."""
    return date.fromordinal(719_163 + at // _DAY)


def moment(at: int) -> datetime:
    """Return the UTC moment of a second."""
    return datetime.fromtimestamp(at, UTC)


def day_number(day: date) -> int:
    """Return the days from 1970 to *day*."""
    return day.toordinal() - 719_163
