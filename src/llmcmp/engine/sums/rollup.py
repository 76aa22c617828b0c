"""Integer sums per key on which a price can depend; what every engine returns."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ...records import records, replace
from ...usage import CutsFor, ReportedCost, Usage, UsageRow
from ..rows.row import METERS, Charge, Reading
from ..rows.times import day_of

HoursFor = Callable[[str, str | None], bool]
"""Whether a model, as written and with its channel, has prices that depend on the hour."""


def no_cuts(written_model: str, channel: str | None) -> tuple[int, ...]:  # noqa: ARG001
    """Price no model by request size."""
    return ()


def no_hours(written_model: str, channel: str | None) -> bool:  # noqa: ARG001
    """Price no model by the hour."""
    return False


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold the garbage collector off while many records are made at once, none of them garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
    """Sums of readings."""

    def __init__(
        self, cuts_for: CutsFor = no_cuts, hours_for: HoursFor = no_hours, *, load: bool = False
    ) -> None:
        """Begin with nothing; *load* also counts requests per minute."""
        self.load = load
        self.minutes: Counter[int] = Counter()
        self.booked: set[int] = set()
        """Minutes to which whole spans of time are booked: their requests were spread over them."""
        self._cuts_for = cuts_for
        self._hours_for = hours_for
        self._cuts: dict[tuple[str, str | None], tuple[tuple[int, ...], bool]] = {}
        self.sums: dict[Key, list[int]] = {}
        self.costs: dict[Key, Decimal] = {}

    @property
    def asks_sizes(self) -> bool:
        """Tell whether any model may have cut points or hourly prices."""
        return self._cuts_for is not no_cuts or self._hours_for is not no_hours

    def cuts(self, model: str, channel: str | None) -> tuple[tuple[int, ...], bool]:
        """Return the cut points of a model and whether its price depends on the hour."""
        known = self._cuts.get((model, channel))
        if known is None:
            cuts = tuple(sorted(set(self._cuts_for(model, channel))))
            known = self._cuts[model, channel] = (cuts, self._hours_for(model, channel))
        return known

    def add(self, reading: Reading, tags: tuple[str | None, ...]) -> None:
        """Add one reading."""
        meters = reading.meters
        if meters is None:
            return
        cuts, hourly = self.cuts(reading.model, reading.channel)
        low, high = _buckets(reading, cuts) if cuts else (0, 0)
        at = reading.at
        key = Key(
            None if at is None else at // 86_400,
            at % 86_400 // 3600 if hourly and at is not None else None,
            reading.model,
            reading.channel,
            reading.tier,
            low,
            high,
            reading.per_request,
            reading.requests is not None,
            reading.region,
            tags,
        )
        self.put(key, (1, reading.requests or 0, *meters), reading.cost)
        second = reading.since_start if at is None else at
        if self.load and second is not None and reading.requests:
            self.count_minute(second // 60, reading.requests, single=reading.per_request)

    def count_minute(self, minute: int, requests: int, *, single: bool) -> None:
        """Count requests of a minute; where they are not *single*, it stands for a longer span."""
        self.minutes[minute] += requests
        if not single:
            self.booked.add(minute)

    def put(self, key: Key, sums: tuple[int, ...], cost: Decimal | None = None) -> None:
        """Add rows, requests and the meters to the sum of *key*."""
        total = self.sums.get(key)
        if total is None:
            self.sums[key] = list(sums)
        else:
            for place, number in enumerate(sums):
                if number:
                    total[place] += number
        if cost is not None:
            self.costs[key] = self.costs.get(key, Decimal(0)) + cost

    def put_all(self, keys: Iterable[Key], sums: list[list[int]]) -> None:
        """Add many sums at once; the lists are kept."""
        given = list(keys)
        found = dict(zip(given, sums, strict=True))
        if not self.sums and len(found) == len(given):
            self.sums = found
            return
        for key, one in zip(given, sums, strict=True):
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
        rows, requests, *meters = zip(*map(self.sums.__getitem__, keys), strict=True)
        usage = records(Usage, len(keys), **dict(zip(METERS, meters, strict=True)))
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


def _buckets(reading: Reading, cuts: tuple[int, ...]) -> tuple[int, int]:
    """Return the lowest and highest size class the requests of a row can lie in."""
    high = len(cuts) if reading.one_meter else bisect_left(cuts, reading.prompt)
    if reading.per_request:
        return high, high
    if reading.size_up_to is not None:
        high = min(high, bisect_left(cuts, reading.size_up_to))
    low = bisect_right(cuts, reading.size_over) if reading.size_over >= 0 else 0
    return min(low, high), high


def _ordered(keys: Iterable[Key]) -> list[Key]:
    """Sort by day, then by the rest; the rest recurs every day, so it is compared only once."""
    given = list(keys)
    rests = [key[1:] for key in given]
    first = dict(zip(rests, given, strict=True))
    rank = {rest: place for place, rest in enumerate(sorted(first, key=lambda r: _order(first[r])))}
    width = len(rank)
    order = [
        (-1 if key.day is None else key.day) * width + place
        for key, place in zip(given, map(rank.__getitem__, rests), strict=True)
    ]
    return [given[place] for place in sorted(range(len(given)), key=order.__getitem__)]


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


class Bill:
    """Charges, summed per day and what they are for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._sums: dict[tuple[object, ...], tuple[ReportedCost, list[Decimal], list[int]]] = {}

    def add(self, file: str, reading: Reading, charge: Charge) -> None:
        """Add one charge."""
        day = None if reading.at is None else day_of(reading.at)
        key = (
            file,
            day,
            reading.model,
            reading.channel,
            reading.tier,
            charge.meter,
            charge.currency,
            charge.kind,
            charge.description,
        )
        if key not in self._sums:
            first = ReportedCost(
                file=file,
                day=day,
                model=reading.model or None,
                channel=reading.channel,
                tier=reading.tier,
                meter=charge.meter,
                amount=Decimal(0),
                currency=charge.currency,
                kind=charge.kind,
                description=charge.description,
            )
            self._sums[key] = (first, [Decimal(0)], [0])
        _, amount, rows = self._sums[key]
        amount[0] += charge.amount
        rows[0] += 1

    def reported(self) -> Iterable[ReportedCost]:
        """Yield the sums in the order first met."""
        for first, amount, rows in self._sums.values():
            yield replace(first, amount=amount[0], rows=rows[0])
