"""One usage file: opened, recognised, and every row of it read into the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ..errors import UsageFileError
from ..usage import Rejected
from .formats import detect
from .formats.any_table import GenericJson, GenericTable, TurnedOut, looks_generic
from .formats.base import hashed
from .formats.reshaping import Shape, as_object, turn
from .options import MAPPABLE
from .rows.row import BadRow
from .sources.delimited import Table
from .sources.json_items import Torn, items
from .sources.source import Source
from .sql.duckdb_engine import DuckQuery, Parquet
from .sql.from_sql import Query, Summed
from .sql.rollup_sql import Unfit
from .sums.rollup import Rollup
from .sums.tally import SHOWN, Tally

if TYPE_CHECKING:
    from .run import Run
    from .spark.addresses import Dataset
    from .spark.session import SparkQuery
    from .spark.table import SparkTable

_LARGE = 20 * 1024 * 1024
"""Bytes from which a flat table is summed by DuckDB."""

_LARGE_PACKED = 4 * 1024 * 1024
"""The same for gzip."""

_SAMPLE = 100
_NAMES_FROM = 1000

Rows = Iterator[tuple[int | None, Any]]


class File:
    """One file or data set, opened and recognised."""

    def __init__(self, run: Run, source: Source | Dataset) -> None:
        """Open *source* and detect its format."""
        self.run = run
        self.source = source
        self.names: dict[str, None] = {}
        self.engine = "python"
        self.samples: list[Mapping[str, Any]] = []
        self._table: Table | Parquet | SparkTable | None = None
        is_json = isinstance(source, Source) and not source.is_parquet and _is_json(source)
        rows = self._rows(is_json=is_json)
        sample: list[tuple[int | None, Any]] = []
        if is_json:
            sample = list(islice(rows, _SAMPLE))
            self.samples = [item for _, item in sample if isinstance(item, dict)]
            self._refuse_nothing(sample)
        elif self._table is not None:
            self.samples = [dict.fromkeys(self._table.header, "")]

        def objects() -> list[dict[str, Any]]:
            sample.extend(islice(rows, _SAMPLE - len(sample)))
            return [as_object(item) for _, item in sample if isinstance(item, dict)]

        shape: Shape = "document" if is_json else "table"
        self.format = run.format(detect(shape, self.samples, run.options, source.name, objects))
        self._opened: Rows | None = chain(sample, rows)
        generic = isinstance(self.format, GenericTable)  # which may have any name for a column
        self._turn = None if generic else turn(self.format.shape, shape, self.samples)
        if self.format.shape != shape:
            header = dict.fromkeys(chain(*self.samples), "")
            self.samples = [*objects()] if shape == "table" else [header]

    @property
    def shown_name(self) -> str:
        """The name of the file in reports: what the user typed, never a project found below it."""
        source = self.source
        told = source.name == source.given or not self.run.options.hash_private
        if told or not self.format.tells_projects:
            return source.name
        return f"{source.given} ({hashed(source.name)})"

    def _rows(self, *, is_json: bool) -> Rows:
        progress, source = self.run.options.progress, self.source
        if not isinstance(source, Source):
            self._table = source.table
            return source.rows()
        if is_json:
            return items(source, progress)
        self._table = (Parquet if source.is_parquet else Table)(source, progress)
        return self._table.rows()

    def _again(self) -> Rows:
        """Return the rows from the start; the sample read for detection is not lost."""
        opened, self._opened = self._opened, None
        rows = opened if opened is not None else self._rows(is_json=self._table is None)
        made = self._turn
        if made is None:
            return rows
        return ((at, item if isinstance(item, BadRow) else made(item)) for at, item in rows)

    def _refuse_nothing(self, sample: list[tuple[int | None, Any]]) -> None:
        if self.samples:
            return
        line, bad = sample[0] if sample else (1, BadRow("no JSON object in the file"))
        raise UsageFileError(f"{self.source.name}:{line}: {bad}")

    def read(self) -> Tally:
        """Read every row into the run; a table that turns out otherwise is read again."""
        try:
            return self._read(exclusive=None)
        except TurnedOut as turned:
            line = turned.line or (self._turning_line() if self._has_lines else None)
            self.format.forget()
            tally = self._read(exclusive=True)
            where = f" on line {line}" if line else ""
            self.format.note(
                f"cached tokens exceed input tokens{where}: "
                "input tokens of this file are taken to exclude cached ones"
            )
            return tally

    @property
    def _has_lines(self) -> bool:
        """Whether reading again in Python tells lines; nobody reads a data set again for that."""
        return isinstance(self.source, Source)

    def _turning_line(self) -> int | None:
        """Read again, in Python, as far as the row that shows it; nothing is counted."""
        form = self.format
        try:
            for form.line, item in self._again():
                with suppress(BadRow):
                    if not isinstance(item, BadRow):
                        form.read(item)
        except TurnedOut as turned:
            return turned.line
        return None

    def _read(self, *, exclusive: bool | None) -> Tally:
        name = self._sql_engine()
        if name is not None:
            try:
                return self._summed(name, exclusive)
            except Unfit:
                self.format.forget()
                if not isinstance(self.source, Source):
                    raise
                self.engine = "python"
        return self._read_rows(exclusive=exclusive)

    def _sql_engine(self) -> str | None:
        """Return the engine that sums this file, None for plain Python."""
        asked = self.run.options.engine
        # The roll-up in SQL tells dates from offsets by their size, which --starts overrules.
        by_rows = asked == "python" or self.run.options.starts is not None
        if by_rows and not isinstance(self.source, Source):
            raise Unfit("times that count from a start are not summed where they lie")
        if by_rows or not isinstance(self.format, GenericTable):
            return None
        if asked != "auto" or not isinstance(self.source, Source):
            return asked
        large = _LARGE_PACKED if self.source.is_gzip else _LARGE
        return "duckdb" if self.source.is_parquet or self.source.size > large else None

    def _summed(self, engine: str, exclusive: bool | None) -> Tally:
        form = self.format
        assert isinstance(form, GenericTable)  # noqa: S101 - narrowed in _sql_engine
        self._settle(form, exclusive)
        if form.other_names:
            raise Unfit(
                f"tokens may stand under {', '.join(form.other_names)} too; name one: --map"
            )
        self.names = dict.fromkeys(self.samples[0])
        self.engine = engine
        summed = Summed(self.run, form, self.source.name, self._query(engine, form))
        summed.read()
        tally = summed.tally
        if not isinstance(self.source, Source):
            nameless = not all(key.model for key in summed.rollup.sums)
            self.source.table.refuse_lacking(tally, nameless=nameless)
            self.source.table.misfits(tally)
        elif tally.rejected:
            tally.shown = self._first_rejected()
        self._refuse_empty(tally)
        self.run.rollup.take(summed.rollup)
        if self.run.options.progress is not None:
            self.run.options.progress(self.source.name, self.source.size, self.source.size)
        return tally

    def _query(self, engine: str, form: GenericTable) -> Query:
        options, table = self.run.options, self._table
        columns = {name: form.columns[name] for name in MAPPABLE if name in form.columns}
        query: DuckQuery | SparkQuery
        if engine == "spark":
            query = self._spark_table().query(columns, options.by, model=options.model or "")
        else:
            assert isinstance(self.source, Source)  # noqa: S101 - data sets are for Spark alone
            query = DuckQuery(
                self.source,
                tuple(self.samples[0]),
                columns,
                options.by,
                model=options.model or "",
                delimiter=table.delimiter if isinstance(table, Table) else ",",
                types=table.types if isinstance(table, Parquet) else None,
            )
        if options.progress is not None:
            query.watch(options.progress, self.source.name, self.source.size)
        return query

    def _spark_table(self) -> SparkTable:
        """Return the file as a table of Spark."""
        if not isinstance(self.source, Source):
            return self.source.table
        from .spark.table import local_table

        return local_table(self.run.spark, self.source, self._table)

    def _first_rejected(self) -> list[Rejected]:
        """Read again, in Python, as far as the first refused rows, for their line numbers."""
        form, tally = self.format, Tally(self.source.name)
        notes = dict(form.notes)
        rollup = self.run.new_rollup()
        for line, item in self._again():
            if isinstance(item, BadRow):
                self._bad(tally, line, item)
            else:
                self._take(tally, rollup, line, item)
            if tally.rejected == SHOWN:
                break
        form.notes = notes
        return tally.shown

    def _refuse_empty(self, tally: Tally) -> None:
        if not tally.read and not tally.outside:
            raise UsageFileError(f"{self.source.name}: no rows after the header")

    def _read_rows(self, *, exclusive: bool | None) -> Tally:
        rows = self._again()
        header = tuple(self.samples[0]) if self.format.shape == "table" else ()
        form, tally, rollup = self.format, Tally(self.shown_name), self.run.new_rollup()
        form.start(header)
        self.names = dict.fromkeys(header)
        if isinstance(form, GenericTable | GenericJson):
            self._settle(form, exclusive)
        for line, item in rows:
            form.line = line
            if isinstance(item, BadRow):
                self._bad(tally, line, item)
                continue
            for row in form.explode(item):
                if tally.read < _NAMES_FROM:
                    self.names.update(dict.fromkeys(form.tag_names(row)))
                self._take(tally, rollup, line, row)
        self._refuse_empty(tally)
        self.run.rollup.take(rollup)
        return tally

    def _settle(self, form: GenericTable | GenericJson, exclusive: bool | None) -> None:
        options = self.run.options
        names = next(names for names in self.samples if looks_generic(names, options))
        form.settle(names, self.source.name, exclusive=exclusive)
        if "model" not in form.columns and self.run.options.model is None:
            raise UsageFileError(
                f"{self.source.name}: no model column",
                hint="name the model: --model gpt-4o-mini, or its column: --map model=COLUMN",
            )

    def _bad(self, tally: Tally, line: int | None, bad: BadRow) -> None:
        tally.read += 1
        if isinstance(bad, Torn) and self.format.may_be_torn:
            tally.empty += 1
            self.format.note(f"the last line, {line}, is half written and left out")
        else:
            tally.reject(line, str(bad))

    def _take(self, tally: Tally, rollup: Rollup, line: int | None, row: dict[str, Any]) -> None:
        run, form = self.run, self.format
        try:
            reading = form.read(row)
            if reading is None:
                tally.read += 1
                tally.empty += 1
                return
            tags = tuple([form.tag(row, name) for name in run.options.by])
            if not run.holds(reading.at):
                tally.outside += 1
                return
            run.refuse_future(reading.at)
        except BadRow as bad:
            tally.read += 1
            tally.reject(line, str(bad))
            return
        tally.read += 1
        if not reading.model and reading.meters is not None:
            reading.model = run.options.model or ""
        if reading.identity is not None:
            if not run.is_new(reading, tags):
                tally.empty += 1
                return
        else:
            rollup.add(reading, tags)
        tally.see(reading.at)
        for charge in reading.charges:
            run.bill.add(self.source.name, reading, charge)


def _is_json(source: Source) -> bool:
    for line in source.lines():
        body = line.removeprefix(b"\xef\xbb\xbf").lstrip()
        if body:
            return body[:1] in b"{["
    raise UsageFileError(f"{source.name}: the file holds only blank lines")
