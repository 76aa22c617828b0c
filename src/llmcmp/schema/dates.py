"""Dates as sources give them: a day, only a month or year, or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

PartialDate: TypeAlias = str
"""``2024-07-18``, ``2022-12``, ``2022`` or ``unknown``."""

UNKNOWN = "unknown"

DAY = timedelta(days=1)


def check_partial(text: str, field: str) -> None:
    """Raise ``ValueError`` unless *text* is a partial date."""
    if text != UNKNOWN:
        try:
            first_day(text)
        except (ValueError, IndexError):
            raise ValueError(
                f"{field}: not a date: {text!r} (use 2024-07-18, 2024-07, 2024 or unknown)"
            ) from None


def is_whole(text: PartialDate) -> bool:
    """Tell whether the day itself is known."""
    return len(text) == 10


def first_day(text: PartialDate) -> date:
    """Return the first day *text* can mean; ``unknown`` is a ``ValueError``."""
    if not text.isascii() or len(text) not in (4, 7, 10):
        raise ValueError(f"not a date: {text}")
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
        raise ValueError(f"not a date: {text}")
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(numbers) != len(parts):
        raise ValueError(f"not a date: {text}")
    return date(*[*numbers, 1, 1][:3])


def last_day(text: PartialDate) -> date:
    """Return the last day *text* can mean; ``unknown`` is a ``ValueError``."""
    start = first_day(text)
    match len(text):
        case 4:
            return date(start.year, 12, 31)
        case 7:
            from calendar import monthrange

            return date(start.year, start.month, monthrange(start.year, start.month)[1])
        case _:
            return start
