"""One run over usage files: every file detected, read, counted and summed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from decimal import localcontext
from typing import TYPE_CHECKING

from ..errors import InputError, UsageFileError
from ..usage import EXACT_DIGITS, CutsFor, Rejected, UsageData, UsageFileInfo, load_profile
from .formats.base import Format
from .one_file import File
from .options import ReadOptions
from .rows.row import BadRow, Reading
from .rows.times import day_number, moment
from .sources.source import Source, is_address, once, sources, without_password
from .sums.rollup import Bill, HoursFor, Rollup, no_cuts, no_hours
from .sums.tally import SHOWN, Tally

if TYPE_CHECKING:
    from .spark.addresses import Dataset
    from .spark.session import Spark


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
            from .spark.session import Spark

            self._spark = self._temporary.enter_context(Spark())
        return self._spark

    def read_address(self, name: str) -> None:
        """Read what Spark reads where it lies."""
        if self.options.engine != "spark":
            raise UsageFileError(
                f"{without_password(name)}: an address or a table, which Spark reads",
                hint="add --engine spark, or pipe the file in: `... | llmcmp estimate -`",
            )
        from .spark.addresses import Datasets

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
