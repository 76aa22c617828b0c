"""Self-hosted selectors of a report: the plan behind them, and the volume at which they pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, localcontext
from functools import cache

from ...errors import LlmcmpError
from ...hosting import (
    BreakEven,
    HostingOptions,
    HostingPlan,
    PerMillion,
    Throughput,
    break_even,
    gpu_names,
    plan,
)
from ...pricing import LineItem, price_workload
from ...records import record, replace
from ...registry import Notice, Offer, Registry
from ...schema.gpu import GpusFile
from ...schema.hosting import HostingParameters
from ...usage import EXACT_DIGITS, HOURS_PER_MONTH, LoadProfile, Workload


class HostingTables:
    """The tables a hosting plan is computed from, read when the first plan is asked for."""

    def __init__(
        self,
        gpus: Callable[[], GpusFile],
        parameters: Callable[[], HostingParameters],
        options: HostingOptions | None = None,
        profile: LoadProfile | None = None,
    ) -> None:
        """Take the readers of both tables; each is called once at most."""
        self.gpus = cache(gpus)
        self.parameters = cache(parameters)
        self.options = options or HostingOptions()
        self.profile = profile

    def names(self, selectors: Sequence[str]) -> frozenset[str]:
        """Return the names of GPUs, where one of the *selectors* may hold one."""
        return gpu_names(self.gpus()) if any("@" in text for text in selectors) else frozenset()

    def plan(self, offer: Offer, at: date, workload: Workload | None) -> HostingPlan:
        """Plan how to host an offer; raises where the model or the day is outside the tables."""
        options = self.options
        if offer.plan is not None:
            options = replace(options, gpu=offer.plan)
        ends = (None,) if workload is None else workload.on(offer.spec.id)
        best, *others = (
            plan(
                offer.spec,
                self.gpus(),
                self.parameters(),
                at=at,
                workload=each,
                profile=self.profile,
                options=options,
            )
            for each in ends
        )
        plans = (best, *others)
        lows = [each.monthly_low for each in plans if each.monthly_low is not None]
        highs = [each.monthly_high for each in plans if each.monthly_high is not None]
        return replace(
            best, monthly_low=min(lows, default=None), monthly_high=max(highs, default=None)
        )


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
    """Id of the precision."""
    weights_bytes: int
    """Bytes of all weights."""
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
    """USD a month with the dearest price and the slowest replica."""
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
    """Requests a month with the dearest price and the slowest replica; None: then never."""
    replicas: int | None
    """Replicas of the fleet at that volume."""
    utilization: Decimal | None
    """Share of the paid capacity that works at that volume."""
    reason: str
    """What the number rests on, or why there is none."""


def hosting_summary(done: HostingPlan) -> HostingSummary:
    """Return what a report shows of a plan."""
    price = done.price
    return HostingSummary(
        gpu=done.gpu,
        gpus=done.gpus,
        replicas=done.replicas,
        precision=done.precision,
        weights_bytes=done.weights_bytes,
        kv_cache_bytes_per_token=done.kv_cache_bytes_per_token,
        minimum_gpus=done.minimum_gpus,
        throughput=done.throughput,
        price_per_gpu_hour=None if price is None else price.typical,
        price_basis=None if price is None else price.basis,
        hourly_cost=done.hourly_cost,
        monthly_cost=done.monthly_cost,
        monthly_low=done.monthly_low,
        monthly_high=done.monthly_high,
        cost_per_million_tokens=done.cost_per_million_tokens,
        utilization=done.utilization,
        capacity_per_month=done.capacity_per_month,
        chosen=done.chosen,
        sources=done.sources,
    )


def gpu_hours(done: HostingPlan) -> LineItem | None:
    """Return the line of a month's GPU hours, or None where the card has no price."""
    if done.price is None or done.monthly_cost is None:
        return None
    hours = done.gpus * done.replicas * HOURS_PER_MONTH
    with localcontext(prec=EXACT_DIGITS):
        return LineItem(
            meter="gpu_hours",
            quantity=int(hours),
            rate=done.price.typical,
            amount=hours * done.price.typical,
            sources=done.price.sources,
            since=done.price.read,
            label=f"{done.replicas} x {done.gpus} {done.gpu}, GPU hours",
        )


def break_even_points(
    registry: Registry,
    apis: Sequence[Offer],
    hosted: Sequence[tuple[Offer, HostingPlan]],
    *,
    at: date,
    workload: Workload | None,
) -> tuple[BreakEvenPoint, ...]:
    """Set every API offer against every hosting plan, at the plan's request where none is given."""
    points = []
    for offer, done in hosted:
        costs = request_costs(registry, apis, at=at, request=workload or usual_request(done))
        points += [_point(api, offer, break_even(done, cost)) for api, cost in costs]
    return tuple(points)


def usual_request(done: HostingPlan) -> Workload:
    """Return the request a plan without a workload was made for."""
    return Workload(input_tokens=done.input_tokens, output_tokens=done.output_tokens)


def request_costs(
    registry: Registry, apis: Sequence[Offer], *, at: date, request: Workload
) -> list[tuple[Offer, Decimal]]:
    """Return what one request costs, in USD, on each API that has a price for it."""
    costs = []
    for api in apis:
        with suppress(LlmcmpError):
            bill = price_workload(
                request,
                api.spec,
                at,
                channel=api.channel,
                tier=api.tier,
                discounts=registry.discounts,
            )
            costs.append((api, bill.per_request.cost))
    return costs


def _point(api: Offer, offer: Offer, found: BreakEven) -> BreakEvenPoint:
    return BreakEvenPoint(
        api=api.selector,
        self_hosted=offer.selector,
        requests_per_month=found.requests_per_month,
        tokens_per_month=found.tokens_per_month,
        low=found.low,
        high=found.high,
        replicas=found.replicas,
        utilization=found.utilization,
        reason=found.reason,
    )


_TOLD = frozenset({"licence", "base-model", "people"})
"""Remarks a comparison makes itself, or that hold for every plan and stand in `llmcmp host`."""


def _named(offer: Offer, text: str) -> str:
    return text if text.startswith(offer.spec.id) else f"{offer.spec.name}: {text}"


def told(offer: Offer, done: HostingPlan) -> list[Notice]:
    """Return the plan's warnings that a comparison does not give already."""
    return [
        Notice(code=notice.code, text=_named(offer, notice.text), selector=offer.selector)
        for notice in done.warnings
        if notice.code not in _TOLD
    ]
