"""What became of the rows of one file: counted while they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import gcd

from ...usage import LoadProfile, Rejected, RowCounts
from ..rows.times import DATED, day_of

SHOWN = 10
"""Refused rows that are named; the others are counted."""

_LONGEST_LOAD = 366 * 1440 * 2
"""Minutes beyond which a file is too long for a load profile."""

_LONGEST_SPAN = 60
"""Minutes of a booked span beyond which nothing is known of the busy ones in it."""


@dataclass(slots=True)
class Tally:
    """Counts, span and first refused rows of one file."""

    file: str
    read: int = 0
    rejected: int = 0
    empty: int = 0
    outside: int = 0
    first: int | None = None
    last: int | None = None
    shown: list[Rejected] = field(default_factory=list)

    def reject(self, line: int | None, reason: str, file: str | None = None) -> None:
        """Count a refused row and name it if it is one of the first; *file* if it is in another."""
        self.rejected += 1
        if len(self.shown) < SHOWN:
            self.shown.append(Rejected(file=file or self.file, line=line, reason=reason))

    def reject_all(self, rows: int, reason: str) -> None:
        """Count refused rows that share a reason, and name one."""
        self.read += rows
        self.reject(None, reason)
        self.rejected += rows - 1

    def see(self, at: int | None) -> None:
        """Widen the span of the file."""
        if at is None:
            return
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at

    @property
    def counts(self) -> RowCounts:
        """Return the counts as a record."""
        return RowCounts(
            read=self.read, rejected=self.rejected, empty=self.empty, outside=self.outside
        )


def load_profile(minutes: Counter[int], booked: Set[int] = frozenset()) -> LoadProfile | None:
    """Return requests per minute from counts by minutes since 1970, or since a trace began.

    Requests of the *booked* minutes are those of a span, and are spread over it.
    """
    # Requests do not all come on the hour: times without minutes, or days, say no minute either.
    if not booked and sum(minutes.values()) > 1 and gcd(*minutes) % 60 == 0:
        booked = minutes.keys()
    span = _span(booked)
    if not minutes or span is None:
        return None
    first, last = min(minutes), max(minutes)
    if booked:
        last = max(last, max(booked) + span - 1)
    if last - first > _LONGEST_LOAD:
        return None
    counted = [0] * (last - first + 1)
    for minute, requests in minutes.items():
        for place in range(span if minute in booked else 1):
            share = _share(requests, place, span) if minute in booked else requests
            counted[minute - first + place] += share
    start: date | None = day_of(first * 60) if first * 60 >= DATED else None
    return LoadProfile(start=start, minutes=tuple(counted), span=span)


def _span(booked: Set[int]) -> int | None:
    """Return how many minutes lie between *booked* ones; None where no hour is known by itself."""
    marks = sorted(booked)
    if not marks:
        return 1
    span = gcd(*(after - before for before, after in pairwise(marks)))
    return span if 0 < span <= _LONGEST_SPAN else None


def _share(requests: int, place: int, span: int) -> int:
    """Return the requests of the minute at *place*, as even as whole ones can be."""
    return requests * (place + 1) // span - requests * place // span
