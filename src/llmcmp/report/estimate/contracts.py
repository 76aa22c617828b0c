"""What contracts add to a calendar month of usage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ...billing.priced_usage import PricedRow
from ...exact import exact_sum
from ...pricing import LineItem
from ...pricing.contracts import Spend, settle
from ...registry import Registry


def month_lines(
    registry: Registry, rows: Iterable[PricedRow], first: date, at: date
) -> tuple[LineItem, ...]:
    """Return what contracts in force on *at* add to the calendar month that begins on *first*."""
    if not registry.contracts:
        return ()
    by_channel: dict[tuple[str, str], list[PricedRow]] = {}
    for priced in rows:
        if priced.row.day is not None and priced.row.day.replace(day=1) == first:
            key = (priced.tariff.spec.developer, priced.tariff.channel)
            by_channel.setdefault(key, []).append(priced)
    spends = [
        Spend(
            developer=developer,
            channel=channel,
            requests=sum(priced.row.requests or 0 for priced in group),
            cost=exact_sum(priced.costs[0] for priced in group),
        )
        for (developer, channel), group in by_channel.items()
    ]
    return settle(spends, registry.contracts, at)
