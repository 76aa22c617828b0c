"""What a plan costs: at the load, at both ends, and paid for in other ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.hosting.plan_costs import plan_costs
from llmcmp.records import replace


def test_a_month_of_a_fleet(candidate: Any) -> None:
    """$2 an hour for each card, 730 hours; a million requests share it."""
    stated, best = candidate(measured=Decimal(100_000))
    costs = plan_costs(stated, best)

    # 500 requests a second at full load: one card is more than enough.
    assert costs.hourly == 2
    assert costs.monthly == 1460
    assert costs.low == 730
    assert costs.high == 2920
    assert costs.per_million is not None
    # 1,000,000 requests of 1,200 tokens are 1,200 million tokens.
    assert costs.per_million.workload == Decimal(1460) / 1200
    # 500 x 1,200 x 3,600 = 2,160 million tokens an hour.
    assert costs.per_million.full_load == Decimal(2) / 2160


def test_ways_of_paying(candidate: Any) -> None:
    """The busy hours alone are a floor under every other way."""
    stated, best = candidate(measured=Decimal(100_000))
    ways = {way.billing: way for way in plan_costs(stated, best).ways}

    assert list(ways)[:3] == ["reserved", "busy", "autoscaled"]
    assert ways["reserved"].monthly == 1460
    # 1,000,000 requests at 500 a second take 2,000 seconds of $2 an hour.
    assert round(ways["busy"].monthly, 9) == round(Decimal(2000) / 3600 * 2, 9)
    assert ways["busy"].utilization == 1


def test_a_card_nobody_sells_has_no_costs(candidate: Any) -> None:
    """The fleets at both ends are still known, for they need no price."""
    stated, best = candidate()
    costs = plan_costs(stated, replace(best, price=None))

    assert (costs.hourly, costs.monthly, costs.ways, costs.assumptions) == (None, None, (), ())
    assert costs.low_cost_fleet.rate > costs.high_cost_fleet.rate
