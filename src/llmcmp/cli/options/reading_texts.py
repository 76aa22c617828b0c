"""The texts a command counts: files, folders, globs and standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, reason
from ...records import record
from ...schema import ContentClass, ModelSpec
from ..progress import Progress
from . import values

if TYPE_CHECKING:
    from ...schema import Calibration
    from ...tokens import Skipped
    from ...usage import TokenCount

STDIN = "-"
_CHUNK = 1 << 20
_WATCHED_FROM = 4 << 20
"""Size in bytes from which progress is shown within a file, not only after it."""


@record
class Texts:
    """What is to be counted."""

    paths: tuple[Path, ...]
    """Files, in order."""
    streams: tuple[str, ...]
    """Standard input and pipes, which can be read only once."""
    skipped: tuple[Skipped, ...]
    """Files that are not text."""

    @property
    def names(self) -> tuple[str, ...]:
        """What messages and reports call them."""
        return (*map(str, self.paths), *self.streams)


def find_texts(names: Sequence[str]) -> Texts:
    """Return the texts that *names* mean; ``-`` is standard input."""
    from ...tokens import find_files

    streams = [name for name in names if name == STDIN or _is_pipe(name)]
    for name in streams:
        if streams.count(name) > 1:
            raise InputError(f"named twice, but can be read only once: {name}")
    files = [name for name in names if name not in streams]
    for name in files:
        if "\0" in name or len(os.fsencode(name)) > 4096:
            raise InputError(f"not a valid file name: {values.shown(name)}")
    paths, skipped = find_files(files) if files else ((), ())
    return Texts(paths=paths, streams=tuple(streams), skipped=skipped)


def count_texts(
    texts: Texts,
    specs: Sequence[ModelSpec],
    *,
    calibration: Calibration,
    content_class: ContentClass | None,
    quiet: bool,
) -> list[tuple[TokenCount, ...]]:
    """Return the counts of every text, in the order of its names."""
    from ...tokens import count_all, count_many

    sizes = [path.stat().st_size for path in texts.paths]
    progress = Progress(
        0 if texts.streams else sum(sizes), quiet=quiet, doing="counting", what="texts"
    )
    sources = [
        _watched(path, progress) if progress.is_shown and size >= _WATCHED_FROM else path
        for path, size in zip(texts.paths, sizes, strict=True)
    ]
    settings: Any = {"calibration": calibration, "content_class": content_class}
    counts = []
    try:
        for size, each in zip(sizes, count_all(sources, specs, **settings), strict=True):
            counts.append(each)
            if size < _WATCHED_FROM:
                progress.advance(size)
        # Read by this thread: another one would go on waiting for input after Ctrl-C.
        counts += [count_many(_stream(name, progress), specs, **settings) for name in texts.streams]
    finally:
        progress.clear()
    return counts


def read_json_text(option: str, name: str) -> str:
    """Return the text of a JSON file, or of standard input."""
    try:
        raw = b"".join(_stream(name, None)) if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{option}: cannot read {values.shown(name)}: {reason(error)}") from None
    except ValueError:
        raise InputError(f"{option}: not a file: {values.shown(name)}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{option}: {name}:{line}: not UTF-8 text") from None


def _is_pipe(name: str) -> bool:
    """Tell whether *name* is something like ``<(git diff)``, which can be read only once."""
    try:
        mode = Path(name).stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)


def _watched(path: Path, progress: Progress) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            progress.advance(len(chunk))
            yield chunk


def _stream(name: str, progress: Progress | None) -> Iterator[bytes]:
    """Yield what a stream holds, as it comes; refuse what is not text."""
    from ...tokens import is_binary_start

    chunks = _standard_input() if name == STDIN else _piped(Path(name))
    first = next(chunks, b"")
    if is_binary_start(first):
        raise InputError(f"not text: {'standard input' if name == STDIN else name}")
    for chunk in chain((first,), chunks):
        if progress is not None:
            progress.advance(len(chunk))
        yield chunk


def _standard_input() -> Iterator[bytes]:
    if sys.stdin is None:
        raise InputError("standard input is closed", hint="name a file")
    while chunk := sys.stdin.buffer.read(_CHUNK):
        yield chunk


def _piped(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise InputError(f"cannot read {path}: {reason(error)}") from None
