"""Parquet of any kind as a table of text, read by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import UsageFileError
from ..rows.cells import BadRow
from .delimited import text_row
from .duck_files import connect, first_line, parquet_relation, path_of, quoted
from .source import Source

if TYPE_CHECKING:
    from ..options import Progress

_BATCH = 2048


class Parquet:
    """A Parquet file as a table of text, for the formats that are read in Python."""

    def __init__(self, source: Source, progress: Progress | None = None) -> None:
        """Read the names and types of the columns."""
        import duckdb

        self.source = source
        self._progress = progress
        try:
            self._connection = connect()
            self._connection.execute("SET preserve_insertion_order = true")  # logs add up in order
            path = path_of(source)
            if path is None:
                raise UsageFileError(
                    f"{source.name}: DuckDB cannot open a file of this name", hint="rename it"
                )
            self._relation = parquet_relation(path)
            columns = self._connection.execute(
                f"DESCRIBE SELECT * FROM {self._relation}"  # noqa: S608 - a quoted path
            )
            self.types = {row[0]: str(row[1]) for row in columns.fetchall()}
        except duckdb.Error as error:
            raise self._unreadable(error) from None
        self.header = list(self.types)

    def rows(self) -> Iterator[tuple[None, dict[str, str] | BadRow]]:
        """Yield each row as text; Parquet has no lines."""
        import duckdb

        columns = ", ".join(_as_text(quoted(name), kind) for name, kind in self.types.items())
        try:
            cursor = self._connection.execute(f"SELECT {columns} FROM {self._relation}")  # noqa: S608
            while batch := cursor.fetchmany(_BATCH):
                for row in batch:
                    yield None, text_row(self.header, row)
        except duckdb.Error as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: Exception) -> UsageFileError:
        return UsageFileError(f"{self.source.name}: not readable as Parquet: {first_line(error)}")


def _as_text(column: str, type_name: str) -> str:
    """Return a column as text; what is nested as JSON, for DuckDB's own spelling is none."""
    nested = type_name.startswith(("STRUCT", "MAP", "UNION")) or type_name.endswith("]")
    return f"CAST({f'to_json({column})' if nested else column} AS VARCHAR)"
