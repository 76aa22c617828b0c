"""How far long work has come, on standard error and only on a terminal."""

from __future__ import annotations

import sys
import time

_FIRST, _EVERY = 1.0, 0.2
"""Seconds before the first line, and between two of them."""


class Progress:
    """A line that overwrites itself."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        """Follow *total* bytes."""
        self.is_shown = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._total = total
        self._done = 0
        self._next = time.monotonic() + _FIRST
        self._width = 0

    def advance(self, size: int) -> None:
        """Note that *size* more bytes are done."""
        self._done += size
        if self.is_shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._write(self._line())

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._write("")

    def _line(self) -> str:
        done = f"counting: {self._done / 1e6:,.0f} MB"
        if not self._total:
            return done
        return f"{done} of {self._total / 1e6:,.0f} MB, {100 * self._done // self._total} %"

    def _write(self, line: str) -> None:
        # A carriage return is what `talk` would make visible.
        sys.stderr.write(f"\r{line.ljust(self._width)}\r" if not line else f"\r{line}")
        sys.stderr.flush()
        self._width = len(line)
