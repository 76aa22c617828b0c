"""A calendar month against the one before it, day for day or whole for whole."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal

from ...billing.sums import Sum
from ...exact import exact_sum, quotient
from ...records import record
from ...schema.dates import DAY
from .forecast import MINIMUM_DAYS


@record
class MonthChange:
    """What a month cost more than the one before."""

    against: str
    """The month before: ``2026-10``."""
    whole: bool
    """All days of both are compared; else the days that both have complete so far."""
    days: int
    """Days of this month that are compared."""
    days_before: int
    """Days of the month before; other than ``days`` only where both months are whole."""
    cost: Decimal
    """USD of these days."""
    cost_before: Decimal
    """USD of those days of the month before."""
    change: Decimal
    """USD more; negative where it was less."""
    change_percent: Decimal | None
    """The change in percent of the month before; None where that cost nothing."""
    daily_change_percent: Decimal | None
    """The same of the mean day: months have different lengths."""


def month_change(
    days: Mapping[date, Sum], known: Collection[date], first: date, now: date
) -> MonthChange | None:
    """Compare the month that begins on *first* with the one before, None where that cannot be.

    *known* are the days whose whole usage is known. A month that is over is compared where all
    days of both are known; the running one on the days that are known in both.
    """
    before = (first - DAY).replace(day=1)
    mine, theirs = tuple(_days_of(first)), tuple(_days_of(before))
    whole = mine[-1] < now
    if whole:
        if not all(day in known for day in (*mine, *theirs)):
            return None
    else:
        shared = [
            (one, other)
            for one, other in zip(mine, theirs, strict=False)
            if one in known and other in known
        ]
        mine, theirs = tuple(one for one, _ in shared), tuple(other for _, other in shared)
    return _change(days, mine, theirs, against=f"{before:%Y-%m}", whole=whole) if mine else None


def run_rate(
    days: Mapping[date, Sum], complete: Collection[date], first: date, now: date
) -> Decimal | None:
    """Return what the running month costs if all its days are like the mean of its complete ones.

    None for a month that is over, and where fewer days are complete than a forecast takes.
    """
    month = tuple(_days_of(first))
    known = [day for day in month if day in complete]
    if not first <= now <= month[-1] or len(known) < MINIMUM_DAYS:
        return None
    whole = _cost(days, known) * len(month)
    return quotient(whole, len(known)).quantize(Decimal("0.000001"))


def _change(
    days: Mapping[date, Sum],
    mine: tuple[date, ...],
    theirs: tuple[date, ...],
    *,
    against: str,
    whole: bool,
) -> MonthChange:
    cost, before = _cost(days, mine), _cost(days, theirs)
    more = cost - before
    # Of mean days, with one division only: cost / n against before / m.
    scaled = before * len(mine)
    daily = cost * len(theirs) - scaled
    return MonthChange(
        against=against,
        whole=whole,
        days=len(mine),
        days_before=len(theirs),
        cost=cost,
        cost_before=before,
        change=more,
        change_percent=quotient(more * 100, before) if before else None,
        daily_change_percent=quotient(daily * 100, scaled) if before else None,
    )


def _days_of(first: date) -> Iterator[date]:
    return (first + DAY * number for number in range(monthrange(first.year, first.month)[1]))


def _cost(days: Mapping[date, Sum], chosen: Collection[date]) -> Decimal:
    return exact_sum(days[day].cost for day in chosen if day in days)
