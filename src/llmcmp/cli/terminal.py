"""Writing to the terminal, or to the pipe or file that replaces it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from ..errors import InputError


def terminal_width(stream: Any) -> int:
    """Return COLUMNS, else the width of the terminal, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return max(40, min(int(columns), 1000))
    width = 0
    with contextlib.suppress(OSError, ValueError):
        if stream is not None and stream.isatty():
            width = os.get_terminal_size(stream.fileno()).columns
    # On a build server a terminal may have the size 0.
    return max(40, width or 80)


def print_text(text: str) -> None:
    """Write *text* to standard output, with replacements for what its character set lacks."""
    if sys.stdout is None:
        raise InputError("standard output is closed", hint="write to a file with --output")
    sys.stdout.write(writable(text, sys.stdout))


def talk(text: str) -> None:
    """Write *text* to standard error, where nothing in it can move a cursor or ring a bell."""
    if sys.stderr is not None:
        from ..readable import printable

        safe = "\n".join(printable(line) for line in text.split("\n"))
        # If standard error is closed, nobody reads the message.
        with contextlib.suppress(OSError):
            sys.stderr.write(writable(safe, sys.stderr))


def writable(text: str, stream: Any) -> str:
    """Return *text* with escapes for the characters *stream* cannot hold."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def shown_path(path: Path) -> str:
    """Return *path* relative to the current folder, or unchanged if it is elsewhere."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
