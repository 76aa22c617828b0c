"""The files of one run: globs, folders, gzip and stdin, each checked before it is opened."""

from __future__ import annotations

import gzip
import re
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ..errors import UsageFileError

if TYPE_CHECKING:
    from .options import Progress

LINE_LIMIT = 32 * 1024 * 1024
"""Longest line read, in bytes: beyond it a file is refused instead of filling the memory."""

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".txt", ".log")
"""Ends of names that are read in a folder."""

_STDIN = "-"
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
    given: str
    """What the user named: the file itself, or the folder or pattern that it was found by."""

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
        now = self.path.stat()
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
        raise UsageFileError(f"{source.name}: {_reason(error)}") from None


def _readline(source: Source, body: IO[bytes]) -> bytes:
    try:
        return body.readline(LINE_LIMIT + 1)
    except EOFError:
        raise UsageFileError(
            f"{source.name}: the gzip file is cut off", hint="download or copy it again"
        ) from None
    except (OSError, zlib.error) as error:
        raise UsageFileError(f"{source.name}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error)
    return str(words).lower()


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
    return [source_of(str(path), path, given=name) for path in _expand(name)]


def _spooled(temporary: ExitStack) -> Path:
    copy = tempfile.NamedTemporaryFile(prefix="llmcmp-")  # noqa: SIM115
    temporary.enter_context(copy)
    shutil.copyfileobj(sys.stdin.buffer, copy)
    copy.flush()
    return Path(copy.name)


def _expand(name: str) -> list[Path]:
    path = Path(name).expanduser()
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _matches(name)
    except (OSError, ValueError) as error:
        raise UsageFileError(f"{name!r}: {_reason(error)}") from None
    if not stat.S_ISDIR(mode):
        return [path]
    inside = [file for file in sorted(path.rglob("*")) if _is_usage_file(file)]
    if not inside:
        raise UsageFileError(
            f"{name}: no usage files in this folder",
            hint=f"files ending in {', '.join(SUFFIXES)} (or these with .gz) are read",
        )
    return inside


def _matches(name: str) -> list[Path]:
    if not has_magic(name):
        raise UsageFileError(f"{name}: no such file")
    files = [Path(match) for match in sorted(glob(name, recursive=True))]  # noqa: PTH207
    files = [file for file in files if not file.is_dir()]
    if not files:
        raise UsageFileError(f"{name}: no file matches")
    return files


def _is_usage_file(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(SUFFIXES) and not name.startswith(".") and path.is_file()


def source_of(name: str, path: Path, *, given: str | None = None) -> Source:
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
        raise UsageFileError(f"{name}: {_reason(error)}") from None
    if not magic:
        raise UsageFileError(f"{name}: the file is empty")
    if magic[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UsageFileError(f"{name}: UTF-16 text", hint="save it as UTF-8")
    return Source(name, path, status.st_size, status.st_mtime_ns, magic, given or name)
