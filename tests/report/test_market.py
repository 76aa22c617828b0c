"""Offers of one day, priced with the discounts of the registry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import UnknownNameError
from llmcmp.report.market import Market
from llmcmp.schema import Discount
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

SMALL = model("small", rates("2025-01-01", "1", "4"), rates("2026-01-01", "2", "4"))


def market(at: date, *discounts: Discount) -> Market:
    """Return the market of a day."""
    return Market(registry=registry(SMALL, discounts=discounts), at=at)


@pytest.mark.parametrize(("at", "rate"), [(date(2025, 12, 31), 1), (date(2026, 1, 1), 2)])
def test_prices_are_those_of_the_day(at: date, rate: int) -> None:
    """The price doubles on the first of January."""
    of_the_day = market(at)

    (row,) = of_the_day.rates(of_the_day.select("small")).rows
    assert row.rates.input == rate


def test_discounts_apply() -> None:
    """A million tokens at $2, ten times, less 25 %, are $15."""
    discounted = market(date(2026, 1, 1), Discount(percent=Decimal(25)))
    quote = discounted.quote(
        discounted.select("small"), Workload(requests=10, input_tokens=1_000_000)
    )

    assert quote.monthly.cost == 15


def test_without_hosting_tables_no_gpu_is_a_name() -> None:
    """A selector that names one is refused, not guessed."""
    with pytest.raises(UnknownNameError, match="unknown channel of small: T4"):
        market(date(2026, 1, 1)).select("small@T4")
