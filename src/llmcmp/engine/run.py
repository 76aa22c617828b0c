"""One run over usage files: each is read in turn, and what all of them say is returned."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ..errors import InputError, UsageFileError
from ..exact import exact
from ..usage import CutsFor, Rejected, UsageData, UsageFileInfo, load_profile
from .intake import FileIntake, Intake
from .one_file import OneFile
from .opened_file import OpenedFile
from .options import ReadOptions
from .rows.times import day_number, moment
from .sources.source import Source, file_changed, is_address, once_each, sources, without_password
from .sums.rollup import HoursFor, no_cuts, no_hours
from .sums.tally import SHOWN

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
    with ExitStack() as temporary, exact():
        run = Run(Intake(options or ReadOptions(), cuts_for, hours_for), temporary)
        files = {
            name: [] if is_address(name) else sources(name, temporary)
            for name in dict.fromkeys(names)
        }
        read: set[str] = set()
        for name, unread in zip(names, once_each([files[name] for name in names]), strict=True):
            if is_address(name) and name not in read:
                run.read_address(name)
            for source in unread:
                run.read(source)
            read.add(name)
        return run.data()


class Run:
    """The files of one run, in their order."""

    def __init__(self, intake: Intake, temporary: ExitStack) -> None:
        """Begin a run; a session of Spark lives as long as *temporary*."""
        self._intake = intake
        self._options = intake.options
        self._temporary = temporary
        self._session: Spark | None = None
        self._infos: list[UsageFileInfo] = []
        self._rejected: list[Rejected] = []

    def read_address(self, name: str) -> None:
        """Read what Spark reads in place, without copying it here."""
        if self._options.engine != "spark":
            raise UsageFileError(
                f"{without_password(name)}: only Spark reads addresses and tables",
                hint="add --engine spark, or pipe the file in: `... | llmcmp estimate -`",
            )
        from .spark.addresses import Datasets

        Datasets(self._options, self.read, self._spark(), name).read()

    def read(self, source: Source | Dataset) -> None:
        """Read one file, or one data set."""
        try:
            opened = OpenedFile(source, self._intake)
            file = OneFile(opened, self._intake, self._spark).read()
        except UsageFileError:
            if source.growth() is None:
                raise file_changed(source.name) from None
            raise
        grown = source.growth()
        if grown is None or (grown and not opened.format.is_live_log):
            raise file_changed(source.name)
        self._rejected += file.tally.named
        self._infos.append(self._info(opened, file))

    def data(self) -> UsageData:
        """Return everything read, or refuse the bad rows."""
        self._intake.add_repeated()
        self._check_columns()
        rollup = self._intake.rollup
        data = UsageData(
            rows=rollup.rows(),
            reported=tuple(self._intake.charges.reported()),
            files=tuple(self._infos),
            rejected=tuple(self._rejected[:SHOWN]),
            by=self._options.by,
            load=load_profile(rollup.minutes, rollup.booked),
            size_classes=self._intake.size_classes,
        )
        if data.counts.rejected and not self._options.skip_bad_rows:
            raise _refusal(data)
        return data

    def _spark(self) -> Spark:
        """Return the session of Spark, started at its first use."""
        if self._session is None:
            from .spark.session import Spark

            self._session = self._temporary.enter_context(Spark())
        return self._session

    def _info(self, opened: OpenedFile, file: FileIntake) -> UsageFileInfo:
        """Return what became of a file."""
        form, tally = opened.format, file.tally
        return UsageFileInfo(
            file=opened.shown_name,
            format=form.id,
            convention=form.convention,
            engine=file.engine,
            counts=tally.counts,
            first=None if tally.first is None else moment(tally.first),
            last=None if tally.last is None else moment(tally.last),
            warnings=(*form.warnings(), *self._warnings(opened, file)),
            columns=tuple(file.columns),
        )

    def _warnings(self, opened: OpenedFile, file: FileIntake) -> Iterable[str]:
        """Yield what a reader should know of a file, whatever its format."""
        today, tally = self._options.today, file.tally
        last = tally.last
        if today is not None and last is not None and last // 86_400 > day_number(today):
            yield f"the last row is dated {moment(last):%Y-%m-%d}"
        if isinstance(opened.source, Source) and opened.source.times > 1:
            yield f"named {opened.source.times} times and counted once"
        if not tally.counts.kept and not tally.rejected:
            yield "no row of this file tells any usage"

    def _check_columns(self) -> None:
        known = sorted({name for info in self._infos for name in info.columns})
        for index, name in enumerate(self._options.by):
            if name not in known and not any(key.tags[index] for key in self._intake.rollup.sums):
                raise InputError(
                    f"unknown column: {name}", hint=f"columns are {', '.join(known[:60])}"
                )


def _refusal(data: UsageData) -> UsageFileError:
    counts = data.counts
    lines = [f"{counts.rejected:,} of {counts.read:,} rows cannot be used"]
    lines += [
        f"{bad.file}:{bad.line}: {bad.reason}" if bad.line else f"{bad.file}: {bad.reason}"
        for bad in data.rejected
    ]
    if counts.rejected > len(data.rejected):
        lines.append(f"... and {counts.rejected - len(data.rejected):,} more")
    return UsageFileError(
        "\n  ".join(lines), hint="correct them, or skip them with --skip-bad-rows"
    )
