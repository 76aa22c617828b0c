"""Estimates on one day, at the prices of one small model."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from llmcmp.registry import Registry
from llmcmp.report.estimate.estimate import Estimate, estimate
from llmcmp.usage import (
    UsageData,
)
from tests.factories import model, rates, registry
from tests.report.acme import data, row

NOW = date(2026, 6, 20)
SMALL = model("small", rates("2025-01-01", "1", "4", cached_input="0.1"))
ACME = registry(SMALL)


def estimated(usage: UsageData, prices: Registry = ACME, **options: Any) -> Estimate:
    """Return the estimate on the day of these tests."""
    return estimate(usage, prices, **{"now": NOW, **options})


# Months, forecast, budget


def month_of_days(*costs: int, start: date = date(2026, 6, 1), **info: Any) -> UsageData:
    """Return one row a day that costs so many dollars, seen from the first to the last hour."""
    days = [start + timedelta(days=place) for place in range(len(costs))]
    seen = {
        "first": datetime(days[0].year, days[0].month, days[0].day, tzinfo=UTC),
        "last": datetime(days[-1].year, days[-1].month, days[-1].day, 23, 5, tzinfo=UTC),
    }
    rows = [row(when.isoformat(), cost * 1_000_000) for when, cost in zip(days, costs, strict=True)]
    return data(*rows, **{**seen, **info})
