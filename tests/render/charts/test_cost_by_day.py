"""Cost over time as bars: by day, or by week or month where days are many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from llmcmp.billing.ledger import DayCosts
from llmcmp.render.charts.cost_by_day import MOST_BARS, chart_lines
from llmcmp.render.page import BAR


def days(*costs: str, first: date = date(2026, 1, 1), step: int = 1) -> list[DayCosts]:
    """Return a cost every so many days."""
    return [
        DayCosts(
            day=first + timedelta(days=number * step), cost=Decimal(cost), requests=1, tokens={}
        )
        for number, cost in enumerate(costs)
    ]


def test_the_longest_bar_is_the_most_expensive_day() -> None:
    """$4 fills eight columns, $1 two of them, and any cost at least one."""
    head, *lines = chart_lines(days("1", "4", "0.01"), width=8)

    assert head == "Cost by day, USD, UTC"
    assert lines == [
        f"2026-01-01 Thu    $1.00  {BAR * 2}",
        f"2026-01-02 Fri    $4.00  {BAR * 8}",
        f"2026-01-03 Sat  $0.0100  {BAR}",
    ]


def test_days_without_usage_are_gaps() -> None:
    """No usage is not a cost of nothing."""
    assert chart_lines(days("1", "0", step=2), width=8)[2:] == (
        "2026-01-02 Fri  no usage",
        "2026-01-03 Sat     $0.00",
    )


def test_many_days_are_weeks_and_many_weeks_are_months() -> None:
    """Thirty-two days of $1: four of the first week, which began on a Thursday, then seven."""
    weeks = chart_lines(days(*["1"] * (MOST_BARS + 1)), width=7)

    assert weeks[0] == "Cost by week (from Monday), USD, UTC"
    assert weeks[1] == f"2025-12-29 Mon  $4.00  {BAR * 4}"
    assert weeks[2] == f"2026-01-05 Mon  $7.00  {BAR * 7}"
    assert chart_lines(days(*["1"] * 300))[0] == "Cost by month, USD, UTC"
    assert chart_lines(days(*["1"] * 300), width=31)[1] == f"2026-01  $31.00  {BAR * 31}"


def test_one_day_is_no_chart() -> None:
    """Nor is nothing."""
    assert chart_lines(days("1")) == chart_lines([]) == ()
