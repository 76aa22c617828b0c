"""How far a long reading is, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time

from ..readable import printable

AFTER = 1.0
"""Seconds of work before anything is shown."""

EVERY = 0.1
WIDTH = 24


def progress(quiet: bool, doing: str = "reading") -> Bar | None:
    """Return what draws a bar on standard error, or None if that is not a terminal."""
    stream = sys.stderr
    if quiet or stream is None or not stream.isatty():
        return None
    return Bar(doing)


class Bar:
    """One line that is drawn over itself, and removed when its file is done."""

    def __init__(self, doing: str = "reading") -> None:
        """Start the clock; *doing* says what takes so long."""
        self._doing = doing
        self._begun = time.monotonic()
        self._drawn = 0.0

    def __call__(self, file: str, read: int, total: int) -> None:
        """Draw the bar, at most ten times a second, once the work takes longer than a second."""
        now = time.monotonic()
        if total and read >= total:
            self.wipe()
        elif now - self._begun > AFTER and now - self._drawn > EVERY:
            self._drawn = now
            self._write(f"\r{self._doing} {line(file, read, total)}\x1b[K")

    def wipe(self) -> None:
        """Erase the line from the terminal if one was drawn."""
        if self._drawn:
            self._drawn = 0.0
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class Progress:
    """A bar for work in many pieces of one whole."""

    def __init__(self, total: int, *, quiet: bool, doing: str, what: str) -> None:
        """Follow *total* bytes; 0 if their number is unknown."""
        self._bar = progress(quiet, doing)
        self._total, self._what, self._read = total, what, 0

    @property
    def is_shown(self) -> bool:
        """Whether the bar is drawn."""
        return self._bar is not None

    def advance(self, size: int) -> None:
        """Note that *size* more bytes are done."""
        self._read += size
        if self._bar is not None:
            self._bar(self._what, self._read, self._total)

    def clear(self) -> None:
        """Erase the bar, if there is one, before other output."""
        if self._bar is not None:
            self._bar.wipe()


def line(file: str, read: int, total: int) -> str:
    """Return one line: a bar where the size is known, else the megabytes read."""
    name = printable(file, stand_in="?")[-30:]
    if not total:
        return f"{name}: {read >> 20:,} MB"
    share = min(read / total, 1)
    full = int(share * WIDTH)
    return f"{name}: [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}"
