"""The monthly volume at which a self-hosted model and an API cost the same."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from ...errors import LlmcmpError
from ...hosting import BreakEven, HostingPlan, break_even
from ...records import record
from ...registry import Offer
from ...usage import Workload
from ..market import Market


@record
class BreakEvenPoint:
    """The monthly volume at which an API and a self-hosted model cost the same."""

    api: str
    """Selector of the API model."""
    self_hosted: str
    """Selector of the self-hosted model."""
    requests_per_month: Decimal | None
    """Requests a month at which both cost the same; None where they never do."""
    tokens_per_month: Decimal | None
    """The same volume in tokens, in and out."""
    low: Decimal | None
    """Requests a month with the cheapest price and the fastest replica."""
    high: Decimal | None
    """Requests a month at the highest price and with the slowest replica; None: then never."""
    replicas: int | None
    """Replicas of the fleet at that volume."""
    utilization: Decimal | None
    """Share of the paid capacity that works at that volume."""
    reason: str
    """What the number rests on, or why there is none."""


def break_even_points(
    market: Market,
    apis: Sequence[Offer],
    hosted: Sequence[tuple[Offer, HostingPlan]],
    workload: Workload | None,
) -> tuple[BreakEvenPoint, ...]:
    """Set every API offer against every hosting plan, at the plan's request without *workload*."""
    points = []
    for offer, plan in hosted:
        costs = request_costs(market, apis, workload or usual_request(plan))
        points += [_point(api, offer, break_even(plan, cost)) for api, cost in costs]
    return tuple(points)


def usual_request(plan: HostingPlan) -> Workload:
    """Return the request a plan without a workload was made for."""
    return Workload(input_tokens=plan.input_tokens, output_tokens=plan.output_tokens)


def request_costs(
    market: Market, apis: Sequence[Offer], request: Workload
) -> list[tuple[Offer, Decimal]]:
    """Return what one request costs, in USD, on each API that has a price for it."""
    costs = []
    for api in apis:
        with suppress(LlmcmpError):
            costs.append((api, market.quote(api, request).per_request.cost))
    return costs


def _point(api: Offer, offer: Offer, point: BreakEven) -> BreakEvenPoint:
    return BreakEvenPoint(
        api=api.selector,
        self_hosted=offer.selector,
        requests_per_month=point.requests_per_month,
        tokens_per_month=point.tokens_per_month,
        low=point.low,
        high=point.high,
        replicas=point.replicas,
        utilization=point.utilization,
        reason=point.reason,
    )
