"""Days of real traces, and how many of those held back a forecast covers."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from llmcmp.report.estimate.forecast import DayCost, _Levels, _range_amount, forecast
from tests import folders

DATA = folders.DATA / "estimate"
MONDAY = date(2026, 6, 1)

BURSTGPT = "burstgpt_hourly.csv"
BURSTGPT_LATER = "burstgpt_hourly_days_41_61.csv"
SERVEGEN = "servegen_hourly.csv"


def days(*costs: object, start: date = MONDAY) -> list[DayCost]:
    """Return consecutive days with these costs."""
    return [
        DayCost(day=start + timedelta(days=place), cost=Decimal(str(cost)))
        for place, cost in enumerate(costs)
    ]


def daily(names: Iterable[str], weights: Mapping[str, int], hour: int | None = None) -> list[int]:
    """Sum the hourly rows of real traces to days, all or one *hour* of each day.

    Hours without traffic have no row; the first column counts seconds from the first midnight.
    """
    sums: dict[int, int] = defaultdict(int)
    for name in names:
        with (DATA / name).open(newline="") as file:
            for row in csv.DictReader(file):
                second = int(next(iter(row.values())))
                counts = hour is None or second % 86_400 // 3_600 == hour
                value = sum(int(row[column]) * weight for column, weight in weights.items())
                sums[second // 86_400] += value if counts else 0
    return [sums[day] for day in range(max(sums) + 1)]


def day_range(history: Sequence[DayCost], day: date) -> tuple[Decimal, Decimal]:
    """Return the 80 % range of the single *day* ahead."""
    low, high = _Levels(history).range(day)
    return _range_amount(low), _range_amount(high)


def covered_days(series: list[int], first: int = 3) -> list[bool]:
    """Tell of every later day, from every start with *first* known days on: inside its range."""
    history = days(*series)
    inside = []
    for start in range(first, len(history)):
        for seen in history[start:]:
            low, high = day_range(history[:start], seen.day)
            inside.append(low <= seen.cost <= high)
    return inside


def covered_sums(series: list[int], first: int = 3) -> list[bool]:
    """Tell of the sum of all later days, from each of these starts: inside its range."""
    history = days(*series)
    inside = []
    for start in range(first, len(history)):
        later = history[start:]
        whole = forecast(history[:start], [seen.day for seen in later])
        inside.append(whole.low <= sum(seen.cost for seen in later) <= whole.high)
    return inside


def percent(inside: list[bool]) -> int:
    """Return the share that is inside, in whole percent."""
    return round(100 * sum(inside) / len(inside))
