"""The cost of running weights yourself: memory, speed, fleet and money of one model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from ..errors import LlmcmpError
from ..records import record, replace
from ..registry import Notice
from ..schema import ModelSpec
from ..schema.gpu import Gpu, GpusFile
from ..schema.hosting import HostingParameters
from ..usage import LoadProfile, Workload
from . import memory
from . import speed as throughput
from .candidate import (
    Candidate,
    Task,
    as_priced,
    asked_for,
    cheapest_first,
    choice_sentence,
    is_sensible,
    lay,
    other_precisions,
    price_of,
    task_of,
)
from .caveats import reasons, warnings
from .fleet import Billing, Load, Sizing, load_of
from .gpu_price import HourlyPrice
from .options import HostingOptions, Owned
from .sensitivity import Assumption, assumptions
from .speed import exact


@record
class Throughput:
    """Tokens per second of one saturated replica."""

    input: Decimal
    """Prompt tokens read per second."""
    output: Decimal
    """Tokens written per second."""
    low: Decimal
    """Output at the low end of the error band."""
    high: Decimal
    """Output at the high end of the error band."""


@record
class PerMillion:
    """USD per million tokens, in and out, each with the utilisation it assumes."""

    full_load: Decimal
    """If the replica never idled (utilisation 1): a floor, never a forecast."""
    workload: Decimal | None
    """At the stated load and its utilisation; None without one."""
    peak_sized: Decimal
    """At the best a fleet sized for its busiest minute can reach (H / PAR)."""
    workload_low: Decimal | None = None
    """At the stated load with the cheapest price and the fastest replica."""
    workload_high: Decimal | None = None
    """At the stated load with the dearest price and the slowest replica."""


@record
class MonthlyCost:
    """What the same load costs under one way of paying."""

    billing: str
    """``reserved``, ``busy``, ``autoscaled``, ``serverless`` or ``owned``."""
    monthly: Decimal
    """USD a month."""
    utilization: Decimal
    """Share of the paid capacity that works."""
    note: str
    """What it assumes."""


@record
class OtherReplica:
    """Another replica that would do."""

    gpu: str
    """Id of the card."""
    gpus: int
    """Cards of one replica."""
    precision: str
    """Id of the precision."""
    replicas: int
    """Replicas for the load."""
    monthly_cost: Decimal
    """USD a month at the typical price."""
    backed: bool
    """Whether measurements of the card back the speed."""


@record
class HostingPlan:
    """One model on GPUs: what it needs, how fast it is, what it costs."""

    __internal__ = ("warnings", "sizing", "cheapest", "dearest")

    model: str
    """Id of the model."""
    gpu: str
    """Id of the card."""
    gpus: int
    """Cards of one replica."""
    replicas: int
    """Replicas for the load."""
    precision: str
    """Id of the precision."""
    engine: str
    """Id of the serving engine."""
    weights_bytes: int
    """Bytes of all weights."""
    kv_cache_bytes_per_token: int
    """Bytes of the KV cache of one token."""
    throughput: Throughput
    """Speed of one saturated replica."""
    hourly_cost: Decimal | None
    """USD an hour of all replicas, at the typical price."""
    monthly_cost: Decimal | None
    """USD a month at the load, or of the smallest fleet where no load is given."""
    monthly_low: Decimal | None
    """USD a month with the cheapest price and the fastest replica."""
    monthly_high: Decimal | None
    """USD a month with the dearest price and the slowest replica."""
    cost_per_million_tokens: PerMillion | None
    """Unit costs with their utilisation; None, like all money, where the card has no price."""
    utilization: Decimal | None
    """Share of the paid capacity that works at the load; None without a load."""
    peak_sized_utilization: Decimal
    """Best utilisation of a fleet sized for its busiest minute."""
    sources: tuple[str, ...]
    """Ids of the sources of card, price and parameters."""
    input_tokens: int
    """Prompt of the mean request."""
    output_tokens: int
    """Answer of the mean request."""
    batch: Decimal
    """Sequences decoding together in one replica."""
    batch_limit: str
    """What bounds the batch."""
    ms_per_token: Decimal
    """Milliseconds between two tokens of one answer, replica saturated."""
    first_token_ms: Decimal
    """Milliseconds to the first token, replica idle."""
    first_token_band: tuple[Decimal, Decimal]
    """Low and high end of that, in milliseconds."""
    input_share: Decimal
    """Share of the GPUs' time spent on prompts."""
    requests_per_second: Decimal
    """Requests per second of one saturated replica."""
    requests_per_month: Decimal | None
    """The load."""
    capacity_per_month: Decimal
    """Requests a month that this fleet takes when its busiest minute must fit."""
    peak_to_mean: Decimal
    """Busiest minute over mean minute."""
    peak_basis: str
    """Where that ratio comes from."""
    headroom: Decimal
    """Most of the saturated rate a replica carries."""
    kv_room_tokens: int
    """Tokens of KV cache that fit beside the weights of one replica."""
    memory_bytes: int
    """Bytes the cards of one replica have."""
    memory_share: Decimal
    """Share of them, or of what weights and runtime leave, that the engine fills."""
    runtime_bytes: int
    """Bytes of runtime and activations of one replica."""
    minimum_gpus: int | None
    """Smallest count of this card that holds one request; None: not within one server."""
    sensible_gpus: int | None
    """Smallest count of this card that holds a useful batch; None: not within one server."""
    price: HourlyPrice | None
    """USD per GPU and hour with vendor, term, date and rows; None where nobody sells the card."""
    costs: tuple[MonthlyCost, ...]
    """The same load under the other ways of paying."""
    band: tuple[str, ...]
    """Why the speed has the band it has."""
    measured: bool
    """Whether the speed is the user's own measurement."""
    chosen: str
    """How card and count came about, as a sentence."""
    warnings: tuple[Notice, ...]
    """What a reader should know before the numbers; a report lifts them to its own."""
    reasons: tuple[str, ...]
    """Why the plan cannot serve the workload; empty where it can."""
    assumptions: tuple[Assumption, ...]
    """The assumptions that move the cost most, strongest first."""
    alternatives: tuple[OtherReplica, ...]
    """Other cards that would do, cheapest first, backed by measurements or not."""
    sizing: Sizing
    """Speed, price and rules: cost at any other volume follows from it."""
    cheapest: Sizing
    """The same with the cheapest price and the fastest replica."""
    dearest: Sizing
    """The same with the dearest price and the slowest replica."""


def plan(
    spec: ModelSpec,
    gpus: GpusFile,
    parameters: HostingParameters,
    *,
    at: date,
    workload: Workload | None = None,
    profile: LoadProfile | None = None,
    options: HostingOptions | None = None,
) -> HostingPlan:
    """Plan how to host *spec*, with GPU prices as they were known *at* that day."""
    asked = options or HostingOptions()
    task = task_of(
        spec,
        gpus,
        parameters,
        at=at,
        load=load_of(workload, profile, asked, parameters.rules),
        workload=workload,
        options=asked,
    )
    if asked.gpu is None:
        candidates = cheapest_first(task)
        best, chosen = as_priced(task, candidates[0]), choice_sentence(candidates[0], task)
    else:
        best, chosen = asked_for(task)
        candidates = []
    return _assemble(task, best, chosen, candidates)


def _assemble(task: Task, best: Candidate, chosen: str, candidates: list[Candidate]) -> HostingPlan:
    """Write the plan down."""
    sizing, laid, speed = best.sizing, best.fit, best.speed
    requests = task.load.requests
    money = _money(task, best)
    replicas = sizing.replicas(requests or Decimal(0))
    return HostingPlan(
        model=task.spec.id,
        gpu=laid.gpu.id,
        gpus=laid.gpus,
        replicas=replicas,
        precision=laid.precision.id,
        engine=laid.engine.id,
        weights_bytes=laid.weights_bytes,
        kv_cache_bytes_per_token=laid.kv_cache_bytes_per_token,
        throughput=_throughput(task, best),
        hourly_cost=money.hourly,
        monthly_cost=money.monthly,
        monthly_low=money.low,
        monthly_high=money.high,
        cost_per_million_tokens=money.per_million,
        utilization=None if requests is None else sizing.utilization(requests),
        peak_sized_utilization=sizing.best_utilization,
        sources=_sources(laid.gpu, best.price),
        input_tokens=task.input_tokens,
        output_tokens=task.output_tokens,
        batch=exact(speed.batch),
        batch_limit=speed.limit,
        ms_per_token=exact(speed.ms_per_token),
        first_token_ms=exact(speed.first_token_ms),
        first_token_band=_first_token_band(task, speed.first_token_ms),
        input_share=exact(speed.input_share),
        requests_per_second=sizing.rate,
        requests_per_month=requests,
        capacity_per_month=replicas * sizing.capacity,
        peak_to_mean=sizing.peak_to_mean,
        peak_basis=task.load.basis,
        headroom=sizing.headroom,
        kv_room_tokens=laid.room_tokens,
        memory_bytes=laid.memory_bytes,
        memory_share=exact(laid.engine.memory_share),
        runtime_bytes=laid.runtime_bytes,
        minimum_gpus=_least(task, laid.gpu, sensible=False),
        sensible_gpus=_least(task, laid.gpu, sensible=True),
        price=best.price,
        costs=money.costs,
        band=_band_reasons(task, best),
        measured=task.options.measured is not None,
        chosen=chosen,
        warnings=tuple(warnings(task, best)),
        reasons=tuple(reasons(task)),
        assumptions=money.assumptions,
        alternatives=_alternatives(task, best, candidates),
        sizing=sizing,
        cheapest=money.cheapest,
        dearest=money.dearest,
    )


@record
class _Money:
    """What a plan says in dollars; empty where the card has no known price."""

    hourly: Decimal | None = None
    monthly: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    per_million: PerMillion | None = None
    costs: tuple[MonthlyCost, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    cheapest: Sizing
    dearest: Sizing


def _money(task: Task, best: Candidate) -> _Money:
    """Price the load at the typical price and at both ends."""
    sizing, price = best.sizing, best.price
    low, high = _band(task, best)
    if price is None:
        return _Money(cheapest=_faster(sizing, high), dearest=_faster(sizing, low))
    requests = task.load.requests or Decimal(0)
    cheapest = replace(_faster(sizing, high), price=price.low)
    dearest = replace(_faster(sizing, low), price=price.high)
    return _Money(
        hourly=sizing.replicas(requests) * sizing.gpus * price.typical,
        monthly=sizing.monthly(requests),
        low=cheapest.monthly(requests),
        high=dearest.monthly(requests),
        per_million=PerMillion(
            full_load=sizing.full_load_per_million,
            workload=sizing.per_million(requests),
            peak_sized=sizing.full_load_per_million / sizing.best_utilization,
            workload_low=cheapest.per_million(requests),
            workload_high=dearest.per_million(requests),
        ),
        costs=tuple(_costs(task, best, requests)),
        assumptions=assumptions(
            sizing,
            price,
            task.parameters.rules,
            task.load.requests,
            band=(low, high),
            precisions=other_precisions(task, best),
        ),
        cheapest=cheapest,
        dearest=dearest,
    )


def _faster(sizing: Sizing, factor: Decimal) -> Sizing:
    """Return the sizing of a replica this much faster."""
    return replace(sizing, rate=sizing.rate * factor, alone_seconds=sizing.alone_seconds / factor)


def _throughput(task: Task, best: Candidate) -> Throughput:
    """Write the speed of one replica with its band."""
    rate = best.sizing.rate
    low, high = _band(task, best)
    output = rate * task.output_tokens
    return Throughput(
        input=rate * task.input_tokens, output=output, low=output * low, high=output * high
    )


def _band(task: Task, best: Candidate) -> tuple[Decimal, Decimal]:
    """Return the ends of the error band as factors; a measurement has none."""
    if task.options.measured is not None:
        return Decimal(1), Decimal(1)
    return throughput.widest(throughput.band(best.fit, task.shape, task.parameters))


def _first_token_band(task: Task, milliseconds: float) -> tuple[Decimal, Decimal]:
    """Return the ends of the time to the first token, whose error is wider."""
    band = task.parameters.bands["first-token"]
    return exact(milliseconds) / band.high, exact(milliseconds) / band.low


def _band_reasons(task: Task, best: Candidate) -> tuple[str, ...]:
    """Say why the band is as wide as it is."""
    if task.options.measured is not None:
        return ("your own measurement",)
    return tuple(band.reason for band in throughput.band(best.fit, task.shape, task.parameters))


def _least(task: Task, gpu: Gpu, *, sensible: bool) -> int | None:
    """Return the smallest count of *gpu* within one server that runs, or is sensible."""
    for count in memory.counts(task.shape, task.engine):
        laid = lay(task, gpu, count)
        if is_sensible(task, laid) if sensible else laid.holds(task.longest):
            return count
    return None


def _sources(gpu: Gpu, price: HourlyPrice | None) -> tuple[str, ...]:
    """List where card and price come from."""
    return tuple(dict.fromkeys((*gpu.sources, *(price.sources if price else ()))))


def _costs(task: Task, best: Candidate, requests: Decimal) -> Iterator[MonthlyCost]:
    """Price the same load under every way of paying that is known."""
    sizing, options = best.sizing, task.options
    ways: tuple[tuple[Billing, str], ...] = (
        ("reserved", "the fleet for the busiest minute runs all month"),
        ("busy", "only the hours of full work, at full load: a floor nobody is billed"),
        ("autoscaled", _autoscale_note(task.load)),
    )
    if sizing.billing != "serverless":
        for billing, note in ways:
            yield _monthly(billing, replace(sizing, billing=billing), requests, note)
    rented = replace(options, term="serverless", owned=None, price_per_gpu_hour=None)
    with suppress(LlmcmpError):
        price = price_of(replace(task, options=rented), best.fit.gpu)
        paid = replace(sizing, billing="serverless", price=price.typical)
        yield _monthly("serverless", paid, requests, f"{price.basis}; cold starts not included")
    if any(server.gpu == best.fit.gpu.id for server in task.gpus.ownership):
        bought = replace(options, owned=options.owned or Owned(), price_per_gpu_hour=None)
        price = price_of(replace(task, options=bought), best.fit.gpu)
        paid = replace(sizing, billing="reserved", price=price.typical)
        yield _monthly("owned", paid, requests, price.basis)


def _monthly(name: str, sizing: Sizing, requests: Decimal, note: str) -> MonthlyCost:
    """Price one way of paying."""
    return MonthlyCost(
        billing=name,
        monthly=sizing.monthly(requests),
        utilization=sizing.utilization(requests),
        note=note,
    )


def _autoscale_note(load: Load) -> str:
    """Say how an autoscaled fleet was reckoned."""
    if load.hourly_peaks:
        return "whole replicas for the busiest minute of each hour; starting one takes minutes"
    return "the mean load and 15 %, without hours of the day; starting a replica takes minutes"


def _alternatives(
    task: Task, best: Candidate, candidates: Iterable[Candidate]
) -> tuple[OtherReplica, ...]:
    """List the cheapest other cards."""
    others = list(candidates)
    if not others:
        open_choice = replace(
            task,
            options=replace(
                task.options,
                gpu=None,
                gpus=None,
                measured=None,
                owned=None,
                price_per_gpu_hour=None,
                vendor=None,
            ),
        )
        try:
            others = cheapest_first(open_choice)
        except LlmcmpError:
            return ()
    seen: dict[str, Candidate] = {}
    for candidate in others:
        if candidate.fit.gpu.id != best.fit.gpu.id:
            seen.setdefault(candidate.fit.gpu.id, candidate)
    return tuple(
        OtherReplica(
            gpu=c.fit.gpu.id,
            gpus=c.fit.gpus,
            precision=c.fit.precision.id,
            replicas=c.sizing.replicas(task.load.requests or Decimal(0)),
            monthly_cost=c.cost(task.load),
            backed=c.backed and c.fit.gpu.batched_data,
        )
        for c in sorted(seen.values(), key=lambda c: (c.cost(task.load), c.fit.gpu.id))[:5]
    )
