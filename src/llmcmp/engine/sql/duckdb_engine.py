"""DuckDB: large tables, summed by the roll-up in SQL."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..options import CACHE_COLUMNS
from ..rows.cells import is_text
from ..sources.duck_files import connect, first_line, literal, parquet_relation, path_of, quoted
from ..sources.source import Source
from .query import NeedsPython
from .rollup_sql import CUT_POINTS, NAMES, ROWS, Kind
from .watch import watched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ..options import Progress

_MACROS = (
    "CREATE TEMP MACRO unix_seconds(stamp) AS epoch_us(stamp) // 1000000",
    # The roll-up knows one pattern only. `try_strptime` wants digits and the letters between them,
    # but takes one digit for two and spaces around: neither fits into 20 bytes from digit to Z.
    "CREATE TEMP MACRO try_to_timestamp(written) AS TRY_CAST(written AS TIMESTAMPTZ), "
    "(written, pattern_) AS CASE WHEN strlen(written) = 20 AND written > '0' "
    "AND suffix(written, 'Z') THEN try_strptime(written, '%Y-%m-%dT%H:%M:%SZ') END",
    "CREATE TEMP MACRO try_sum(number) AS SUM(number)",
    "CREATE TEMP MACRO regexp_like(written, pattern) AS regexp_matches(written, pattern)",
)
"""Spark's names for what DuckDB calls otherwise, so one roll-up text serves both."""

_LONGEST_LINE = 2_000_000  # more makes DuckDB read in one thread; longer lines are left to Python


def _connect() -> DuckDBPyConnection:
    connection = connect()
    connection.execute("SET preserve_insertion_order = false")
    for macro in _MACROS:
        connection.execute(macro)
    return connection


def _kind(type_name: str) -> Kind:
    if type_name in (
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
    ):
        return "integer"
    if type_name.startswith("TIMESTAMP") or type_name == "DATE":
        return "instant"
    return "text"


class DuckQuery:
    """A file as the rows of the roll-up, in DuckDB."""

    tells_file = False

    def __init__(
        self,
        source: Source,
        header: Sequence[str],
        columns: dict[str, str],
        tags: Sequence[str],
        *,
        model: str,
        delimiter: str,
        types: dict[str, str] | None,
    ) -> None:
        """Make the view; *columns* maps the names of the roll-up to those of the file."""
        path = path_of(source)
        if path is None or not is_text(model):
            raise NeedsPython
        self._connection = _connect()
        self._tell: Callable[[float], None] | None = None
        stored = {name: f"c{number}" for number, name in enumerate(header)}
        if types is None:
            _refuse_endless_end(source)
            relation = _csv(path, len(header), delimiter, packed=source.is_gzip)
            self.kinds: dict[str, Kind] = dict.fromkeys(columns, "text")
        else:
            relation = parquet_relation(path)
            stored = {name: quoted(name) for name in header}
            self.kinds = {name: _kind(types[column]) for name, column in columns.items()}
        selected = [
            f"{self._selected(name, stored[column])} AS {name}" for name, column in columns.items()
        ]
        if "model" not in columns:
            selected.append(f"{literal(model)} AS model")
            self.kinds["model"] = "text"
        selected += [
            f"CAST({stored[tag]} AS VARCHAR) AS tag_{n}"
            if tag in stored
            else f"NULL::VARCHAR AS tag_{n}"
            for n, tag in enumerate(tags)
        ]
        self.select(
            f"CREATE TEMP VIEW {ROWS} AS SELECT {', '.join(selected)} FROM {relation}"  # noqa: S608
        )

    def _selected(self, name: str, column: str) -> str:
        kind = self.kinds[name]
        if kind == "instant" and name == "timestamp":
            return f"CAST({column} AS TIMESTAMPTZ)"
        if name in NAMES or kind != "integer":
            self.kinds[name] = "text"
            written = f"CAST({column} AS VARCHAR)"
            # Often empty, and NULL costs less than to try a cast.
            return f"NULLIF({written}, '')" if name in CACHE_COLUMNS else written
        return column

    def watch(self, progress: Progress, name: str, size: int) -> None:
        """Tell *progress* how far each query is."""
        self._connection.execute("SET enable_progress_bar = true")
        self._connection.execute("SET enable_progress_bar_print = false")
        self._tell = lambda share: progress(name, int(size * share), size)

    def select(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        import duckdb

        try:
            with watched(self._share, self._tell):
                return self._connection.execute(text).fetchall()
        except duckdb.Error as error:
            raise NeedsPython(first_line(error)) from None

    def _share(self) -> float:
        return self._connection.query_progress() / 100  # negative where not known

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make the cut points *rows*."""
        columns = "".join(f", cut_{number} BIGINT" for number in range(cuts))
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {CUT_POINTS} "
            f"(model VARCHAR, channel VARCHAR, hourly INTEGER{columns})"
        )
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {CUT_POINTS} VALUES ({marks})", rows)  # noqa: S608


def _refuse_endless_end(source: Source) -> None:
    """Leave a file whose last line is too long to Python: DuckDB drops it silently."""
    tail = _packed_tail(source) if source.is_gzip else _tail(source)
    if len(tail) > _LONGEST_LINE and b"\n" not in tail:
        raise NeedsPython


def _tail(source: Source) -> bytes:
    try:
        with source.path.open("rb") as stream:
            stream.seek(max(0, source.size - _LONGEST_LINE - 1))
            return stream.read(_LONGEST_LINE + 1)
    except OSError:
        raise NeedsPython from None


def _packed_tail(source: Source) -> bytes:
    """Return the end of a gzip file: it has to be unpacked for that, at little of DuckDB's time."""
    before = chunk = b""
    try:
        with gzip.open(source.path) as stream:
            while more := stream.read(_LONGEST_LINE + 1):
                before, chunk = chunk, more
    except (OSError, EOFError, zlib.error):
        raise NeedsPython from None
    return (before + chunk)[-_LONGEST_LINE - 1 :]


def _csv(path: str, width: int, delimiter: str, *, packed: bool) -> str:
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(width))
    compression = "gzip" if packed else "none"
    # No field is NULL: DuckDB accepts NULLs after the last column, as `1,000,` would be.
    return (
        f"read_csv({path}, columns={{{columns}}}, header=true, "
        f"auto_detect=false, delim={literal(delimiter)}, quote='\"', escape='\"', "
        f"nullstr='\n', allow_quoted_nulls=false, strict_mode=true, null_padding=false, "
        f"max_line_size={_LONGEST_LINE}, compression='{compression}', hive_partitioning=false)"
    )
