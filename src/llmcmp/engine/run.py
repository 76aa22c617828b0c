"""One run over usage files: every file detected, read, counted and summed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from decimal import localcontext
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ..errors import InputError, UsageFileError
from ..usage import EXACT_DIGITS, CutsFor, Rejected, UsageData, UsageFileInfo
from .document import Torn, items
from .duck import DuckQuery, Parquet
from .formats import detect
from .formats.generic import GenericJson, GenericTable, TurnedOut, looks_generic
from .formats.nesting import Shape, as_object, turn
from .formats.shape import Format, hashed
from .instant import day_number, moment
from .options import MAPPABLE, ReadOptions
from .reading import BadRow, Reading
from .rollup import Bill, HoursFor, Rollup, no_cuts, no_hours
from .source import Source, is_address, once, sources, without_password
from .sql import Unfit
from .summed import Query, Summed
from .table import Table
from .tally import SHOWN, Tally, load_profile

_LARGE = 20 * 1024 * 1024
"""Bytes from which a flat table is summed by DuckDB."""

_LARGE_PACKED = 4 * 1024 * 1024
"""The same for gzip."""

_SAMPLE = 100
_NAMES_FROM = 1000

if TYPE_CHECKING:
    from .dataset import Dataset
    from .spark import Spark, SparkQuery
    from .spark_table import SparkTable

Rows = Iterator[tuple[int | None, Any]]


def read_usage(
    paths: Iterable[str | os.PathLike[str]],
    *,
    options: ReadOptions | None = None,
    cuts_for: CutsFor = no_cuts,
    hours_for: HoursFor = no_hours,
) -> UsageData:
    """Read usage files into integer sums per key that a price can depend on."""
    names = [os.fspath(path) for path in paths]
    if not names:
        raise UsageFileError("no usage file given")
    with ExitStack() as temporary, localcontext(prec=EXACT_DIGITS):
        run = Run(options or ReadOptions(), cuts_for, hours_for, temporary)
        files = {
            name: [] if is_address(name) else sources(name, temporary)
            for name in dict.fromkeys(names)
        }
        found = once([files[name] for name in names])
        for place, name in enumerate(names):
            if is_address(name) and name not in names[:place]:
                run.read_address(name)
            for source in found[place]:
                run.read(source)
        return run.data()


class Run:
    """The state that files of one run share."""

    def __init__(
        self, options: ReadOptions, cuts_for: CutsFor, hours_for: HoursFor, temporary: ExitStack
    ) -> None:
        """Begin a run; a session of Spark lives as long as *temporary*."""
        self.options = options
        self._temporary = temporary
        self._spark: Spark | None = None
        self._given_cuts, self._hours_for = cuts_for, hours_for
        self._size_classes: dict[tuple[str, str | None], tuple[int, ...]] = {}
        self.rollup = self.new_rollup()
        self.bill = Bill()
        self._formats: dict[type[Format], Format] = {}
        self._whole: dict[str, tuple[Reading, tuple[str | None, ...]]] = {}
        self._infos: list[UsageFileInfo] = []
        self._rejected: list[Rejected] = []
        self._since = None if options.since is None else day_number(options.since) * 86_400
        self._until = None if options.until is None else (day_number(options.until) + 1) * 86_400
        # A day of grace: clocks and zones differ, but nothing was used the day after tomorrow.
        self._future = None if options.today is None else (day_number(options.today) + 2) * 86_400

    @property
    def spark(self) -> Spark:
        """The session of Spark, from its first use on."""
        if self._spark is None:
            from .spark import Spark

            self._spark = self._temporary.enter_context(Spark())
        return self._spark

    def read_address(self, name: str) -> None:
        """Read what Spark reads where it lies."""
        if self.options.engine != "spark":
            raise UsageFileError(
                f"{without_password(name)}: an address or a table, which Spark reads",
                hint="add --engine spark, or pipe the file in: `... | llmcmp estimate -`",
            )
        from .dataset import Datasets

        Datasets(self, self.spark, name).read()

    def read(self, source: Source | Dataset) -> None:
        """Read one file, or one data set."""
        try:
            opened = File(self, source)
            tally = opened.read()
        except UsageFileError:
            if source.growth() is None:
                raise _changed(source) from None
            raise
        grown = source.growth()
        if grown is None or (grown and not opened.format.may_be_torn):
            raise _changed(source)
        self.close(opened, tally)

    def close(self, opened: File, tally: Tally) -> None:
        """Keep what became of a file."""
        form = opened.format
        warnings = list(form.warnings())
        today = self.options.today
        if today is not None and tally.last is not None:
            late = tally.last // 86_400 > day_number(today)
            warnings += [f"the last row is dated {moment(tally.last):%Y-%m-%d}"] if late else []
        if isinstance(opened.source, Source) and opened.source.times > 1:
            warnings.append(f"named {opened.source.times} times and counted once")
        kept = tally.read - tally.rejected - tally.empty
        if not kept and not tally.rejected:
            warnings.append("no row of this file tells any usage")
        self._rejected += tally.shown
        self._infos.append(
            UsageFileInfo(
                file=opened.shown_name,
                format=form.id,
                convention=form.convention,
                engine=opened.engine,
                counts=tally.counts,
                first=None if tally.first is None else moment(tally.first),
                last=None if tally.last is None else moment(tally.last),
                warnings=tuple(warnings),
                columns=tuple(opened.names),
            )
        )

    def format(self, known: type[Format]) -> Format:
        """Return the run's one object of a format."""
        if known not in self._formats:
            self._formats[known] = known(self.options)
        return self._formats[known]

    def new_rollup(self) -> Rollup:
        """Return a roll-up for one file."""
        return Rollup(self._cuts_for, self._hours_for, load=self.options.load)

    def _cuts_for(self, model: str, channel: str | None) -> tuple[int, ...]:
        """Return the cut points of a model, and remember them for whoever prices its rows."""
        cuts = tuple(sorted(set(self._given_cuts(model, channel))))
        self._size_classes[model, channel] = cuts
        return cuts

    def holds(self, at: int | None) -> bool:
        """Tell whether a row lies in the period asked for."""
        if at is None:
            return True
        return (self._since is None or at >= self._since) and (
            self._until is None or at < self._until
        )

    def refuse_future(self, at: int | None) -> None:
        """Refuse a row that lies after tomorrow: its date is wrong, and so would be its price."""
        if at is not None and self._future is not None and at >= self._future:
            raise BadRow(f"dated in the future: {moment(at):%Y-%m-%d}")

    def is_new(self, reading: Reading, tags: tuple[str | None, ...]) -> bool:
        """Keep the fullest row of one request; tell whether it is the first seen."""
        identity = reading.identity or ""
        before = self._whole.get(identity)
        if before is None or _fullness(reading) > _fullness(before[0]):
            self._whole[identity] = (reading, tags)
        return before is None

    def data(self) -> UsageData:
        """Return everything read, or refuse the bad rows."""
        for reading, tags in self._whole.values():
            self.rollup.add(reading, tags)
        self._check_columns()
        result = UsageData(
            rows=self.rollup.rows(),
            reported=tuple(self.bill.reported()),
            files=tuple(self._infos),
            rejected=tuple(self._rejected[:SHOWN]),
            by=self.options.by,
            load=load_profile(self.rollup.minutes, self.rollup.booked),
            size_classes=self._size_classes,
        )
        if result.counts.rejected and not self.options.skip_bad_rows:
            raise _refused(result)
        return result

    def _check_columns(self) -> None:
        known = sorted({name for info in self._infos for name in info.columns})
        for place, name in enumerate(self.options.by):
            if name not in known and not any(key.tags[place] for key in self.rollup.sums):
                raise InputError(
                    f"unknown column: {name}", hint=f"columns are {', '.join(known[:60])}"
                )


def _changed(source: Source | Dataset) -> UsageFileError:
    return UsageFileError(
        f"{source.name}: the file changed while it was read", hint="run again when it rests"
    )


def _fullness(reading: Reading) -> tuple[int, int]:
    meters = reading.meters or ()
    return (meters[4] if meters else 0, sum(meters))


def _refused(data: UsageData) -> UsageFileError:
    counts = data.counts
    lines = [
        f"{bad.file}:{bad.line}: {bad.reason}" if bad.line else f"{bad.file}: {bad.reason}"
        for bad in data.rejected
    ]
    if counts.rejected > len(lines):
        lines.append(f"... and {counts.rejected - len(lines):,} more")
    told = f"{counts.rejected:,} of {counts.read:,} rows cannot be used"
    return UsageFileError(
        "\n  ".join([told, *lines]), hint="correct them, or go on without them: --skip-bad-rows"
    )


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
        try:
            self._read_rows(exclusive=None)
        except TurnedOut as turned:
            return turned.line
        return None

    def _read(self, *, exclusive: bool | None) -> Tally:
        name = self._sql_engine()
        if name is not None:
            try:
                return self._summed(name, exclusive)
            except Unfit:
                self.format.notes.clear()
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
        if asked != "auto":
            return asked
        large = _LARGE_PACKED if self.source.is_gzip else _LARGE
        return "duckdb" if self.source.is_parquet or self.source.size > large else None

    def _summed(self, engine: str, exclusive: bool | None) -> Tally:
        form = self.format
        assert isinstance(form, GenericTable)  # noqa: S101 - narrowed in _sql_engine
        self._settle(form, exclusive)
        self.names = dict.fromkeys(self.samples[0])
        self.engine = engine
        summed = Summed(self.run, form, self.source.name, self._query(engine, form))
        summed.read()
        tally = summed.tally
        if not isinstance(self.source, Source):
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
        from .spark_table import local_table

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
        names = next(
            (names for names in self.samples if looks_generic(names, options)), self.samples[0]
        )
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
