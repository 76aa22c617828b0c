"""What an SQL engine returns, turned into the same sums that plain Python makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from ..formats.any_table import GenericTable, TurnedOut
from ..options import MAPPABLE
from ..rows.row import BadRow, text, tier_of
from ..sources.source import without_password
from ..sums.rollup import Key, Rollup, no_collection
from ..sums.tally import Tally
from . import rollup_sql as sql

if TYPE_CHECKING:
    from ..run import Run

Row = tuple[Any, ...]

MOST_ODD = 200_000
"""Odd rows beyond which Python reads the file alone."""


class Query(Protocol):
    """A connection to an engine whose rows are the file."""

    kinds: dict[str, sql.Kind]
    """The columns of its rows and how they are stored."""
    tells_file: bool
    """There is one tag more than asked for: the file of each row."""

    def select(self, text: str) -> Iterable[Row]:
        """Return the rows of a query."""

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make the cut points *rows*."""


_ABSENT = {"single": True, "bucket": 0}


class Groups:
    """The rows of the roll-up by column: what a layout does not have stays at its default."""

    def __init__(self, layout: sql.Layout, rows: Iterable[Row]) -> None:
        """Name the columns of *rows*."""
        names = [*sql.key_names(layout), "row_count", *sql.sum_names(layout)]
        if "timestamp" in layout.kinds:
            names += ["first_at", "last_at"]
        columns = tuple(zip(*rows, strict=True)) or ((),) * len(names)
        self.layout = layout
        self._columns: dict[str, Row] = dict(zip(names, columns, strict=True))

    def __contains__(self, name: str) -> bool:
        """Tell whether the layout has a column."""
        return name in self._columns

    def __getitem__(self, name: str) -> Row:
        """Return a column."""
        found = self._columns.get(name)
        return (_ABSENT.get(name),) * len(self._columns["kind"]) if found is None else found

    def counts(self, name: str) -> Row:
        """Return the sums of a count, 0 where the file does not have it."""
        found = self._columns.get(name)
        if found is None:
            return (0,) * len(self._columns["kind"])
        if None in found:
            raise sql.Unfit("a sum of 2^63 or more")
        return found

    def names(self) -> list[Row]:
        """Return what each group is called: model, channel, tier and the tags."""
        return list(zip(*map(self.__getitem__, (*sql.NAMES, *self.layout.tag_names)), strict=True))

    def only(self, kind: int) -> Groups:
        """Return the groups of a kind."""
        kinds = self._columns["kind"]
        return self if set(kinds) == {kind} else self.where([one == kind for one in kinds])

    def where(self, kept: list[bool]) -> Groups:
        """Return the groups that are *kept*."""
        columns = [tuple(compress(column, kept)) for column in self._columns.values()]
        return Groups(self.layout, zip(*columns, strict=True))


class Summed:
    """The roll-up of one file by an SQL engine."""

    def __init__(self, run: Run, form: GenericTable, file: str, query: Query) -> None:
        """Prepare to ask *query*."""
        self._run = run
        self._form = form
        self._query = query
        self.tally = Tally(file)
        self.rollup: Rollup = run.new_rollup()

    def read(self) -> None:
        """Sum the file; rows of models met late are summed again with their cut points."""
        with no_collection():
            self._read()

    def _read(self) -> None:
        seen = self._met() if self.rollup.asks_sizes else set()
        groups = self._groups(seen)
        late = {_pair(name) for name in groups.only(sql.PLAIN).names()} - seen
        if any(self._needs_cuts(pair) for pair in late):
            groups = self._groups(seen | late)
        self._take(groups)

    def _met(self) -> set[tuple[str, str]]:
        """Return the models of the first rows, with their channels."""
        channel = "channel" if "channel" in self._query.kinds else "''"
        found = self._query.select(
            f"SELECT DISTINCT model, {channel} FROM "  # noqa: S608 - constants
            f"(SELECT * FROM {sql.ROWS} LIMIT 20000) AS sample_"
        )
        return {(model or "", channel or "") for model, channel in found}

    def _named(self, pair: tuple[str, str]) -> tuple[str, str | None]:
        return text(pair[0]) or self._run.options.model or "", text(pair[1]).lower() or None

    def _needs_cuts(self, pair: tuple[str, str]) -> bool:
        try:
            cuts, hourly = self.rollup.cuts(*self._named(pair))
        except BadRow:
            return False
        return bool(cuts) or hourly

    def _layout(self, pairs: Iterable[tuple[str, str]]) -> sql.Layout:
        known: list[tuple[Any, ...]] = []
        for pair in sorted(pair for pair in pairs if self._needs_cuts(pair)):
            cuts, hourly = self.rollup.cuts(*self._named(pair))
            known.append((*pair, int(hourly), *cuts))
        most = max((len(row) - 3 for row in known), default=0)
        self._query.cut_points([(*row, *[None] * (most + 3 - len(row))) for row in known], most)
        return sql.Layout(
            kinds=self._query.kinds,
            tags=len(self._run.options.by),
            cuts=most,
            hourly=any(row[2] for row in known),
            exclusive=self._form.is_exclusive,
            may_turn=self._form.may_turn,
        )

    def _groups(self, pairs: Iterable[tuple[str, str]]) -> Groups:
        layout = self._layout(pairs)
        return Groups(layout, self._query.select(sql.rollup(layout)))

    def _take(self, groups: Groups) -> None:
        kinds: Counter[int] = Counter()
        for kind, rows in zip(groups["kind"], groups["row_count"], strict=True):
            kinds[kind] += rows
        if kinds[sql.TURNED]:
            raise TurnedOut(0)
        if kinds[sql.ODD] > MOST_ODD:
            raise sql.Unfit(f"more than {MOST_ODD:,} rows need a second look")
        self.tally.read += kinds[sql.EMPTY]
        self.tally.empty += kinds[sql.EMPTY]
        self._take_plain(groups.only(sql.PLAIN))
        if kinds[sql.ODD]:
            self._take_odd(groups.layout)
        if self._run.options.load and "timestamp" in groups.layout.kinds:
            self._take_minutes(groups.layout)

    def _told(self, name: Row) -> Row | BadRow:
        """Return model, channel, tier and tags of a group, or what is wrong with them."""
        tier, *values = name[2:]
        try:
            model, channel = self._named(_pair(name))
            tags = tuple(
                self._form.tag({column: value}, column)
                for column, value in zip(self._run.options.by, values, strict=True)
            )
            return model, channel, tier_of(text(tier), model), tags
        except BadRow as bad:
            return bad

    def _take_plain(self, groups: Groups) -> None:
        """Judge each name and each day once, then take the groups that hold, all together."""
        told = {name: self._told(name) for name in set(groups.names())}
        starts = set(groups["at_day"])
        outside = {start for start in starts if not self._run.holds(start)}
        future = {start: late for start in starts if (late := self._of_the_future(start))}
        bad = {name: found for name, found in told.items() if isinstance(found, BadRow)}
        if bad and self._run.options.load:
            raise sql.Unfit("requests per minute are summed without names")
        if bad or outside or future:
            groups = groups.where(self._kept(groups, bad, outside, future))
        self._put(groups, told)

    def _kept(
        self,
        groups: Groups,
        bad: dict[Row, BadRow],
        outside: set[int | None],
        future: dict[int | None, BadRow],
    ) -> list[bool]:
        """Tell which groups hold, and count the rows of the others."""
        tally, kept = self.tally, []
        for name, start, rows in zip(
            groups.names(), groups["at_day"], groups["row_count"], strict=True
        ):
            left_out = name not in bad and start in outside
            refusal = None if left_out else bad.get(name) or future.get(start)
            tally.outside += rows if left_out else 0
            if refusal is not None:
                tally.reject_all(rows, str(refusal))
            kept.append(not left_out and refusal is None)
        return kept

    def _put(self, groups: Groups, told: dict[Row, Any]) -> None:
        names = [told[name] for name in groups.names()]
        if not names:
            return
        model, channel, tier, tags = zip(*names, strict=True)
        starts, hours = groups["at_day"], groups["at_hour"]
        bucket, single = groups["bucket"], groups["single"]
        columns = (
            [None if start is None else start // 86_400 for start in starts],
            [None if at is None else at % 86_400 // 3600 for at in hours],
            model,
            channel,
            tier,
            [high if alone else 0 for high, alone in zip(bucket, single, strict=True)],
            bucket,
            single,
            repeat(True),
            repeat(None),
            tags,
        )
        self.rollup.put_all(map(Key._make, zip(*columns, strict=False)), self._sums(groups))
        self._see(groups)

    def _see(self, groups: Groups) -> None:
        tally = self.tally
        tally.read += sum(groups["row_count"])
        firsts = [at for at in groups["first_at"] if at is not None]
        if firsts:
            tally.see(min(firsts))
            tally.see(max(at for at in groups["last_at"] if at is not None))

    def _of_the_future(self, at: int | None) -> BadRow | None:
        try:
            self._run.refuse_future(at)
        except BadRow as bad:
            return bad
        return None

    def _sums(self, groups: Groups) -> list[list[int]]:
        prompt, cached, write, long, output = (groups.counts(name) for name in sql.COUNTS[:5])
        rows = groups["row_count"]
        requests = groups.counts("requests") if "requests" in groups else rows
        fresh: Sequence[int] = prompt
        if not self._form.is_exclusive:
            fresh = [
                whole - read - short - kept
                for whole, read, short, kept in zip(prompt, cached, write, long, strict=True)
            ]
        none = repeat(0)  # of audio and web search no table tells
        meters = (fresh, cached, write, long, output, none, none, none, none)
        return list(map(list, zip(rows, requests, *meters, strict=False)))

    def _take_odd(self, layout: sql.Layout) -> None:
        """Let Python judge the rows that SQL could not read beyond doubt."""
        if self._query.tells_file:
            layout = replace(layout, tags=layout.tags + 1)
        columns = layout.columns()
        for row in self._query.select(sql.odd_rows(layout)):
            file = without_password(unquote(row[-1])) if self._query.tells_file else None
            values = {name: value or "" for name, value in zip(columns, row, strict=True)}
            self._take_row(values, file)

    def _take_row(self, values: dict[str, Any], file: str | None) -> None:
        run, form = self._run, self._form
        try:
            reading = form.reading({name: values.get(name) for name in MAPPABLE})
            if reading is None:
                self.tally.read += 1
                self.tally.empty += 1
                return
            tags = tuple(
                form.tag({column: values[f"tag_{place}"]}, column)
                for place, column in enumerate(run.options.by)
            )
            if not run.holds(reading.at):
                self.tally.outside += 1
                return
            run.refuse_future(reading.at)
        except BadRow as bad:
            self.tally.read += 1
            self.tally.reject(None, str(bad), file)
            return
        self.tally.read += 1
        self.rollup.add(reading, tags)
        self.tally.see(reading.at)

    def _take_minutes(self, layout: sql.Layout) -> None:
        for start, requests, alone in self._query.select(sql.minutes(layout)):
            if self._run.holds(start) and not self._of_the_future(start) and requests:
                self.rollup.count_minute(start // 60, int(requests), single=alone)


def _pair(name: Row) -> tuple[str, str]:
    """Return model and channel, as ``cut_points`` has them."""
    return name[0] or "", name[1] or ""
