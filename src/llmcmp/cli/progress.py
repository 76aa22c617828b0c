"""How far a long reading is, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

AFTER = 1.0
"""Seconds of work before anything is shown."""

EVERY = 0.1
WIDTH = 24


def progress(quiet: bool) -> Callable[[str, int, int], None] | None:
    """Return what draws a bar on standard error, None where nobody would see it."""
    stream = sys.stderr
    if quiet or stream is None or not stream.isatty():
        return None
    return Bar()


class Bar:
    """One line that is drawn over itself, and wiped when its file is done."""

    def __init__(self) -> None:
        """Start the clock."""
        self._begun = time.monotonic()
        self._drawn = 0.0

    def __call__(self, file: str, done: int, total: int) -> None:
        """Draw the bar, at most ten times a second, once the work takes longer than a second."""
        now = time.monotonic()
        if total and done >= total:
            self._wipe()
        elif now - self._begun > AFTER and now - self._drawn > EVERY:
            self._drawn = now
            self._write(f"\r{line(file, done, total)}\x1b[K")

    def _wipe(self) -> None:
        if self._drawn:
            self._drawn = 0.0
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def line(file: str, done: int, total: int) -> str:
    """Return one line: a bar where the size is known, else the megabytes read."""
    name = "".join(c if c.isprintable() else "?" for c in file)[-30:]
    if not total:
        return f"reading {name}: {done >> 20:,} MB"
    share = min(done / total, 1)
    full = int(share * WIDTH)
    return f"reading {name}: [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}"
