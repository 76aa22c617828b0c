"""Cost over time as bars in plain characters: by day, or by week or month where days are many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ...billing.ledger import DayCosts
from ...readable import usd
from ..page import BAR

MOST_BARS = 31
"""Bars that fit on a screen."""

WIDTH = 48
"""Columns of the longest bar."""


def chart_lines(days: Sequence[DayCosts], *, width: int = WIDTH) -> tuple[str, ...]:
    """Draw the cost of *days*, oldest first; nothing where there is only one."""
    if len(days) < 2:
        return ()
    unit, starts = _periods([day.day for day in days])
    costs: dict[date, Decimal | None] = dict.fromkeys(starts)
    for day in days:
        start = _start(day.day, unit)
        costs[start] = (costs[start] or Decimal(0)) + day.cost
    most = max(cost for cost in costs.values() if cost is not None)
    amounts = {start: "no usage" if cost is None else usd(cost) for start, cost in costs.items()}
    room = max(len(amount) for amount in amounts.values())
    titles = {"day": "Cost by day", "week": "Cost by week (from Monday)", "month": "Cost by month"}
    return (
        f"{titles[unit]}, USD, UTC",
        *(
            f"{_label(start, unit)}  {amounts[start]:>{room}}  {_bar(cost, most, width)}".rstrip()
            for start, cost in costs.items()
        ),
    )


def _periods(days: Sequence[date]) -> tuple[str, list[date]]:
    """Return the unit of the bars and where each of them starts, gaps included."""
    for unit in ("day", "week", "month"):
        starts = _starts(days[0], days[-1], unit)
        if len(starts) <= MOST_BARS:
            break
    return unit, starts[-MOST_BARS * 4 :]


def _starts(first: date, last: date, unit: str) -> list[date]:
    span = (last - first).days + 1
    return list(dict.fromkeys(_start(first + timedelta(days=n), unit) for n in range(span)))


def _start(day: date, unit: str) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            return day


def _label(start: date, unit: str) -> str:
    return f"{start:%Y-%m}" if unit == "month" else f"{start:%Y-%m-%d %a}"


def _bar(cost: Decimal | None, most: Decimal, width: int) -> str:
    if not cost or not most:
        return ""
    return BAR * max(1, int(cost * width / most))
