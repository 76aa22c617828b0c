"""What became of the rows of one file: counted while they are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from ..usage import LoadProfile, Rejected, RowCounts
from .instant import day_of

SHOWN = 10
"""Refused rows that are named; the others are counted."""

_LONGEST_LOAD = 366 * 1440 * 2
"""Minutes beyond which a file is too long for a load profile."""


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
    undated: int = 0
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
            self.undated += 1
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


def load_profile(minutes: Counter[int]) -> LoadProfile | None:
    """Return requests per minute from counts by minutes since 1970."""
    if not minutes:
        return None
    first, last = min(minutes), max(minutes)
    if last - first > _LONGEST_LOAD:
        return None
    start: date = day_of(first * 60)
    return LoadProfile(
        start=start, minutes=tuple(minutes.get(minute, 0) for minute in range(first, last + 1))
    )
