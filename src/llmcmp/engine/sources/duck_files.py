"""DuckDB as a reader of files: connections, and names and paths as SQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..rows.cells import is_text
from .source import Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect() -> DuckDBPyConnection:
    """Return a connection that reads naive times as UTC and stays small."""
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": "400MB"})
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def quoted(name: str) -> str:
    """Return *name* as an SQL identifier; a header is never part of the SQL itself."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return *value* as an SQL string."""
    return "'" + value.replace("'", "''") + "'"


def path_of(source: Source) -> str | None:
    """Return the path of *source* as an SQL string, None where DuckDB cannot open it.

    A path is a pattern to DuckDB: unescaped, `usage[1].csv` would be read from `usage1.csv`.
    """
    path = source.path.as_posix()
    escaped = re.sub(r"[*?[]", r"[\g<0>]", path)
    if not is_text(path) or (escaped != path and "\\" in path):
        return None
    return literal(escaped)


def parquet_relation(path: str) -> str:
    """Return the rows of a Parquet file, whose *path* is an SQL string."""
    # In a folder named `model=gpt-4o` DuckDB would take that name for the file's own column.
    return f"read_parquet({path}, hive_partitioning=false)"


def first_line(error: Exception) -> str:
    """Return what is wrong from a long message of DuckDB."""
    line = str(error).splitlines()[0] if str(error) else "broken"
    return line[:200].lower()
