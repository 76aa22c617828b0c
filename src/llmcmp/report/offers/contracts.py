"""What contracts add to a month: fees, credits and commitments, each as a line of its own."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ...exact import exact, exact_sum
from ...pricing import LineItem
from ...pricing.contracts import Spend, settle
from ...records import replace
from ...usage import Workload
from ..market import Market
from .offered_model import NANO, Cost, OfferedModel


def spend_of(model: OfferedModel, workload: Workload, cost: Decimal) -> Spend:
    """Return what a month of *workload* spends on a model."""
    return Spend(
        developer=model.developer,
        channel=model.channel,
        requests=workload.monthly_requests,
        cost=cost,
    )


def under_contract(market: Market, model: OfferedModel, workload: Workload | None) -> OfferedModel:
    """Return a model with what contracts add to the cost of a month, were it all there is."""
    usage, contracts = model.cost, market.registry.contracts
    if not contracts or usage is None or workload is None or model.hosting is not None:
        return model

    def lines(cost: Decimal) -> tuple[LineItem, ...]:
        return settle((spend_of(model, workload, cost),), contracts, market.at)

    added = lines(usage.monthly)
    if not added:
        return model
    monthly = with_lines(usage.monthly, added)
    requests = Decimal(workload.monthly_requests)
    with exact():
        each = (monthly / requests).quantize(NANO) if requests else usage.per_request
    cost = Cost(
        monthly=monthly,
        per_request=each,
        low=with_lines(usage.low, lines(usage.low)),
        high=with_lines(usage.high, lines(usage.high)),
        items=(*usage.items, *added),
    )
    return replace(model, cost=cost)


def with_lines(cost: Decimal, lines: Iterable[LineItem]) -> Decimal:
    """Add the lines of contracts to a cost."""
    return exact_sum((cost, *(line.amount for line in lines)))
