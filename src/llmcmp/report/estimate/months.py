"""Cost by calendar month, what is missing of it, and what the running one will cost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from ...billing.priced_usage import PricedUsage
from ...billing.sums import Sum
from ...exact import exact_sum
from ...notices import Notice
from ...pricing import LineItem
from ...records import record, replace
from ...schema.dates import DAY
from ...usage import UsageData
from ..offers.contracts import with_lines
from .contracts import month_lines
from .forecast import DayCost, Forecast, days_ahead, forecast, reason_against
from .month_change import MonthChange, month_change, run_rate


@record
class Month:
    """One calendar month, UTC."""

    month: str
    """``2026-11``."""
    complete: bool
    """The month is over and every day of it has usage."""
    days_missing: int
    """Days that are over and have no usage in the files."""
    cost: Decimal
    """USD so far."""
    contracts: tuple[LineItem, ...] = ()
    """What contracts add, once the month is over: fees, credits, the rest of a commitment."""
    due: Decimal
    """USD so far, with these lines."""
    forecast: Forecast | None = None
    """The whole month; for the running one, only where it can be forecast."""
    run_rate: Decimal | None = None
    """USD of the running month if every day is the mean of its complete ones; no forecast."""
    previous: MonthChange | None = None
    """Against the month before, where the same days or all days of both are known."""


def months_of(
    usage: PricedUsage, days: Mapping[date, Sum], *, now: date, gaps_are_idle: bool
) -> list[tuple[Month, list[Notice]]]:
    """Return the months in order, each with its notices."""
    firsts = sorted({day.replace(day=1) for day in days})
    complete = frozenset(complete_days(usage.data, days, now, gaps_are_idle=gaps_are_idle))
    months = []
    for first in firsts:
        month, notices = _month(usage, days, first, now, gaps_are_idle)
        # A month that is over and has usage on every day is whole, however late its first hour.
        known = complete if first <= now <= _last(first) else complete | days.keys()
        month = replace(
            month,
            previous=month_change(days, known, first, now),
            run_rate=run_rate(days, complete, first, now),
        )
        months.append((month, notices))
    return months


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _month(
    usage: PricedUsage, days: Mapping[date, Sum], first: date, now: date, gaps_are_idle: bool
) -> tuple[Month, list[Notice]]:
    last = _last(first)
    inside = [day for day in days if first <= day <= last]
    over = max(0, (min(last, now - DAY) - first).days + 1)
    missing = over - sum(1 for day in inside if day < now)
    cost = exact_sum(days[day].cost for day in inside)
    whole: Forecast | None = None
    notices: list[Notice] = []
    if first <= now <= last:
        whole, notices = _forecast(usage, days, cost, now, gaps_are_idle)
    registry, is_over = usage.book.registry, last < now
    lines = month_lines(registry, usage.rows, first, last) if is_over else ()
    if registry.contracts and not is_over:
        text = f"what contracts add to {first:%Y-%m} is settled when the month is over"
        notices.append(Notice(code="contracts-open", text=text))
    month = Month(
        month=f"{first:%Y-%m}",
        complete=is_over and missing == 0,
        days_missing=missing,
        cost=cost,
        contracts=lines,
        due=with_lines(cost, lines),
        forecast=whole,
    )
    return month, notices


def _forecast(
    usage: PricedUsage, days: Mapping[date, Sum], spent: Decimal, now: date, gaps_are_idle: bool
) -> tuple[Forecast | None, list[Notice]]:
    """Forecast the running month, or say why not."""
    complete = complete_days(usage.data, days, now, gaps_are_idle=gaps_are_idle)
    if (reason := reason_against([DayCost(day=day, cost=spent) for day in complete])) is not None:
        return None, [Notice(code="no-forecast", text=reason)]
    ahead = _ahead(complete, min(days), now)
    costs, factors = _constant_prices(usage, complete, ahead, days)
    rest = forecast([DayCost(day=day, cost=costs[day]) for day in complete], ahead, factors)
    known = [day for day in days if _same_month(day, now) and day not in set(ahead)]
    whole = rest.plus(exact_sum(days[day].cost for day in known))
    # What is spent already is a floor: today's first hours may have cost more than a usual day.
    whole = replace(
        whole,
        expected=max(whole.expected, spent),
        low=max(whole.low, spent),
        high=max(whole.high, spent),
    )
    return whole, _gap_notices(complete, days, gaps_are_idle)


def complete_days(
    data: UsageData, days: Mapping[date, Sum], now: date, *, gaps_are_idle: bool
) -> list[date]:
    """Return the days that the files hold from 00:00 to 24:00 UTC, as far as they tell.

    Today is never complete. The first and the last day of the files are where usage was seen in
    their first and last hour, or where the files only tell whole days.
    """
    partial = set(_partial_days(data))
    whole = sorted(day for day in days if day < now and day not in partial)
    if not gaps_are_idle or not whole:
        return whole
    return [whole[0] + DAY * number for number in range((whole[-1] - whole[0]).days + 1)]


def _partial_days(data: UsageData) -> Iterator[date]:
    """Yield the first and the last day of the files where they do not reach their ends."""
    first = min((file.first for file in data.files if file.first), default=None)
    last = max((file.last for file in data.files if file.last), default=None)
    if first is not None and first.hour != 0:
        yield first.date()
    if last is not None and last.hour != 23 and not _tells_whole_days(last, data):
        yield last.date()


def _tells_whole_days(last: datetime, data: UsageData) -> bool:
    """Tell whether the *last* row is a sum booked to the start of its day."""
    return last.time() == time.min and not any(
        row.per_request for row in data.rows if row.day == last.date()
    )


def _ahead(complete: Sequence[date], start: date, now: date) -> tuple[date, ...]:
    """Return the days of the running month that are not known: gaps, today and what follows."""
    known = set(complete)
    first = max(now.replace(day=1), start + DAY if start not in known else start)
    return tuple(day for day in days_ahead(now, first - DAY) if day not in known)


def _constant_prices(
    usage: PricedUsage, complete: Sequence[date], ahead: Sequence[date], days: Mapping[date, Sum]
) -> tuple[dict[date, Decimal], dict[date, Decimal]]:
    """Return what the complete days cost at the prices of the first day ahead, and price steps.

    A price that changes within the month changes the days after it and not those before.
    """
    costs = {day: days[day].cost if day in days else Decimal(0) for day in complete}
    if not ahead or usage.at is not None or not complete:
        return costs, {}
    changes = {
        change
        for tariff in usage.book.tariffs
        for change in tariff.changes
        if complete[0] < change <= ahead[-1]
    }
    if not changes:
        return costs, {}
    base = _priced_at(usage, costs, ahead[0])
    total = exact_sum(base.values())
    factors: dict[date, Decimal] = {}
    factor = Decimal(1)
    for day in ahead[1:]:
        if day in changes and total:
            factor = exact_sum(_priced_at(usage, costs, day).values()) / total
        if factor != 1:
            factors[day] = factor
    return base, factors


def _priced_at(usage: PricedUsage, costs: Mapping[date, Decimal], day: date) -> dict[date, Decimal]:
    """Return what the days of *costs* would cost at the prices of *day*."""
    sums = dict.fromkeys(costs, Decimal(0))
    for priced in usage.rows:
        if priced.row.day in sums:
            sums[priced.row.day] += usage.costs_at(priced, day)[0]
    return sums


def _gap_notices(
    complete: Sequence[date], days: Mapping[date, Sum], gaps_are_idle: bool
) -> list[Notice]:
    span = (complete[-1] - complete[0]).days + 1
    gaps = span - sum(1 for day in complete if day in days)
    if not gaps:
        return []
    between = f"{gaps} day{'s' if gaps > 1 else ''} between {complete[0]} and {complete[-1]}"
    taken = "taken as days without cost" if gaps_are_idle else "not known, left out of the forecast"
    return [Notice(code="days-without-usage", text=f"{between} without usage: {taken}")]


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)
