"""Integer sums per key on which a price can depend; what every engine returns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ...records import records
from ...usage import CutsFor, Usage, UsageRow
from ..rows.counts import METERS
from ..rows.row import Row
from ..rows.times import day_of
from .garbage import no_collection

HoursFor = Callable[[str, str | None], bool]
"""Whether a model, as written and with its channel, has prices that depend on the hour."""


def no_cuts(written_model: str, channel: str | None) -> tuple[int, ...]:  # noqa: ARG001
    """Price no model by request size."""
    return ()


def no_hours(written_model: str, channel: str | None) -> bool:  # noqa: ARG001
    """Price no model by the hour."""
    return False


class Key(NamedTuple):
    """What the rows of one sum share."""

    day: int | None
    hour: int | None
    model: str
    channel: str | None
    tier: str
    bucket_low: int
    bucket: int
    per_request: bool
    counted: bool
    region: str | None
    tags: tuple[str | None, ...]


class Rollup:
    """Sums of usage rows by everything that can change their price."""

    def __init__(
        self, cuts_for: CutsFor = no_cuts, hours_for: HoursFor = no_hours, *, load: bool = False
    ) -> None:
        """Begin without rows; *load* also counts requests per minute."""
        self.load = load
        self.minutes: Counter[int] = Counter()
        self.booked: set[int] = set()
        """Minutes to which whole spans of time are booked: their requests were spread over them."""
        self._cuts_for = cuts_for
        self._hours_for = hours_for
        self._cuts: dict[tuple[str, str | None], tuple[tuple[int, ...], bool]] = {}
        self.sums: dict[Key, list[int]] = {}
        """Rows, requests and then the counts, by what they share."""
        self.costs: dict[Key, Decimal] = {}

    def cuts(self, model: str, channel: str | None) -> tuple[tuple[int, ...], bool]:
        """Return the cut points of a model and whether its price depends on the hour."""
        known = self._cuts.get((model, channel))
        if known is None:
            cuts = tuple(sorted(set(self._cuts_for(model, channel))))
            known = self._cuts[model, channel] = (cuts, self._hours_for(model, channel))
        return known

    def add(self, row: Row, tags: tuple[str | None, ...]) -> None:
        """Add one row; one that only tells a cost has nothing to add."""
        counts = row.counts
        if counts is None:
            return
        cuts, hourly = self.cuts(row.model, row.channel)
        low, high = _buckets(row, cuts) if cuts else (0, 0)
        at = row.at
        key = Key(
            None if at is None else at // 86_400,
            at % 86_400 // 3600 if hourly and at is not None else None,
            row.model,
            row.channel,
            row.tier,
            low,
            high,
            row.per_request,
            row.requests is not None,
            row.region,
            tags,
        )
        self.put(key, (1, row.requests or 0, *counts), row.cost)
        second = row.since_start if at is None else at
        if self.load and second is not None and row.requests:
            self.count_minute(second // 60, row.requests, single=row.per_request)

    def count_minute(self, minute: int, requests: int, *, single: bool) -> None:
        """Count requests of a minute; if they are not *single*, a longer span begins there."""
        self.minutes[minute] += requests
        if not single:
            self.booked.add(minute)

    def put(self, key: Key, sums: tuple[int, ...], cost: Decimal | None = None) -> None:
        """Add rows, requests and the counts to the sum of *key*."""
        total = self.sums.get(key)
        if total is None:
            self.sums[key] = list(sums)
        else:
            for index, number in enumerate(sums):
                if number:
                    total[index] += number
        if cost is not None:
            self.costs[key] = self.costs.get(key, Decimal(0)) + cost

    def put_all(self, keys: Iterable[Key], sums: list[list[int]]) -> None:
        """Add many sums at once; the lists are kept."""
        keys = list(keys)
        by_key = dict(zip(keys, sums, strict=True))
        if not self.sums and len(by_key) == len(keys):
            self.sums = by_key
            return
        for key, one in zip(keys, sums, strict=True):
            self.put(key, tuple(one))

    def take(self, other: Rollup) -> None:
        """Add all sums of *other*, which is not used afterwards."""
        if not self.sums:
            self.sums, self.costs = other.sums, other.costs
            self.minutes, self.booked = other.minutes, other.booked
            return
        for key, sums in other.sums.items():
            self.put(key, tuple(sums), other.costs.get(key))
        self.minutes.update(other.minutes)
        self.booked |= other.booked

    def rows(self) -> tuple[UsageRow, ...]:
        """Return the sums in a stable order."""
        with no_collection():
            return self._rows()

    def _rows(self) -> tuple[UsageRow, ...]:
        keys = _ordered(self.sums)
        if not keys:
            return ()
        columns: tuple[Any, ...] = tuple(zip(*keys, strict=True))
        key: Any = Key._make(columns)  # each field holds a column
        rows, requests, *counts = zip(*map(self.sums.__getitem__, keys), strict=True)
        usage = records(Usage, len(keys), **dict(zip(METERS, counts, strict=True)))
        counted = zip(requests, key.counted, strict=True)
        return tuple(
            records(
                UsageRow,
                len(keys),
                written_model=key.model,
                channel=key.channel,
                tier=key.tier,
                day=map({number: _day(number) for number in set(key.day)}.get, key.day),
                hour=key.hour,
                bucket=key.bucket,
                bucket_low=key.bucket_low,
                per_request=key.per_request,
                region=key.region,
                tags=key.tags,
                rows=rows,
                requests=[number if known else None for number, known in counted],
                usage=usage,
                reported_cost=map(self.costs.get, keys),
            )
        )


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(number * 86_400)


def _buckets(row: Row, cuts: tuple[int, ...]) -> tuple[int, int]:
    """Return the lowest and highest size class the requests of a row can have."""
    high = len(cuts) if row.one_meter else bisect_left(cuts, row.prompt)
    if row.per_request:
        return high, high
    if row.size_up_to is not None:
        high = min(high, bisect_left(cuts, row.size_up_to))
    low = bisect_right(cuts, row.size_over) if row.size_over >= 0 else 0
    return min(low, high), high


def _ordered(keys: Iterable[Key]) -> list[Key]:
    """Sort by day, then by the rest; the rest recurs every day, so it is compared only once."""
    keys = list(keys)
    rests = [key[1:] for key in keys]
    first = dict(zip(rests, keys, strict=True))
    ranked = sorted(first, key=lambda rest: _order(first[rest]))
    rank = {rest: number for number, rest in enumerate(ranked)}
    order = [
        (-1 if key.day is None else key.day) * len(rank) + number
        for key, number in zip(keys, map(rank.__getitem__, rests), strict=True)
    ]
    return [keys[index] for index in sorted(range(len(keys)), key=order.__getitem__)]


def _order(key: Key) -> tuple[object, ...]:
    return (
        key.model,
        key.tier,
        key.channel or "",
        key.hour is not None,
        key.hour or 0,
        key.bucket,
        key.bucket_low,
        key.per_request,
        key.counted,
        key.region or "",
        *[(tag is not None, tag or "") for tag in key.tags],
    )
