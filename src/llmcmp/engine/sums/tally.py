"""What became of the rows of one file: counted while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...usage import Rejected, RowCounts

SHOWN = 10
"""Refused rows that are named; the others are counted."""


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
