"""The lines of what one model costs a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.needs import Needs
from llmcmp.pricing import LineItem
from llmcmp.records import replace
from llmcmp.render.pages.compare.bill import bill_table
from llmcmp.report.market import Market
from llmcmp.report.offers.offered_model import OfferedModel, offered_model
from llmcmp.usage import Workload
from tests.factories import model, rates, registry


def priced(workload: Workload | None, *more: LineItem) -> OfferedModel:
    """Return a model with the bill of a workload and further lines."""
    rows = (rates("2025-01-01", "1", "5"), rates("2025-01-01", "2", "10", prompt_over=1000))
    market = Market(registry=registry(model("small", *rows)), at=date(2026, 1, 1))
    result, _ = offered_model(market, market.select("small"), workload, Needs())
    if result.cost is None:
        return result
    return replace(result, cost=replace(result.cost, items=(*result.cost.items, *more)))


def test_quantity_times_rate_is_the_amount() -> None:
    """Ten prompts of 2,000 at $2 a million are $0.04, ten answers of 100 at $10 are $0.01."""
    table = bill_table(priced(Workload(requests=10, input_tokens=2000, output_tokens=100)))

    assert table.title == "Cost of small per month (rates in USD per million tokens)"
    assert [row[:5] for row in table.rows] == [
        ("input, prompt over 1,000", "20,000", "2", "$0.0400", "2025-01-01"),
        ("output, prompt over 1,000", "1,000", "10", "$0.0100", "2025-01-01"),
    ]


def test_a_share_of_an_amount_is_a_percentage() -> None:
    """5 % of $20 is $1; the fee of a request is USD for each."""
    percentage = LineItem(
        meter="gateway-fee",
        quantity=20,
        rate=Decimal("0.05"),
        amount=Decimal(1),
        label="Gateway",
    )
    fee = LineItem(meter="request-fee", quantity=10, rate=Decimal("0.1"), amount=Decimal(1))
    rows = bill_table(priced(Workload(input_tokens=1), percentage, fee)).rows

    assert rows[-2][:4] == ("gateway-fee, Gateway", "$20.00", "5 %", "$1.00")
    assert rows[-1][:4] == ("request-fee", "10", "0.1", "$1.00")


def test_without_a_cost_there_are_no_lines() -> None:
    """The table is empty."""
    assert bill_table(priced(None)).rows == ()
