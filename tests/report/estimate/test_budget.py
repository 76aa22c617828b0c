"""Budgets: on what was spent and on what is forecast, separately."""

from datetime import date
from decimal import Decimal

import pytest

from tests.report.estimates import estimated, month_of_days


def test_the_budget_is_weighed_on_actual_and_forecast_separately() -> None:
    """$38 spent of $50, $60 expected: the actual holds, the forecast does not and does not gate."""
    budget = estimated(month_of_days(*[2] * 19), budget=Decimal(50)).budget

    assert budget is not None
    actual, expected = budget.checks
    assert (actual.kind, actual.amount, actual.held) == ("actual", Decimal(38), True)
    assert (expected.kind, expected.amount, expected.held) == ("forecast", Decimal(60), False)
    assert actual.gates
    assert actual.share == Decimal("0.76")
    assert not expected.gates
    assert budget.held
    notices = {
        n.code: n.text for n in estimated(month_of_days(*[2] * 19), budget=Decimal(50)).warnings
    }
    assert notices["budget-forecast"].startswith(
        "the forecast is over the budget: $60.00 of $50.00"
    )


def test_a_forecast_fails_a_gate_only_from_day_fourteen_and_only_when_asked() -> None:
    """On the 20th it may, on the 13th it never does."""
    late = estimated(month_of_days(*[2] * 19), budget=Decimal(50), gate_forecast=True)
    early = estimated(
        month_of_days(*[2] * 12), budget=Decimal(50), gate_forecast=True, now=date(2026, 6, 13)
    )

    assert not late.held
    assert early.held
    assert early.budget is not None
    assert not early.budget.checks[1].held


@pytest.mark.parametrize(("first", "fails"), [(1, True), (2, False), (14, False)])
def test_a_forecast_from_few_days_fails_no_gate_either(first: int, fails: bool) -> None:
    """On the 14th 13 complete days may fail a run; 12 of them may not, nor three on the 17th."""
    days = max(14, first + 3) - first
    usage = month_of_days(*[2] * days, start=date(2026, 6, first))

    answer = estimated(
        usage, budget=Decimal(30), gate_forecast=True, now=date(2026, 6, max(14, first + 3))
    )

    assert answer.months[0].forecast is not None
    assert answer.months[0].forecast.known == days
    assert answer.budget is not None
    assert not answer.budget.checks[1].held
    assert answer.held is not fails


def test_spending_more_than_the_budget_fails() -> None:
    """$38 of $37."""
    assert not estimated(month_of_days(*[2] * 19), budget=Decimal(37)).held
    assert estimated(month_of_days(*[2] * 19), budget=Decimal(38)).held


def test_a_budget_nearly_spent_is_said() -> None:
    """$38 of $45 are 84 %: held, and worth knowing."""
    answer = estimated(month_of_days(*[2] * 19), budget=Decimal(45))

    assert answer.held
    assert "budget-near" in {notice.code for notice in answer.warnings}
