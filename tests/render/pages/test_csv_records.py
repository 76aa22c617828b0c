"""Cells of CSV hold every digit, and nothing where nothing is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.needs import Needs
from llmcmp.render.pages.csv_records import MODEL_COLUMNS, decimal_cell, model_record
from llmcmp.report.market import Market
from llmcmp.report.offers.offered_model import offered_model
from llmcmp.usage import Workload
from tests.factories import model, rates, registry


def test_numbers_are_whole_and_plain() -> None:
    """No rounding, no exponent, no idle zero."""
    assert decimal_cell(Decimal("1E-10")) == "0.0000000001"
    assert decimal_cell(Decimal("1.500")) == "1.5"
    assert decimal_cell(None) == ""


def test_a_model_has_a_cell_for_each_column() -> None:
    """A request of 1,000 in and 100 out at $1 and $5 is $0.0015; a blend (3 + 5) / 4 = $2."""
    market = Market(registry=registry(model("small", rates("2025-01-01", "1", "5"))), at=date.max)
    offer = market.select("small")

    def cells(workload: Workload | None) -> dict[str, str]:
        result, _ = offered_model(market, offer, workload, Needs(min_context=10**9))
        return dict(zip(MODEL_COLUMNS.split(), model_record(result), strict=True))

    priced = cells(Workload(input_tokens=1000, output_tokens=100))
    assert (priced["id"], priced["input"], priced["cached_input"]) == ("small", "1", "")
    assert (priced["monthly"], priced["blend"]) == ("0.0015", "2")
    assert (priced["feasible"], priced["features"]) == ("no", "prompt_caching")
    assert priced["reasons"]
    assert cells(None)["monthly"] == ""
