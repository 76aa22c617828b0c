"""Delimited text: the header, and rows with the line each begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import UsageFileError
from .reading import BadRow
from .source import LINE_LIMIT, Source

if TYPE_CHECKING:
    from .options import Progress

_DELIMITERS = ",;\t|"


class Table:
    """A CSV or TSV file: comma, semicolon, tab or bar, quotes doubled, UTF-8."""

    def __init__(self, source: Source, progress: Progress | None = None) -> None:
        """Read the header and refuse one that cannot be used."""
        self.source = source
        self._first_lines = 0
        csv.field_size_limit(LINE_LIMIT)
        lines = _decoded(source, progress)
        first = next(lines, "")
        if "\r" in first.rstrip("\r\n"):
            raise UsageFileError(f"{source.name}:1: lines end in a bare carriage return")
        self.delimiter = delimiter_of(first)
        self._reader = csv.reader(_rejoined(first, lines), delimiter=self.delimiter, strict=True)
        try:
            self.written_header = next(self._reader, [])
        except csv.Error as error:
            raise UsageFileError(f"{source.name}:1: not a table: {error}") from None
        self.header = checked(self.written_header, source.name)

    def rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        """Yield each row with its line; a row that does not fit the header as what is wrong."""
        header, width = self.header, len(self.header)
        while True:
            line = self._reader.line_num + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, BadRow(f"broken quoting: {error}")
                continue
            if len(row) == width:
                yield line, dict(zip(header, row, strict=True))
            elif row:
                yield line, BadRow(f"{len(row)} fields where the header has {width}")


def delimiter_of(header: str) -> str:
    """Return the delimiter that a header line has most of, outside quotes."""
    unquoted = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def checked(header: list[str], file: str) -> list[str]:
    """Return the names of a header without blanks around them, or refuse it."""
    names = [column.strip() for column in header]
    if not any(names):
        raise UsageFileError(f"{file}:1: the header is empty")
    seen: set[str] = set()
    for column in names:
        if "\x00" in column or not _is_text(column):
            raise UsageFileError(f"{file}:1: the header is not UTF-8 text")
        if column in seen:
            raise UsageFileError(f"{file}:1: duplicate column: {column!r}")
        seen.add(column)
    return names


def _decoded(source: Source, progress: Progress | None) -> Iterator[str]:
    first = True
    for line in source.lines(progress):
        body = line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False
        yield body.decode("utf-8", "surrogateescape")


def _rejoined(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
