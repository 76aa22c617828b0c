"""Days that cost much more or less than the same weekday did before: a warning, never a failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from ...notices import Notice
from ...readable import listed, usd

WEEKS = 4
"""Weeks before a day that it is compared with."""

LEAST_WEEKS = 3
"""Same weekdays that must be known."""

DEVIATIONS = Decimal("3.5")
"""Scaled median deviations from which a day is unusual."""

SCALE = Decimal("1.4826")
"""Makes the median deviation comparable to a standard deviation."""

FLOOR = Decimal(1)
"""USD: smaller differences are not worth a look."""

SHOWN = 3
"""Days that the notice names."""


def unusual_days(costs: Mapping[date, Decimal], now: date) -> Iterator[Notice]:
    """Yield one notice that names the most unusual days, if there are any; today is not over."""
    unusual = []
    for day in sorted(costs):
        usual = _usual(costs, day)
        if day < now and usual is not None:
            off = abs(costs[day] - usual[0])
            if off > FLOOR and off > DEVIATIONS * SCALE * usual[1]:
                unusual.append((off, day, usual[0]))
    if not unusual:
        return
    worst = sorted(unusual, key=lambda item: (-item[0], item[1]))[:SHOWN]
    days = listed([f"{day} ({usd(costs[day])}, usually {usd(usual)})" for _, day, usual in worst])
    more = f" and {len(unusual) - SHOWN} more" if len(unusual) > SHOWN else ""
    yield Notice(code="unusual-day", text=f"unlike the same weekday before: {days}{more}")


def _usual(costs: Mapping[date, Decimal], day: date) -> tuple[Decimal, Decimal] | None:
    """Return the median of the same weekday in the weeks before, and the median deviation."""
    before = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    seen = [costs[past] for past in before if past in costs]
    if len(seen) < LEAST_WEEKS:
        return None
    middle = median(seen)
    return middle, median(abs(cost - middle) for cost in seen)
