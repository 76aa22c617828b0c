"""Past traffic is ranked by its own requests, not by their mean."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from llmcmp.billing.size_classes import cut_points
from llmcmp.engine import read_usage
from llmcmp.needs import Needs
from llmcmp.report.estimate.choices import PricingChoices
from llmcmp.report.market import Market
from llmcmp.report.recommend.from_usage import recommend_for_usage, usage_offers
from llmcmp.report.recommend.recommendation import Recommendation
from tests.report.check.gate_registry import AT, BLIND, LARGE, SMALL, registry

ROWS = """\
timestamp,model,input_tokens,output_tokens
2026-10-01T08:00:00Z,small,1000,100
2026-10-01T09:00:00Z,small,5000,100
2026-10-01T10:00:00Z,small,60000,200
"""
"""Three requests of one day; the mean prompt of 22,000 tokens is none of them."""


def ranked(folder: Path, selectors: list[str], **more: Any) -> Recommendation:
    """Rank the models for the three requests."""
    path = folder / "usage.csv"
    path.write_text(ROWS)
    market = Market(registry=registry(SMALL, LARGE, BLIND), at=AT)
    offers = usage_offers(market, selectors, more.get("current"))
    data = read_usage([path], cuts_for=cut_points(market.registry, offers))
    return recommend_for_usage(data, market, offers, choices=PricingChoices(), **more)


def test_every_request_is_priced_in_its_own_band(tmp_path: Path) -> None:
    """Only the request over 50,000 tokens pays large's double price."""
    result = ranked(tmp_path, ["small", "large"], current="small")

    # small: 66,000 in and 400 out; large: 6,000 in and 200 out at 2, 60,000 and 200 at 4.
    small = (66_000 * Decimal(1) + 400 * Decimal(4)) / 10**6 * Decimal("30.4375")
    large = (6_200 * Decimal(2) + 60_200 * Decimal(4)) / 10**6 * Decimal("30.4375")
    costs = {m.selector: m.cost.monthly for m in result.ranked if m.cost}
    assert costs["small"] == small.quantize(Decimal("1e-9"))
    assert costs["large"] == large.quantize(Decimal("1e-9"))
    assert result.ranked[0].saving == 0
    assert result.flip_points == ()


def test_requests_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    """Two of three requests are longer than blind's 4,000 tokens: it says how many."""
    result = ranked(tmp_path, ["small", "blind"], needs=Needs())

    assert [model.selector for model in result.excluded] == ["blind"]
    assert result.excluded[0].reasons[0].text == "66.7 % of requests exceed 4,000 tokens"
