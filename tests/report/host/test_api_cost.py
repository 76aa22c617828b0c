"""What APIs charge for the requests a hosting plan was made for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.report.host.api_cost import api_costs, api_offer
from llmcmp.report.market import Market
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

REQUEST = Workload(input_tokens=1000, output_tokens=100)


@pytest.fixture
def market(spec: Any) -> Market:
    """Return an API, and a model that only oneself can host."""
    small = model("small", rates("2025-01-01", "1", "5"), name="Small")
    return Market(registry=registry(small, spec("opt-6.7b")), at=date(2026, 1, 1))


@pytest.mark.parametrize(("requests", "monthly"), [(None, None), (Decimal(2000), Decimal(3))])
def test_a_request_and_a_month_of_them(
    market: Market, requests: Decimal | None, monthly: Decimal | None
) -> None:
    """$0.001 in and $0.0005 out; 2,000 of them are $3, and without a load there is no month."""
    (cost,), _ = api_costs(market, [api_offer(market, "small")], REQUEST, requests)

    assert (cost.selector, cost.name, cost.feasible) == ("small", "Small", True)
    assert (cost.per_request, cost.monthly) == (Decimal("0.0015"), monthly)


def test_weights_are_no_api(market: Market) -> None:
    """A plan is not set against another plan."""
    with pytest.raises(InputError, match=r"--against: not an API: opt-6\.7b"):
        api_offer(market, "opt-6.7b")
