"""Delimited text: the header, and rows with the line each begins on."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...errors import UsageFileError
from ..rows.cells import BadRow, is_text
from .source import LINE_LIMIT, Source

if TYPE_CHECKING:
    from ..options import Progress

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t|"


class Table:
    """A CSV or TSV file: comma, semicolon, tab or bar, quotes doubled, UTF-8."""

    def __init__(self, source: Source, progress: Progress | None = None) -> None:
        """Read the header and refuse one that cannot be used."""
        self.source = source
        csv.field_size_limit(LINE_LIMIT)
        lines = _decoded(source, progress)
        first = next(lines, "")
        if first.startswith("PAR1"):
            raise UsageFileError(f"{source.name}: Parquet inside gzip", hint="unpack it: gunzip")
        if "\r" in first.rstrip("\r\n"):
            raise UsageFileError(f"{source.name}:1: lines end in a bare carriage return")
        self.delimiter = delimiter_of(first)
        self._again, self._lines = deque([first]), lines
        self._row_lines: list[str] = []
        self._reader = self._new_reader()
        try:
            self.written_header = next(self._reader, [])
        except csv.Error as error:
            raise UsageFileError(f"{source.name}:1: not a table: {error}") from None
        self.header = header_names(self.written_header, source.name)

    def _new_reader(self) -> Iterator[list[str]]:
        return csv.reader(self._fed(), delimiter=self.delimiter, strict=True)

    def _fed(self) -> Iterator[str]:
        """Yield the lines, and keep those of the row that is being read."""
        lines, again = self._row_lines, self._again
        while again:
            lines.append(again.popleft())
            yield lines[-1]
        for line in self._lines:
            lines.append(line)
            yield line

    def rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        """Yield each row with its line; a row that does not fit the header as what is wrong."""
        header, width = self.header, len(self.header)
        line, row_lines = 1 + len(self._row_lines), self._row_lines
        while True:
            row_lines.clear()
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, BadRow(broken_quoting(error))
                self._go_back()
                line += 1
                continue
            if len(row) == width:
                yield line, dict(zip(header, row, strict=True))
            elif row:
                yield line, BadRow(other_width(len(row), width))
            line += len(row_lines)

    def _go_back(self) -> None:
        """Go on with the line after the one a bad row begins on.

        A quote that is never closed takes all that follows for its field: those rows are not lost.
        """
        self._again.extendleft(self._row_lines[:0:-1])
        self._reader = self._new_reader()


def other_width(fields: int, width: int) -> str:
    """Return what is wrong with a row that does not fit the header."""
    return f"{fields} fields where the header has {width}"


def broken_quoting(error: csv.Error) -> str:
    """Return what is wrong with a row whose quotes do not close or are not doubled."""
    return f"broken quoting: {error}"


def text_row(names: Sequence[str], values: Sequence[str | None]) -> dict[str, str]:
    """Return a row by the names of its columns; what is NULL is the empty text."""
    return {name: "" if value is None else value for name, value in zip(names, values, strict=True)}


def delimiter_of(header: str) -> str:
    """Return the delimiter that a header line has most of, outside quotes."""
    unquoted = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def header_names(header: list[str], file: str) -> list[str]:
    """Return the names of a header without blanks around them, or refuse it."""
    names = [column.strip() for column in header]
    if not any(names):
        raise UsageFileError(f"{file}:1: the header is empty")
    seen: set[str] = set()
    for column in names:
        if "\x00" in column or not is_text(column):
            raise UsageFileError(f"{file}:1: the header is not UTF-8 text")
        if column in seen:
            raise UsageFileError(f"{file}:1: duplicate column: {column!r}")
        seen.add(column)
    return names


def _decoded(source: Source, progress: Progress | None) -> Iterator[str]:
    first = True
    for line in source.lines(progress):
        while first and line.startswith(_BOM):  # some tools put one before another
            line = line.removeprefix(_BOM)  # noqa: PLW2901
        first = False
        yield line.decode("utf-8", "surrogateescape")
