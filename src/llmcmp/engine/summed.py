"""What an SQL engine returns, turned into the same sums that plain Python makes."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from . import sql
from .formats.generic import GenericTable, TurnedOut
from .options import MAPPABLE
from .reading import BadRow, text, tier_of
from .rollup import Key, Rollup, no_collection
from .tally import Tally

if TYPE_CHECKING:
    from .run import Run

MOST_ODD = 200_000
"""Odd rows beyond which Python reads the file alone."""


class Query(Protocol):
    """A connection to an engine whose ``usage_rows`` is the file."""

    kinds: dict[str, sql.Kind]
    """The columns of ``usage_rows`` and how they are stored."""

    def select(self, text: str) -> Iterable[Sequence[Any]]:
        """Return the rows of a query."""

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make ``cut_points`` hold *rows*."""


class Group:
    """One row of the roll-up: what a layout does not have stays at its default."""

    __slots__ = ()
    kind: int
    row_count: int
    model: str | None = None
    channel: str | None = None
    tier: str | None = None
    single: bool = True
    bucket: int = 0
    at_day: int | None = None
    at_hour: int | None = None
    first_at: int | None = None
    last_at: int | None = None
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int = 0
    requests: int | None = None

    def tags(self) -> tuple[str | None, ...]:
        """Return the values of the tag columns."""
        return ()


def group_type(layout: sql.Layout) -> type[Any]:
    """Return the class of the rows that the roll-up of *layout* returns."""
    names = [*sql.key_names(layout), "row_count", *sql.sum_names(layout)]
    if "timestamp" in layout.kinds:
        names += ["first_at", "last_at"]
    row = namedtuple("Row", names)  # type: ignore[misc]
    tags = attrgetter(*layout.tag_names) if layout.tags else None

    def told(self: Any) -> tuple[str | None, ...]:
        if tags is None:
            return ()
        found = tags(self)
        return found if layout.tags > 1 else (found,)

    return type("RollupRow", (row, Group), {"__slots__": (), "tags": told})


class Summed:
    """The roll-up of one file by an SQL engine."""

    def __init__(self, run: Run, form: GenericTable, file: str, query: Query) -> None:
        """Prepare to ask *query*."""
        self._run = run
        self._form = form
        self._query = query
        self.tally = Tally(file)
        self.rollup: Rollup = run.new_rollup()
        self._names: dict[tuple[Any, ...], tuple[Any, ...] | BadRow] = {}

    def read(self) -> None:
        """Sum the file; rows of models met late are summed again with their cut points."""
        with no_collection():
            self._read()

    def _read(self) -> None:
        seen = self._met()
        layout, groups = self._groups(seen)
        late = {self._pair(group) for group in groups if group.kind == sql.PLAIN} - seen
        if any(self._needs_cuts(pair) for pair in late):
            seen |= late
            layout, groups = self._groups(seen)
        self._take(layout, groups)

    def _met(self) -> set[tuple[str, str]]:
        """Return the models of the first rows, with their channels."""
        channel = "channel" if "channel" in self._query.kinds else "''"
        found = self._query.select(
            f"SELECT DISTINCT model, {channel} FROM "  # noqa: S608 - constants
            "(SELECT * FROM usage_rows LIMIT 20000) AS sample_"
        )
        return {(model or "", channel or "") for model, channel in found}

    def _pair(self, group: Group) -> tuple[str, str]:
        return group.model or "", group.channel or ""

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

    def _groups(self, pairs: Iterable[tuple[str, str]]) -> tuple[sql.Layout, list[Group]]:
        layout = self._layout(pairs)
        group = group_type(layout)
        return layout, list(map(group._make, self._query.select(sql.rollup(layout))))

    def _take(self, layout: sql.Layout, groups: list[Group]) -> None:
        kinds = dict.fromkeys((sql.PLAIN, sql.EMPTY, sql.ODD, sql.TURNED), 0)
        for group in groups:
            kinds[group.kind] += group.row_count
        if kinds[sql.TURNED]:
            raise TurnedOut(0)
        if kinds[sql.ODD] > MOST_ODD:
            raise sql.Unfit
        self.tally.read += kinds[sql.EMPTY]
        self.tally.empty += kinds[sql.EMPTY]
        for group in groups:
            if group.kind == sql.PLAIN:
                self._take_group(group)
        if kinds[sql.ODD]:
            self._take_odd(layout)
        if self._run.options.load and "timestamp" in layout.kinds:
            self._take_minutes(layout)

    def _told(self, group: Group) -> tuple[Any, ...] | BadRow:
        """Return model, channel, tier and tags of a group, or what is wrong with them."""
        raw = (group.model, group.channel, group.tier, *group.tags())
        told = self._names.get(raw)
        if told is None:
            try:
                model, channel = self._named(self._pair(group))
                tags = tuple(
                    self._form.tag({column: value}, column)
                    for column, value in zip(self._run.options.by, group.tags(), strict=True)
                )
                told = (model, channel, tier_of(text(group.tier), model), tags)
            except BadRow as bad:
                told = bad
            self._names[raw] = told
        return told

    def _take_group(self, group: Group) -> None:
        start, rows, tally = group.at_day, group.row_count, self.tally
        told = self._told(group)
        if not isinstance(told, BadRow) and not self._run.holds(start):
            tally.outside += rows
            return
        if isinstance(told, BadRow) or self._is_future(start):
            tally.read += rows
            tally.rejected += rows
            return
        tally.read += rows
        model, channel, tier, tags = told
        low = group.bucket if group.single else 0
        hour = None if group.at_hour is None else group.at_hour % 86_400 // 3600
        key = Key(
            None if start is None else start // 86_400,
            hour,
            model,
            channel,
            tier,
            low,
            group.bucket,
            group.single,
            True,
            None,
            tags,
        )
        self.rollup.put(key, self._sums(group))
        if start is None:
            tally.undated += rows
        else:
            tally.see(group.first_at)
            tally.see(group.last_at)

    def _is_future(self, at: int | None) -> bool:
        try:
            self._run.refuse_future(at)
        except BadRow:
            return True
        return False

    def _sums(self, group: Group) -> tuple[int, ...]:
        prompt, cached = int(group.input_tokens), int(group.cached_input_tokens)
        write, long = int(group.cache_write_tokens), int(group.cache_write_1h_tokens)
        requests = group.row_count if group.requests is None else int(group.requests)
        fresh = prompt if self._form.is_exclusive else prompt - cached - write - long
        output = int(group.output_tokens)
        return (group.row_count, requests, fresh, cached, write, long, output, 0, 0, 0, 0)

    def _take_odd(self, layout: sql.Layout) -> None:
        """Let Python judge the rows that SQL could not read beyond doubt."""
        columns = layout.columns()
        for row in self._query.select(sql.odd_rows(layout)):
            self._take_row({name: value or "" for name, value in zip(columns, row, strict=True)})

    def _take_row(self, values: dict[str, Any]) -> None:
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
            self.tally.reject(None, str(bad))
            return
        self.tally.read += 1
        self.rollup.add(reading, tags)
        self.tally.see(reading.at)

    def _take_minutes(self, layout: sql.Layout) -> None:
        for start, requests in self._query.select(sql.minutes(layout)):
            if self._run.holds(start) and not self._is_future(start) and requests:
                self.rollup.minutes[start // 60] += int(requests)
