"""One offer priced, by an API's rates or by a hosting plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.hosting import HostingTables
from llmcmp.needs import Needs
from llmcmp.report.market import Market
from llmcmp.report.offers.hosting_summary import gpu_hours
from llmcmp.report.offers.priced import PricedOffer, price_offer
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

AT = date(2026, 11, 22)
LOAD = Workload(requests=1000, input_tokens=1000, output_tokens=100)


@pytest.fixture
def priced(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Any:
    """Price a selector of a registry with an API and a model to host."""
    tables = HostingTables(lambda: gpus, lambda: parameters)
    closed = model("closed", rates("2025-01-01", "1", "5"))
    market = Market(registry=registry(closed, spec("opt-6.7b")), at=AT, hosting=tables)

    def price(selector: str, workload: Workload | None = LOAD) -> PricedOffer:
        return price_offer(market, market.select(selector), workload, Needs())

    return price


def test_an_api_has_no_plan(priced: Any) -> None:
    """A thousand requests of 1,000 in and 100 out: 1,000 x $0.0015 = $1.50."""
    offer = priced("closed")

    assert offer.plan is None
    assert offer.model.hosting is None
    assert offer.model.cost.monthly == Decimal("1.5")


def test_a_plan_costs_its_gpu_hours(priced: Any) -> None:
    """730 hours of each card are the only line, shared by all requests of the month."""
    offer = priced("opt-6.7b@L40S")
    (line,) = offer.model.cost.items
    plan = offer.plan

    assert line.quantity == plan.gpus * plan.replicas * 730
    assert line.amount == line.quantity * plan.price.typical == offer.model.cost.monthly
    assert offer.model.cost.per_request == (line.amount / 1000).quantize(Decimal("1e-9"))
    assert offer.model.hosting.gpu == plan.gpu == "L40S"


def test_without_a_load_there_is_a_plan_and_no_cost(priced: Any) -> None:
    """What the smallest fleet costs is part of the plan."""
    offer = priced("opt-6.7b@L40S", None)

    assert offer.model.cost is None
    hours = gpu_hours(offer.plan)
    assert hours is not None
    assert offer.model.hosting.monthly_cost == hours.amount


def test_what_cannot_be_planned_is_not_feasible(priced: Any) -> None:
    """A prompt beyond the context window of 2,048 tokens has no plan that could serve it."""
    offer = priced("opt-6.7b", Workload(input_tokens=5000))

    assert not offer.model.feasible
    assert offer.model.reasons
