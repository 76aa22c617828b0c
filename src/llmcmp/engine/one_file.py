"""One usage file: the engine that reads it, and what reads it where that engine cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import UsageFileError
from .formats.any_table import CacheConventionTurned, GenericTable
from .intake import FileIntake, Intake
from .opened_file import OpenedFile
from .options import MAPPABLE
from .row_by_row import line_that_turns, name_refused, read_rows
from .sources.delimited import Table
from .sources.parquet import Parquet
from .sources.source import Source
from .sql.duckdb_engine import DuckQuery
from .sql.from_sql import SqlRollup
from .sql.query import NeedsPython, Query

if TYPE_CHECKING:
    from .spark.session import Spark
    from .spark.table import SparkTable

_LARGE = 20 * 1024 * 1024
"""Bytes from which a flat table is summed by DuckDB."""

_LARGE_PACKED = 4 * 1024 * 1024
"""The same for gzip."""


class OneFile:
    """The reading of one file into a run."""

    def __init__(self, opened: OpenedFile, intake: Intake, spark: Callable[[], Spark]) -> None:
        """Prepare to read *opened* into *intake*; *spark* starts Spark, or returns its session."""
        self._opened = opened
        self._source = opened.source
        self._options = opened.options
        self._intake = intake
        self._spark = spark

    def read(self) -> FileIntake:
        """Read every row; a table whose cache convention turns out otherwise is read again."""
        form = self._opened.format
        try:
            file = self._read(exclusive=None)
        except CacheConventionTurned as turned:
            line = turned.line or (line_that_turns(self._opened) if self._has_lines else None)
            form.forget()
            file = self._read(exclusive=True)
            where = f" on line {line}" if line else ""
            form.note(
                f"cached tokens exceed input tokens{where}: "
                "input tokens of this file are taken to exclude cached ones"
            )
        self._intake.add(file)
        return file

    @property
    def _has_lines(self) -> bool:
        """Whether reading again in Python tells lines; nobody reads a data set again for that."""
        return isinstance(self._source, Source)

    def _read(self, *, exclusive: bool | None) -> FileIntake:
        engine = self._sql_engine()
        if engine is not None:
            try:
                return self._read_by_sql(engine, exclusive=exclusive)
            except NeedsPython:
                self._opened.format.forget()
                if not isinstance(self._source, Source):
                    raise
        file = self._new_file()
        read_rows(self._opened, file, exclusive=exclusive)
        self._refuse_empty(file)
        return file

    def _new_file(self) -> FileIntake:
        return self._intake.file(self._opened.shown_name)

    def _sql_engine(self) -> str | None:
        """Return the engine that sums this file, None for plain Python."""
        engine = self._options.engine
        # The roll-up in SQL tells dates from offsets by their size, which --starts overrules.
        by_rows = engine == "python" or self._options.starts is not None
        if by_rows and not isinstance(self._source, Source):
            raise NeedsPython("Spark does not sum times that count from a start")
        if by_rows or not isinstance(self._opened.format, GenericTable):
            return None
        if engine != "auto" or not isinstance(self._source, Source):
            return engine
        large = _LARGE_PACKED if self._source.is_gzip else _LARGE
        return "duckdb" if self._source.is_parquet or self._source.size > large else None

    def _read_by_sql(self, engine: str, *, exclusive: bool | None) -> FileIntake:
        form = self._opened.format
        assert isinstance(form, GenericTable)  # noqa: S101 - narrowed in _sql_engine
        self._opened.resolve_columns(exclusive=exclusive)
        if form.other_names:
            raise NeedsPython(
                f"tokens may also be in {', '.join(form.other_names)}; choose a column with --map"
            )
        file = self._new_file()
        file.engine = engine
        file.columns = dict.fromkeys(self._opened.samples[0])
        SqlRollup(file, form, self._query(engine, form)).read()
        if not isinstance(self._source, Source):
            nameless = not all(key.model for key in file.rollup.sums)
            self._source.table.refuse_lacking(file.tally, nameless=nameless)
            self._source.table.misfits(file.tally)
        elif file.tally.rejected:
            named = self._new_file()
            name_refused(self._opened, named)
            file.tally.named = named.tally.named
        self._refuse_empty(file)
        if self._options.progress is not None:
            self._options.progress(self._source.name, self._source.size, self._source.size)
        return file

    def _query(self, engine: str, form: GenericTable) -> Query:
        columns = {name: form.columns[name] for name in MAPPABLE if name in form.columns}
        query = (self._spark_query if engine == "spark" else self._duck_query)(columns)
        if self._options.progress is not None:
            query.watch(self._options.progress, self._source.name, self._source.size)
        return query

    def _duck_query(self, columns: dict[str, str]) -> Query:
        assert isinstance(self._source, Source)  # noqa: S101 - data sets are for Spark alone
        table = self._opened.table
        return DuckQuery(
            self._source,
            tuple(self._opened.samples[0]),
            columns,
            self._options.by,
            model=self._options.model or "",
            delimiter=table.delimiter if isinstance(table, Table) else ",",
            types=table.types if isinstance(table, Parquet) else None,
        )

    def _spark_query(self, columns: dict[str, str]) -> Query:
        table = self._spark_table()
        return table.query(columns, self._options.by, model=self._options.model or "")

    def _spark_table(self) -> SparkTable:
        """Return the file as a table of Spark."""
        if not isinstance(self._source, Source):
            return self._source.table
        from .spark.table import local_table

        return local_table(self._spark(), self._source, self._opened.table)

    def _refuse_empty(self, file: FileIntake) -> None:
        if not file.tally.read and not file.tally.outside:
            raise UsageFileError(f"{self._source.name}: no rows after the header")
