"""Load over time: requests per minute, from the counts of single minutes."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import gcd

from ..records import record

EARLIEST = 631_152_000
"""1990, in seconds since 1970: smaller numbers count from the start of a trace."""

_LONGEST_LOAD = 366 * 1440 * 2
"""Usage that covers more minutes than this is too long for a load profile."""

_LONGEST_SPAN = 60
"""Of a booked span longer than this many minutes, the busy ones are not known."""


@record
class LoadProfile:
    """Requests per minute, in order, over the time a usage file covers."""

    start: date | None = None
    """First UTC day, where the file has dates."""
    minutes: tuple[int, ...]
    """Requests in each minute; the first minute is the first with a request."""
    span: int = 1
    """Minutes in which the file counts requests together; they are spread evenly over these."""

    @property
    def days(self) -> Decimal:
        """Days from the first minute with a request to the last, as a fraction."""
        return Decimal(len(self.minutes)) / 1440


def load_profile(requests: Mapping[int, int], booked: Set[int] = frozenset()) -> LoadProfile | None:
    """Return the load from *requests* per minute since 1970, or since the start of a trace.

    Requests of the *booked* minutes are those of a longer span, and are spread over it. None where
    no minute is known by itself, or the time is too long.
    """
    # Requests do not all come on the hour: times without minutes, or days, say no minute either.
    if not booked and sum(requests.values()) > 1 and gcd(*requests) % 60 == 0:
        booked = requests.keys()
    span = _span(booked)
    if not requests or span is None:
        return None
    first, last = min(requests), max(requests)
    if booked:
        last = max(last, max(booked) + span - 1)
    if last - first > _LONGEST_LOAD:
        return None
    minutes = [0] * (last - first + 1)
    for minute, number in requests.items():
        shares = _even_shares(number, span) if minute in booked else [number]
        for index, share in enumerate(shares, minute - first):
            minutes[index] += share
    return LoadProfile(start=_day(first), minutes=tuple(minutes), span=span)


def _day(minute: int) -> date | None:
    dated = minute * 60 >= EARLIEST
    return date(1970, 1, 1) + timedelta(minutes=minute) if dated else None


def _span(booked: Set[int]) -> int | None:
    """Return how many minutes are between *booked* ones; None where no hour is known by itself."""
    marks = sorted(booked)
    if not marks:
        return 1
    span = gcd(*(after - before for before, after in pairwise(marks)))
    return span if 0 < span <= _LONGEST_SPAN else None


def _even_shares(requests: int, minutes: int) -> list[int]:
    """Return *requests* spread over *minutes*, as evenly as whole numbers can be."""
    ends = [requests * minute // minutes for minute in range(minutes + 1)]
    return [after - before for before, after in pairwise(ends)]
