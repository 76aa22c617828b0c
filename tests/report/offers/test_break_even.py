"""The monthly volume at which a self-hosted model and an API cost the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.report.market import Market
from llmcmp.report.offers.break_even import break_even_points, request_costs, usual_request
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

MARKET = Market(
    registry=registry(
        model("small", rates("2025-01-01", "1", "5")),
        model("large", rates("2025-01-01", "10", "50")),
        model("later", rates("2027-01-01", "1", "1")),
    ),
    at=date(2026, 11, 22),
)
APIS = [MARKET.select(name) for name in ("small", "large", "later")]


def test_one_request_on_every_api_that_has_a_price() -> None:
    """1,000 in and 100 out: $0.0015 on the small one, ten times that on the large one."""
    costs = request_costs(MARKET, APIS, Workload(input_tokens=1000, output_tokens=100))

    assert [(offer.selector, cost) for offer, cost in costs] == [
        ("small", Decimal("0.0015")),
        ("large", Decimal("0.015")),
    ]


def test_every_api_against_every_plan(llama: Any) -> None:
    """Without a workload the plan's own request is priced; a cheap API is worth it for longer."""
    plan = llama()
    hosted = [(APIS[0], plan)]
    small, large = break_even_points(MARKET, APIS, hosted, None)

    assert usual_request(plan) == Workload(input_tokens=1155, output_tokens=211)
    assert (small.api, large.api) == ("small", "large")
    assert large.requests_per_month is not None
    assert large.tokens_per_month == large.requests_per_month * (1155 + 211)
    if small.requests_per_month is not None:
        assert small.requests_per_month > large.requests_per_month
