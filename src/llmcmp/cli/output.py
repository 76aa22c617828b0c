"""Printing: reports and files go to standard output or ``--output``, messages to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, reason
from .options.session import Color, Session
from .terminal import print_text, talk, terminal_width

if TYPE_CHECKING:
    from ..notices import Notice
    from ..render.formats import Terminal
    from ..render.page import Page

MOST_LINKS = 40
"""Symbolic links followed to find a stream; Linux follows no more than that either."""


def show(session: Session, report: Any, page: Callable[[Any], Page]) -> None:
    """Print *report* in the chosen format; *page* lays it out for people."""
    write(session, session.report_format.text(report, page, _terminal(session)))


def write(session: Session, text: str) -> None:
    """Write the finished text to ``--output`` or to standard output."""
    if session.output is None or session.output == "-":
        print_text(text)
    else:
        write_whole(Path(session.output), text)
        say(session, f"wrote {session.output}")


def say(session: Session, *lines: str) -> None:
    """Print messages for the person at the terminal, unless ``--quiet`` is given."""
    if not session.quiet:
        for line in lines:
            talk(f"{line}\n")


def warn(session: Session, notices: Iterable[Notice]) -> None:
    """Print one line per warning; equal warnings about several models are printed once."""
    say(session, *dict.fromkeys(f"warning: {notice.text}" for notice in notices))


def warn_beside_csv(session: Session, notices: Iterable[Notice]) -> None:
    """Print the warnings of a report as CSV, which has no place for them."""
    if session.report_format.name == "csv":
        warn(session, notices)


def _terminal(session: Session) -> Terminal:
    """Return the width, colour and character set for a terminal table."""
    stream = sys.stdout if session.output in (None, "-") else None
    encoding = "utf-8" if stream is None else (stream.encoding or "ascii")
    return {
        "width": terminal_width(stream),
        "color": _colored(session.color, stream),
        "ascii_only": "utf" not in encoding.lower(),
    }


def _colored(color: Color, stream: Any) -> bool:
    """Decide on colour: the flag, then FORCE_COLOR, NO_COLOR, then whether it is a terminal."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or stream is None:
        return False
    return bool(stream.isatty())


def write_whole(path: Path, text: str) -> None:
    """Write the file of ``--output`` whole or not at all."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.is_dir():
            raise InputError(f"--output: is a folder: {path}")
        if not path.parent.is_dir():
            raise InputError(f"--output: no such folder: {path.parent}")
        _put(path, data)
    except (OSError, ValueError) as error:
        raise InputError(f"--output: cannot write {path}: {reason(error)}") from None


def _put(path: Path, data: bytes) -> None:
    from ..files.atomic import replace_file

    if _is_open_stream(path):
        with path.open("ab") as stream:
            stream.write(data)
    elif path.exists() and not path.is_file():
        path.write_bytes(data)
    else:
        # A link stays a link: what it leads to is replaced.
        replace_file(Path(os.path.realpath(path)), data)


def _is_open_stream(path: Path) -> bool:
    """Tell whether *path* names a stream of this process: ``/dev/stdout``, ``/dev/fd/1``.

    Such a name is a link to a file somebody else has open, maybe to append to it.
    """
    streams = {os.path.realpath(folder) for folder in ("/dev/fd", "/proc/self/fd")}
    for _ in range(MOST_LINKS):
        if os.path.realpath(path.parent) in streams:
            return True
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return False
