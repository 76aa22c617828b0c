"""What a report on several models shows of one hosting plan."""

from __future__ import annotations

from decimal import Decimal

from ...exact import exact
from ...hosting import HostingPlan, PerMillion, Throughput
from ...pricing import LineItem
from ...records import record
from ...usage import HOURS_PER_MONTH


@record
class HostingSummary:
    """What a report on several models shows of one hosting plan."""

    gpu: str
    """Id of the card."""
    gpus: int
    """Cards of one replica."""
    replicas: int
    """Replicas for the load; the smallest fleet where no load is given."""
    precision: str
    weights_bytes: int
    kv_cache_bytes_per_token: int
    """Bytes of the KV cache of one token."""
    minimum_gpus: int | None
    """Smallest count of this card that holds one request; None: not within one server."""
    throughput: Throughput
    """Tokens per second of one saturated replica."""
    price_per_gpu_hour: Decimal | None
    """USD per GPU and hour, typical; None where nobody sells the card."""
    price_basis: str | None
    """Where that price comes from."""
    hourly_cost: Decimal | None
    """USD an hour of all replicas."""
    monthly_cost: Decimal | None
    """USD a month at the load, or of the smallest fleet where no load is given."""
    monthly_low: Decimal | None
    """USD a month with the cheapest price and the fastest replica."""
    monthly_high: Decimal | None
    """USD a month at the highest price and with the slowest replica."""
    cost_per_million_tokens: PerMillion | None
    """Unit costs with the utilisation they assume."""
    utilization: Decimal | None
    """Share of the paid capacity that works at the load; None without a load."""
    capacity_per_month: Decimal
    """Requests a month the fleet takes when its busiest minute must fit."""
    chosen: str
    """How card and count came about."""
    sources: tuple[str, ...]
    """Ids of the sources of card, price and parameters."""


def hosting_summary(plan: HostingPlan) -> HostingSummary:
    """Return what a report shows of a plan."""
    price = plan.price
    return HostingSummary(
        gpu=plan.gpu,
        gpus=plan.gpus,
        replicas=plan.replicas,
        precision=plan.precision,
        weights_bytes=plan.weights_bytes,
        kv_cache_bytes_per_token=plan.kv_cache_bytes_per_token,
        minimum_gpus=plan.minimum_gpus,
        throughput=plan.throughput,
        price_per_gpu_hour=None if price is None else price.typical,
        price_basis=None if price is None else price.basis,
        hourly_cost=plan.hourly_cost,
        monthly_cost=plan.monthly_cost,
        monthly_low=plan.monthly_low,
        monthly_high=plan.monthly_high,
        cost_per_million_tokens=plan.cost_per_million_tokens,
        utilization=plan.utilization,
        capacity_per_month=plan.capacity_per_month,
        chosen=plan.chosen,
        sources=plan.sources,
    )


def gpu_hours(plan: HostingPlan) -> LineItem | None:
    """Return the line of a month's GPU hours, or None where the card has no price."""
    if plan.price is None or plan.monthly_cost is None:
        return None
    hours = plan.gpus * plan.replicas * HOURS_PER_MONTH
    with exact():
        return LineItem(
            meter="gpu_hours",
            quantity=int(hours),
            rate=plan.price.typical,
            amount=hours * plan.price.typical,
            sources=plan.price.sources,
            since=plan.price.read,
            label=f"{plan.replicas} x {plan.gpus} {plan.gpu}, GPU hours",
        )
