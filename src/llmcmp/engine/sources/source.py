"""The files of one run: globs, folders, gzip and stdin, each checked before it is opened."""

from __future__ import annotations

import gzip
import re
import stat
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ...errors import UsageFileError
from .paths import paths_of, reason

if TYPE_CHECKING:
    from ..options import Progress

LINE_LIMIT = 32 * 1024 * 1024
"""Longest line read, in bytes: a file with a longer one is refused before it fills the memory."""

_STDIN = "-"
_CHUNK = 1 << 20
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or a workbook",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite f": "a SQLite database",
    b"(\xb5/\xfd": "packed with zstd",
    b"BZh9": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"7z\xbc\xaf": "a 7z archive",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
}
"""Kinds of files that people pass instead of a table, by their first bytes."""

TABLE = "table:"
"""Begins the name of a table of Spark's catalogue."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read."""

    name: str
    """As the user named it."""
    path: Path
    """Where its bytes are; a temporary copy for stdin."""
    size: int
    """Bytes on disk when the run began."""
    changed: int
    """Time of its last change when the run began, in nanoseconds."""
    magic: bytes
    """Its first bytes."""
    argument: str
    """What the user named: the file itself, or the folder or pattern that it was found by."""
    identity: object
    """Device and inode: the same under every name of one file."""
    times: int = 1
    """How often the user named it, under whatever names; it is read once."""

    @property
    def is_parquet(self) -> bool:
        """Tell Parquet by its magic bytes."""
        return self.magic[:4] == b"PAR1"

    @property
    def is_gzip(self) -> bool:
        """Tell gzip by its magic bytes."""
        return self.magic[:2] == b"\x1f\x8b"

    def growth(self) -> int | None:
        """Return by how many bytes the file grew since the run began; None if it was rewritten."""
        try:
            now = self.path.stat()
        except OSError:
            return None
        if (now.st_size, now.st_mtime_ns) == (self.size, self.changed):
            return 0
        grown = now.st_size - self.size
        return grown if grown > 0 else None

    def lines(self, progress: Progress | None = None) -> Iterator[bytes]:
        """Yield the lines with their ends, at most ``LINE_LIMIT`` bytes each."""
        number = 0
        with _open(self) as raw:
            body: IO[bytes] = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self.is_gzip else raw
            while line := _readline(self, body):
                number += 1
                if len(line) > LINE_LIMIT:
                    raise UsageFileError(
                        f"{self.name}:{number}: the line is longer than {LINE_LIMIT >> 20} MB",
                        hint="a usage file has one request per line; is this another kind of file?",
                    )
                if progress is not None and number % 2048 == 0:
                    progress(self.name, raw.tell(), self.size)
                yield line


def _open(source: Source) -> IO[bytes]:
    try:
        return source.path.open("rb")
    except OSError as error:
        raise UsageFileError(f"{source.name}: {reason(error)}") from None


def _readline(source: Source, body: IO[bytes]) -> bytes:
    try:
        return body.readline(LINE_LIMIT + 1)
    except EOFError:
        raise UsageFileError(
            f"{source.name}: the gzip file is cut off", hint="download or copy it again"
        ) from None
    except (gzip.BadGzipFile, zlib.error):
        raise UsageFileError(
            f"{source.name}: the gzip file is broken", hint="download or copy it again"
        ) from None
    except OSError as error:
        raise UsageFileError(f"{source.name}: {reason(error)}") from None


def file_changed(name: str) -> UsageFileError:
    """Return the error of a file that changed while it was read."""
    return UsageFileError(
        f"{name}: the file changed while it was read",
        hint="run again when nothing is writing to it",
    )


def is_address(name: str) -> bool:
    """Tell an address (``scheme:/...``) or a table (``table:...``) from a path."""
    return name.startswith(TABLE) or re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", name) is not None


def without_password(address: str) -> str:
    """Return an address as it may be shown."""
    return re.sub(r"(?<=://)([^/@:]*):[^/\s]*@", r"\1:***@", address)


def sources(name: str, temporary: ExitStack) -> list[Source]:
    """Return the files that *name* stands for; a copy of stdin lives as long as *temporary*."""
    if name == _STDIN:
        return [source_of("<stdin>", _spooled(temporary))]
    return [source_of(str(path), path, argument=name) for path in paths_of(name)]


def once_each(named: Sequence[Sequence[Source]]) -> list[list[Source]]:
    """Leave each file where it is named first, and note how often it is."""
    counts = Counter(source.identity for files in named for source in files)
    return [
        [
            replace(source, times=times)
            for source in files
            if (times := counts.pop(source.identity, 0))
        ]
        for files in named
    ]


def _spooled(temporary: ExitStack) -> Path:
    if sys.stdin is None:
        raise UsageFileError("<stdin>: standard input is closed")
    try:
        copy = tempfile.NamedTemporaryFile(prefix="llmcmp-")  # noqa: SIM115
        temporary.enter_context(copy)
        while chunk := sys.stdin.buffer.read(_CHUNK):
            copy.write(chunk)
        copy.flush()
    except OSError as error:
        raise UsageFileError(f"<stdin>: cannot be copied: {reason(error)}") from None
    if chunk is None:  # not the end: a pipe that does not wait had nothing to give
        raise UsageFileError("<stdin>: standard input is non-blocking and has no data")
    return Path(copy.name)


def source_of(name: str, path: Path, *, argument: str | None = None) -> Source:
    """Return the file at *path*, or refuse what cannot be a usage file."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageFileError(
                f"{name}: not a regular file", hint="pipe it in: `... | llmcmp estimate -`"
            )
        with path.open("rb") as stream:
            magic = stream.read(8)
    except OSError as error:
        raise UsageFileError(f"{name}: {reason(error)}") from None
    if not magic:
        raise UsageFileError(f"{name}: the file is empty")
    if magic[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UsageFileError(f"{name}: UTF-16 text", hint="save it as UTF-8")
    for start, kind in _FOREIGN.items():
        if magic.startswith(start):
            raise UsageFileError(
                f"{name}: {kind}", hint="unpack or save it as CSV, JSON lines or Parquet"
            )
    # Some network drives have no inodes.
    identity = (status.st_dev, status.st_ino) if status.st_ino else path.absolute()
    size, changed = status.st_size, status.st_mtime_ns
    return Source(name, path, size, changed, magic, argument or name, identity)
