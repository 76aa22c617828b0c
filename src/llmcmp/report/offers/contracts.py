"""What contracts add to a month: fees, credits and commitments, each as a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from ...pricing import LineItem
from ...pricing.contracts import Spend, settle
from ...records import replace
from ...registry import Registry
from ...usage import EXACT_DIGITS, Workload
from ..market import Market
from .offered_model import NANO, Cost, OfferedModel

if TYPE_CHECKING:
    from ...billing.priced_usage import Bill


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
    with localcontext(prec=EXACT_DIGITS):
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
    with localcontext(prec=EXACT_DIGITS):
        return cost + sum((line.amount for line in lines), Decimal(0))


def month_lines(
    registry: Registry, bills: Sequence[Bill], first: date, at: date
) -> tuple[LineItem, ...]:
    """Return what contracts in force on *at* add to the calendar month that begins on *first*."""
    if not registry.contracts:
        return ()
    sums: dict[tuple[str, str], list[Bill]] = {}
    for bill in bills:
        if bill.row.day is not None and bill.row.day.replace(day=1) == first:
            key = (bill.tariff.spec.developer, bill.tariff.channel)
            sums.setdefault(key, []).append(bill)
    with localcontext(prec=EXACT_DIGITS):
        spends = [
            Spend(
                developer=developer,
                channel=channel,
                requests=sum(bill.row.requests or 0 for bill in held),
                cost=sum((bill.costs[0] for bill in held), Decimal(0)),
            )
            for (developer, channel), held in sums.items()
        ]
    return settle(spends, registry.contracts, at)
