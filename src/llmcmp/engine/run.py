"""One run over usage files: every file detected, read, counted and summed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

from ..errors import InputError, UsageFileError
from ..usage import CutsFor, Rejected, UsageData, UsageFileInfo
from .document import Torn, items
from .formats import detect
from .formats.generic import GenericJson, GenericTable, TurnedOut
from .formats.shape import Format
from .instant import day_number, moment
from .options import ReadOptions
from .reading import BadRow, Reading
from .rollup import Bill, HoursFor, Rollup, no_cuts, no_hours
from .source import Source, sources
from .table import Table
from .tally import SHOWN, Tally, load_profile

_SAMPLE = 100
_NAMES_FROM = 1000

Rows = Iterator[tuple[int, Any]]


def read_usage(
    paths: Iterable[str | os.PathLike[str]],
    *,
    options: ReadOptions | None = None,
    cuts_for: CutsFor = no_cuts,
    hours_for: HoursFor = no_hours,
) -> UsageData:
    """Read usage files into integer sums per key that a price can depend on."""
    run = Run(options or ReadOptions(), cuts_for, hours_for)
    with ExitStack() as temporary:
        for source in sources(paths, temporary):
            run.read(source)
    return run.data()


class Run:
    """The state that files of one run share."""

    def __init__(self, options: ReadOptions, cuts_for: CutsFor, hours_for: HoursFor) -> None:
        """Begin a run."""
        self.options = options
        self.rollup = Rollup(cuts_for, hours_for)
        self.bill = Bill()
        self.minutes: Counter[int] = Counter()
        self._cuts_for, self._hours_for = cuts_for, hours_for
        self._formats: dict[type[Format], Format] = {}
        self._whole: dict[str, tuple[Reading, tuple[str | None, ...]]] = {}
        self._infos: list[UsageFileInfo] = []
        self._rejected: list[Rejected] = []
        self._since = None if options.since is None else day_number(options.since) * 86_400
        self._until = None if options.until is None else (day_number(options.until) + 1) * 86_400

    def read(self, source: Source) -> None:
        """Read one file."""
        opened = File(self, source)
        tally = opened.read()
        grown = source.growth()
        if grown is None or (grown and not opened.format.may_be_torn):
            raise UsageFileError(
                f"{source.name}: the file changed while it was read", hint="run again when it rests"
            )
        self.close(source.name, opened.format, tally, opened.names)

    def close(self, file: str, form: Format, tally: Tally, names: Iterable[str], engine: str = "python") -> None:
        """Keep what became of a file."""
        warnings = list(form.warnings())
        today = self.options.today
        if today is not None and tally.last is not None:
            late = tally.last // 86_400 > day_number(today)
            warnings += [f"the last row is dated {moment(tally.last):%Y-%m-%d}"] if late else []
        kept = tally.read - tally.rejected - tally.empty
        if not kept and not tally.rejected:
            warnings.append("no row of this file tells any usage")
        self._rejected += tally.shown
        self._infos.append(
            UsageFileInfo(
                file=file,
                format=form.id,
                convention=form.convention,
                engine=engine,
                counts=tally.counts,
                first=None if tally.first is None else moment(tally.first),
                last=None if tally.last is None else moment(tally.last),
                warnings=tuple(warnings),
                has_timestamps=tally.first is not None and not tally.undated,
                has_request_counts=form.counts_requests,
                columns=tuple(names),
            )
        )

    def format(self, known: type[Format]) -> Format:
        """Return the run's one object of a format."""
        if known not in self._formats:
            self._formats[known] = known(self.options)
        return self._formats[known]

    def new_rollup(self) -> Rollup:
        """Return a roll-up for one file."""
        return Rollup(self._cuts_for, self._hours_for)

    def holds(self, at: int | None) -> bool:
        """Tell whether a row lies in the period asked for."""
        if at is None:
            return True
        return (self._since is None or at >= self._since) and (
            self._until is None or at < self._until
        )

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
            self.count_load(reading)
        self._check_columns()
        result = UsageData(
            rows=self.rollup.rows(),
            reported=tuple(self.bill.reported()),
            files=tuple(self._infos),
            rejected=tuple(self._rejected[:SHOWN]),
            by=self.options.by,
            load=load_profile(self.minutes) if self.options.load else None,
        )
        if result.counts.rejected and not self.options.skip_bad_rows:
            raise _refused(result)
        return result

    def count_load(self, reading: Reading) -> None:
        """Count a request into its minute."""
        if self.options.load and reading.at is not None and reading.requests:
            self.minutes[reading.at // 60] += reading.requests

    def _check_columns(self) -> None:
        known = sorted({name for info in self._infos for name in info.columns})
        for name in self.options.by:
            if name not in known and not any(name in info.columns for info in self._infos):
                raise InputError(
                    f"unknown column: {name}", hint=f"columns are {', '.join(known[:60])}"
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
    """One file, opened and recognised."""

    def __init__(self, run: Run, source: Source) -> None:
        """Open *source* and detect its format."""
        self.run = run
        self.source = source
        self.names: dict[str, None] = {}
        self.shape = "document" if _is_json(source) else "table"
        self.samples: list[Mapping[str, Any]] = []
        rows = self._rows()
        sample = list(islice(rows, _SAMPLE)) if self.shape == "document" else []
        if self.shape == "document":
            self.samples = [item for _, item in sample if isinstance(item, dict)]
            self._refuse_nothing(sample)
        known = detect(self.shape, self.samples, run.options, source.name)
        self.format = run.format(known)
        self._opened: Rows | None = chain(sample, rows)

    def _rows(self) -> Rows:
        progress = self.run.options.progress
        if self.shape == "document":
            return items(self.source, progress)
        table = Table(self.source, progress)
        self.samples = [dict.fromkeys(table.header, "")]
        return table.rows()

    def _refuse_nothing(self, sample: list[tuple[int, Any]]) -> None:
        if self.samples:
            return
        line, bad = sample[0] if sample else (1, BadRow("no JSON object in the file"))
        raise UsageFileError(f"{self.source.name}:{line}: {bad}")

    def read(self) -> Tally:
        """Read every row into the run; a table that turns out otherwise is read again."""
        try:
            return self._read(exclusive=None)
        except TurnedOut as turned:
            self._opened = None
            tally = self._read(exclusive=True)
            self.format.note(
                f"cached tokens exceed input tokens on line {turned.line}: "
                "input tokens of this file are taken to exclude cached ones"
            )
            return tally

    def _read(self, *, exclusive: bool | None) -> Tally:
        rows = self._opened if self._opened is not None else self._rows()
        header = tuple(self.samples[0]) if self.shape == "table" else ()
        form, tally, rollup = self.format, Tally(self.source.name), self.run.new_rollup()
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
        if not tally.read and not tally.outside:
            raise UsageFileError(f"{self.source.name}: no rows after the header")
        self.run.rollup.take(rollup)
        return tally

    def _settle(self, form: GenericTable | GenericJson, exclusive: bool | None) -> None:
        form.settle(self.samples[0], self.source.name, exclusive=exclusive)
        if "model" not in form.columns and self.run.options.model is None:
            raise UsageFileError(
                f"{self.source.name}: no model column",
                hint="name the model: --model gpt-4o-mini, or its column: --map model=COLUMN",
            )

    def _bad(self, tally: Tally, line: int, bad: BadRow) -> None:
        tally.read += 1
        if isinstance(bad, Torn) and self.format.may_be_torn:
            tally.empty += 1
            self.format.note(f"the last line, {line}, is half written and left out")
        else:
            tally.reject(line, str(bad))

    def _take(self, tally: Tally, rollup: Rollup, line: int, row: dict[str, Any]) -> None:
        run, form = self.run, self.format
        try:
            reading = form.read(row)
            if reading is None:
                tally.read += 1
                tally.empty += 1
                return
            tags = tuple([form.tag(row, name) for name in run.options.by])
        except BadRow as bad:
            tally.read += 1
            tally.reject(line, str(bad))
            return
        if not run.holds(reading.at):
            tally.outside += 1
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
            run.count_load(reading)
        tally.see(reading.at)
        for charge in reading.charges:
            run.bill.add(self.source.name, reading, charge)


def _is_json(source: Source) -> bool:
    for line in source.lines():
        body = line.removeprefix(b"\xef\xbb\xbf").lstrip()
        if body:
            return body[:1] in b"{["
    raise UsageFileError(f"{source.name}: the file holds only blank lines")
