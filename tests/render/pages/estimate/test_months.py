"""The months of an estimate, laid out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.pricing import LineItem
from llmcmp.render.page import Table, Text
from llmcmp.render.pages.estimate.months import change_words, completeness, month_blocks
from llmcmp.report.estimate.month_change import MonthChange
from llmcmp.report.estimate.months import Month


def month(name: str, cost: str, **changes: Any) -> Month:
    """Return a month that is over and whole."""
    fields = {"complete": True, "days_missing": 0, "due": Decimal(cost)}
    return Month(**{"month": name, "cost": Decimal(cost), **fields, **changes})


def change(**changes: Any) -> MonthChange:
    """Return October's $31 against September's $20."""
    fields: dict[str, Any] = {
        "against": "2026-09",
        "whole": True,
        "days": 31,
        "days_before": 30,
        "cost": Decimal(31),
        "cost_before": Decimal(20),
        "change": Decimal(11),
        "change_percent": Decimal(55),
        "daily_change_percent": Decimal(50),
    }
    return MonthChange(**{**fields, **changes})


def test_a_row_for_each_month() -> None:
    """Columns of changes and forecasts only where there are any."""
    (table,) = month_blocks([month("2026-09", "20"), month("2026-10", "31")])

    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["Month", "Cost so far", "Complete"]
    assert table.rows == (("2026-09", "$20.00", "yes"), ("2026-10", "$31.00", "yes"))
    assert list(month_blocks([])) == []


def test_a_change_is_in_usd_in_percent_and_per_day() -> None:
    """$20 in 30 days is $0.667 a day, $31 in 31 days $1: half as much again."""
    table, text = month_blocks([month("2026-09", "20"), month("2026-10", "31", previous=change())])

    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == ["", "+55 %"]
    assert isinstance(text, Text)
    assert text.lines == ("2026-10 against 2026-09: +$11.00 (+55 %), +50 % per day.",)


def test_a_running_month_is_compared_on_the_same_days() -> None:
    """Of as many days on both sides there is no second percentage; of nothing there is none."""
    part = change(whole=False, days=1, days_before=1)
    from_nothing = change(change_percent=None, daily_change_percent=None)

    assert change_words(part) == " on the same 1 day: +$11.00 (+55 %)"
    assert change_words(from_nothing) == ": +$11.00"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "yes"),
        ({"complete": False, "days_missing": 2}, "no, 2 days missing"),
        ({"complete": False}, "running"),
    ],
)
def test_completeness(changes: dict[str, Any], text: str) -> None:
    """Days that are over and have no usage are missing; days to come are not."""
    assert completeness(month("2026-10", "1", **changes)) == text


def test_contracts_are_lines_up_to_what_is_due() -> None:
    """$31 of usage less $11 of credit."""
    credit = LineItem(
        meter="credit", quantity=1, rate=Decimal(-11), amount=Decimal(-11), label="Credits"
    )
    _, table = month_blocks([month("2026-10", "31", contracts=(credit,), due=Decimal(20))])

    assert isinstance(table, Table)
    assert table.rows == (
        ("2026-10", "usage", "$31.00"),
        ("2026-10", "credit, Credits", "-$11.00"),
        ("2026-10", "due", "$20.00"),
    )


def test_a_run_rate_is_no_forecast() -> None:
    """It says on which assumption it rests."""
    *_, text = month_blocks([month("2026-10", "1", run_rate=Decimal(31))])

    assert isinstance(text, Text)
    assert text.lines == (
        "Run rate of 2026-10: $31.00, if every day costs the average of its complete days.",
    )
