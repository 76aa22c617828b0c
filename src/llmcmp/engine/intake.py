"""What a run takes in, however a file is read: rows of its period, each request once, summed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..usage import CutsFor
from .formats.base import Format
from .options import ReadOptions
from .rows.cells import BadRow
from .rows.row import Row
from .rows.times import day_number, moment
from .sums.charges import Charges
from .sums.rollup import HoursFor, Rollup, no_cuts, no_hours
from .sums.tally import Tally

Tags = tuple[str | None, ...]
Item = TypeVar("Item")


class Intake:
    """The sums of all files of a run, and which rows belong into them."""

    def __init__(
        self, options: ReadOptions, cuts_for: CutsFor = no_cuts, hours_for: HoursFor = no_hours
    ) -> None:
        """Begin without rows; the functions tell which size classes and hours a model prices."""
        self.options = options
        self._cuts_for, self._hours_for = cuts_for, hours_for
        self.size_classes: dict[tuple[str, str | None], tuple[int, ...]] = {}
        """Cut points of each model met, for whoever prices its rows."""
        self.rollup = self._new_rollup()
        self.charges = Charges()
        self._formats: dict[type[Format], Format] = {}
        self._fullest: dict[str, tuple[Row, Tags]] = {}
        self._since = None if options.since is None else day_number(options.since) * 86_400
        self._until = None if options.until is None else (day_number(options.until) + 1) * 86_400
        # A day of grace: clocks and zones differ, but nothing was used the day after tomorrow.
        self._future = None if options.today is None else (day_number(options.today) + 2) * 86_400

    def format(self, known: type[Format]) -> Format:
        """Return the run's one object of a format."""
        if known not in self._formats:
            self._formats[known] = known(self.options)
        return self._formats[known]

    def file(self, name: str) -> FileIntake:
        """Return what takes in one reading of a file; nothing of it counts before ``add``."""
        return FileIntake(self, Tally(name), self._new_rollup())

    def add(self, file: FileIntake) -> None:
        """Add the sums of a file, which is not used afterwards."""
        self.rollup.take(file.rollup)

    def add_repeated(self) -> None:
        """Add the requests that were written several times, once all files are read."""
        for row, tags in self._fullest.values():
            self.rollup.add(row, tags)

    def holds(self, at: int | None) -> bool:
        """Tell whether a second is in the period asked for; a row without a date always is."""
        if at is None:
            return True
        return (self._since is None or at >= self._since) and (
            self._until is None or at < self._until
        )

    def refuse_future(self, at: int | None) -> None:
        """Refuse a row dated after tomorrow: its date is wrong, and so would be its price."""
        if at is not None and self._future is not None and at >= self._future:
            raise BadRow(f"dated in the future: {moment(at):%Y-%m-%d}")

    def is_new(self, identity: str, row: Row, tags: Tags) -> bool:
        """Keep the fullest row of one request; tell whether it is the first seen."""
        before = self._fullest.get(identity)
        if before is None or row.fullness > before[0].fullness:
            self._fullest[identity] = (row, tags)
        return before is None

    def _new_rollup(self) -> Rollup:
        return Rollup(self._known_cuts, self._hours_for, load=self.options.load)

    def _known_cuts(self, model: str, channel: str | None) -> tuple[int, ...]:
        cuts = tuple(sorted(set(self._cuts_for(model, channel))))
        self.size_classes[model, channel] = cuts
        return cuts


class FileIntake:
    """The rows of one file on their way into a run: counted and summed, or refused."""

    def __init__(self, intake: Intake, tally: Tally, rollup: Rollup) -> None:
        """Begin a reading of the file."""
        self.intake = intake
        self.tally = tally
        self.rollup = rollup
        self.engine = "python"
        """What read the file."""
        self.columns: dict[str, None] = {}
        """Names that ``--by`` can take from the file."""

    def add(
        self,
        line: int | None,
        item: Item,
        understand: Callable[[Item], tuple[Row, Tags] | None],
        file: str | None = None,
    ) -> None:
        """Add one row, as *understand* reads *item*; None declares no usage.

        *file* is where a refused row is, unless in the file itself.
        """
        intake, tally = self.intake, self.tally
        try:
            understood = understand(item)
            if understood is None:
                tally.skip()
                return
            row, tags = understood
            if not intake.holds(row.at):
                tally.outside += 1
                return
            intake.refuse_future(row.at)
        except BadRow as bad:
            tally.reject(line, str(bad), file)
            return
        if not row.model and row.counts is not None:
            row.model = intake.options.model or ""
        if row.identity is None:
            self.rollup.add(row, tags)
        elif not intake.is_new(row.identity, row, tags):
            tally.skip()
            return
        tally.read += 1
        tally.see(row.at)
        for charge in row.charges:
            intake.charges.add(tally.file, row, charge)
