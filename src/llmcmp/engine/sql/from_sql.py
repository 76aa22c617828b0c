"""What an SQL engine returns, turned into the same sums that plain Python makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat
from operator import sub
from typing import Any
from urllib.parse import unquote

from ...schema import Meter
from ..formats.any_table import CacheConventionTurned, GenericTable
from ..intake import FileIntake, Tags
from ..options import CACHE_COLUMNS, MAPPABLE, TOKEN_COLUMNS
from ..rows.cells import BadRow, text
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..sources.source import without_password
from ..sums.garbage import no_collection
from ..sums.rollup import Key
from . import rollup_sql
from .groups import Groups, Values
from .query import NeedsPython, Query

MOST_ODD = 200_000
"""With more odd rows than this, Python reads the whole file."""


class SqlRollup:
    """The roll-up of one file by an SQL engine."""

    def __init__(self, file: FileIntake, form: GenericTable, query: Query) -> None:
        """Prepare to ask *query* for the sums of *file*."""
        self._file = file
        self._intake = file.intake
        self._options = file.intake.options
        self._form = form
        self._query = query

    def read(self) -> None:
        """Sum the file; rows of models met late are summed again with their cut points."""
        with no_collection():
            pairs = self._first_pairs()
            groups = self._groups(pairs)
            late = {_pair(name) for name in groups.only(rollup_sql.PLAIN).names()} - pairs
            if any(self._needs_cuts(pair) for pair in late):
                groups = self._groups(pairs | late)
            self._add(groups)

    def _first_pairs(self) -> set[tuple[str, str]]:
        """Return the models of the first rows, with their channels."""
        channel = "channel" if "channel" in self._query.kinds else "''"
        rows = self._query.select(
            f"SELECT DISTINCT model, {channel} FROM "  # noqa: S608 - constants
            f"(SELECT * FROM {rollup_sql.ROWS} LIMIT 20000) AS sample_"
        )
        return {(model or "", channel or "") for model, channel in rows}

    def _model_and_channel(self, pair: tuple[str, str]) -> tuple[str, str | None]:
        return text(pair[0]) or self._options.model or "", text(pair[1]).lower() or None

    def _needs_cuts(self, pair: tuple[str, str]) -> bool:
        try:
            cuts, hourly = self._file.rollup.cuts(*self._model_and_channel(pair))
        except BadRow:
            return False
        return bool(cuts) or hourly

    def _layout(self, pairs: Iterable[tuple[str, str]]) -> rollup_sql.Layout:
        known: list[tuple[Any, ...]] = []
        for pair in sorted(pair for pair in pairs if self._needs_cuts(pair)):
            cuts, hourly = self._file.rollup.cuts(*self._model_and_channel(pair))
            known.append((*pair, int(hourly), *cuts))
        most = max((len(row) - 3 for row in known), default=0)
        self._query.cut_points([(*row, *[None] * (most + 3 - len(row))) for row in known], most)
        return rollup_sql.Layout(
            kinds=self._query.kinds,
            tags=len(self._options.by),
            cuts=most,
            hourly=any(row[2] for row in known),
            exclusive=self._form.is_exclusive,
            may_turn=self._form.may_turn,
        )

    def _groups(self, pairs: Iterable[tuple[str, str]]) -> Groups:
        layout = self._layout(pairs)
        return Groups(layout, self._query.select(rollup_sql.rollup(layout)))

    def _add(self, groups: Groups) -> None:
        kinds: Counter[int] = Counter()
        for kind, rows in zip(groups["kind"], groups["row_count"], strict=True):
            kinds[kind] += rows
        if kinds[rollup_sql.TURNED]:
            raise CacheConventionTurned(None)
        if kinds[rollup_sql.ODD] > MOST_ODD:
            raise NeedsPython(f"more than {MOST_ODD:,} rows need a second look")
        self._file.tally.skip(kinds[rollup_sql.EMPTY])
        self._add_plain(groups.only(rollup_sql.PLAIN))
        if kinds[rollup_sql.ODD]:
            self._add_odd(groups.layout)
        if self._options.load and "timestamp" in groups.layout.kinds:
            self._add_minutes(groups.layout)

    def _identity(self, name: Values) -> Values | BadRow:
        """Return model, channel, tier and tags of a group, or what is wrong with them."""
        tier, *values = name[2:]
        try:
            model, channel = self._model_and_channel(_pair(name))
            tags = tuple(
                self._form.tag({column: value}, column)
                for column, value in zip(self._options.by, values, strict=True)
            )
            return model, channel, tier_of(text(tier), model), tags
        except BadRow as bad:
            return bad

    def _add_plain(self, groups: Groups) -> None:
        """Judge each name and each day once, then add the groups that hold, all together."""
        identities = {name: self._identity(name) for name in set(groups.names())}
        starts = set(groups["at_day"])
        outside = {start for start in starts if not self._intake.holds(start)}
        future = {start: bad for start in starts if (bad := self._in_the_future(start))}
        bad_names = {name: bad for name, bad in identities.items() if isinstance(bad, BadRow)}
        if bad_names and self._options.load:
            raise NeedsPython("requests per minute are summed without names")
        if bad_names or outside or future:
            groups = groups.where(self._kept(groups, bad_names, outside, future))
        self._put(groups, identities)

    def _kept(
        self,
        groups: Groups,
        bad_names: dict[Values, BadRow],
        outside: set[int | None],
        future: dict[int | None, BadRow],
    ) -> list[bool]:
        """Tell which groups hold, and count the rows of the others."""
        tally, kept = self._file.tally, []
        for name, start, rows in zip(
            groups.names(), groups["at_day"], groups["row_count"], strict=True
        ):
            left_out = name not in bad_names and start in outside
            refusal = None if left_out else bad_names.get(name) or future.get(start)
            tally.outside += rows if left_out else 0
            if refusal is not None:
                tally.reject(None, str(refusal), rows=rows)
            kept.append(not left_out and refusal is None)
        return kept

    def _in_the_future(self, at: int | None) -> BadRow | None:
        try:
            self._intake.refuse_future(at)
        except BadRow as bad:
            return bad
        return None

    def _put(self, groups: Groups, identities: dict[Values, Any]) -> None:
        names = [identities[name] for name in groups.names()]
        if not names:
            return
        model, channel, tier, tags = zip(*names, strict=True)
        starts, hours = groups["at_day"], groups["at_hour"]
        bucket, single = groups["bucket"], groups["single"]
        columns: dict[str, Iterable[Any]] = {
            "day": [None if start is None else start // 86_400 for start in starts],
            "hour": [None if at is None else at % 86_400 // 3600 for at in hours],
            "model": model,
            "channel": channel,
            "tier": tier,
            "bucket_low": [high if one else 0 for high, one in zip(bucket, single, strict=True)],
            "bucket": bucket,
            "per_request": single,
            "counted": repeat(True),
            "region": repeat(None),
            "tags": tags,
        }
        keys = zip(*(columns[field] for field in Key._fields), strict=False)
        self._file.rollup.put_all(map(Key._make, keys), self._sums(groups))
        self._see(groups)

    def _see(self, groups: Groups) -> None:
        tally = self._file.tally
        tally.read += sum(groups["row_count"])
        firsts = [at for at in groups["first_at"] if at is not None]
        if firsts:
            tally.see(min(firsts))
            tally.see(max(at for at in groups["last_at"] if at is not None))

    def _sums(self, groups: Groups) -> list[list[int]]:
        """Return rows, requests and counts of each group, as a roll-up keeps them."""
        rows = groups["row_count"]
        requests = groups.counts("requests") if "requests" in groups else rows
        counts: dict[Meter, Iterable[int]] = {
            meter: groups.counts(column) for column, meter in TOKEN_COLUMNS.items()
        }
        if not self._form.is_exclusive:
            for column in CACHE_COLUMNS:
                part = counts[TOKEN_COLUMNS[column]]
                counts[Meter.INPUT] = list(map(sub, counts[Meter.INPUT], part))
        in_order = [counts.get(meter, repeat(0)) for meter in Meter]
        return list(map(list, zip(rows, requests, *in_order, strict=False)))

    def _add_odd(self, layout: rollup_sql.Layout) -> None:
        """Let Python read the rows that SQL could not read with certainty."""
        if self._query.tells_file:
            layout = replace(layout, tags=layout.tags + 1)
        columns = layout.columns()
        for row in self._query.select(rollup_sql.odd_rows(layout)):
            file = without_password(unquote(row[-1])) if self._query.tells_file else None
            values = {name: value or "" for name, value in zip(columns, row, strict=True)}
            self._file.add(None, values, self._understand, file)

    def _understand(self, values: dict[str, Any]) -> tuple[Row, Tags] | None:
        row = self._form.row_of({name: values.get(name) for name in MAPPABLE})
        if row is None:
            return None
        return row, tuple(
            self._form.tag({column: values[f"tag_{number}"]}, column)
            for number, column in enumerate(self._options.by)
        )

    def _add_minutes(self, layout: rollup_sql.Layout) -> None:
        rollup = self._file.rollup
        for start, requests, alone in self._query.select(rollup_sql.minutes(layout)):
            if self._intake.holds(start) and not self._in_the_future(start) and requests:
                rollup.count_minute(start // 60, int(requests), single=alone)


def _pair(name: Values) -> tuple[str, str]:
    """Return model and channel, as ``cut_points`` has them."""
    return name[0] or "", name[1] or ""
