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
    """Earliest second of a kept row, since 1970."""
    last: int | None = None
    """Latest second of a kept row, since 1970."""
    named: list[Rejected] = field(default_factory=list)
    """The first refused rows."""

    def skip(self, rows: int = 1) -> None:
        """Count rows that declare no usage."""
        self.read += rows
        self.empty += rows

    def reject(
        self, line: int | None, reason: str, file: str | None = None, *, rows: int = 1
    ) -> None:
        """Count a refused row (*rows* of one reason) and name it, if it is one of the first.

        *file* is where it is, unless in the file itself.
        """
        self.read += rows
        self.rejected += rows
        if len(self.named) < SHOWN:
            self.named.append(Rejected(file=file or self.file, line=line, reason=reason))

    def reject_unnamed(self, rows: int) -> None:
        """Count refused rows without naming any."""
        self.read += rows
        self.rejected += rows

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
