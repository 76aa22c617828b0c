"""What an SQL engine returns, turned into the same sums that plain Python makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from . import sql
from .formats.generic import GenericTable, TurnedOut
from .options import MAPPABLE
from .reading import BadRow, text, tier_of
from .rollup import Key, Rollup
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
        seen = self._met()
        layout, groups = self._groups(seen)
        late = {self._pair(group) for group in groups if group["kind"] == sql.PLAIN} - seen
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

    def _pair(self, group: dict[str, Any]) -> tuple[str, str]:
        return group["model"] or "", group.get("channel") or ""

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

    def _groups(self, pairs: Iterable[tuple[str, str]]) -> tuple[sql.Layout, list[dict[str, Any]]]:
        layout = self._layout(pairs)
        names = [*sql.key_names(layout), "row_count", *sql.sum_names(layout)]
        if "timestamp" in layout.kinds:
            names += ["first_at", "last_at"]
        found = self._query.select(sql.rollup(layout))
        return layout, [dict(zip(names, row, strict=True)) for row in found]

    def _take(self, layout: sql.Layout, groups: list[dict[str, Any]]) -> None:
        kinds = dict.fromkeys((sql.PLAIN, sql.EMPTY, sql.ODD, sql.TURNED), 0)
        for group in groups:
            kinds[group["kind"]] += group["row_count"]
        if kinds[sql.TURNED]:
            raise TurnedOut(0)
        if kinds[sql.ODD] > MOST_ODD:
            raise sql.Unfit
        self.tally.read += kinds[sql.EMPTY]
        self.tally.empty += kinds[sql.EMPTY]
        for group in groups:
            if group["kind"] == sql.PLAIN:
                self._take_group(layout, group)
        if kinds[sql.ODD]:
            self._take_odd(layout)
        if self._run.options.load and "timestamp" in layout.kinds:
            self._take_minutes(layout)

    def _told(self, group: dict[str, Any], layout: sql.Layout) -> tuple[Any, ...] | BadRow:
        """Return model, channel, tier and tags of a group, or what is wrong with them."""
        raw = (
            self._pair(group),
            group.get("tier"),
            *(group[name] for name in layout.tag_names),
        )
        if raw not in self._names:
            try:
                model, channel = self._named(raw[0])
                tags = tuple(
                    self._form.tag({column: value}, column)
                    for column, value in zip(self._run.options.by, raw[2:], strict=True)
                )
                self._names[raw] = (model, channel, tier_of(text(raw[1]), model), tags)
            except BadRow as bad:
                self._names[raw] = bad
        return self._names[raw]

    def _take_group(self, layout: sql.Layout, group: dict[str, Any]) -> None:
        day, rows = group.get("at_day"), group["row_count"]
        told = self._told(group, layout)
        if isinstance(told, BadRow):
            self.tally.read += rows
            self.tally.rejected += rows
            return
        if not self._run.holds(None if day is None else day * 86_400):
            self.tally.outside += rows
            return
        self.tally.read += rows
        model, channel, tier, tags = told
        single = group.get("single", True)
        bucket = group.get("bucket", 0)
        low = bucket if single else 0
        key = Key(
            day, group.get("at_hour"), model, channel, tier, low, bucket, single, True, None, tags
        )
        self.rollup.put(key, (rows, *self._sums(group)))
        if day is None:
            self.tally.undated += rows
        else:
            self.tally.see(group["first_at"])
            self.tally.see(group["last_at"])

    def _sums(self, group: dict[str, Any]) -> tuple[int, ...]:
        prompt, cached, write, long, output, requests = [
            int(group.get(name) or 0) for name in sql.COUNTS
        ]
        if "requests" not in group:
            requests = group["row_count"]
        fresh = prompt if self._form.is_exclusive else prompt - cached - write - long
        return (requests, fresh, cached, write, long, output, 0, 0, 0, 0)

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
        except BadRow as bad:
            self.tally.read += 1
            self.tally.reject(None, str(bad))
            return
        if not run.holds(reading.at):
            self.tally.outside += 1
            return
        self.tally.read += 1
        self.rollup.add(reading, tags)
        self.tally.see(reading.at)

    def _take_minutes(self, layout: sql.Layout) -> None:
        for minute, requests in self._query.select(sql.minutes(layout)):
            if self._run.holds(minute * 60) and requests:
                self.rollup.minutes[minute] += int(requests)
