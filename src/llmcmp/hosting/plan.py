"""The cost of running weights yourself: memory, speed, fleet and money of one model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ..notices import Notice
from ..records import record
from ..schema import ModelSpec
from ..schema.gpu import Gpu, GpusFile
from ..schema.hosting import HostingParameters
from ..usage import LoadProfile, Workload
from .candidate import Candidate, at_own_price
from .caveats import reasons, warnings
from .choice import (
    OtherReplica,
    alternatives,
    cheapest_first,
    choice_sentence,
    requested_replica,
)
from .error_band import Throughput, band_reasons, first_token_band, throughput
from .fleet import FleetModel, load_of
from .gpu_price import HourlyPrice
from .options import HostingOptions
from .plan_costs import MonthlyCost, PerMillion, plan_costs
from .problem import HostingProblem, problem_of
from .replica.speed import exact
from .sensitivity import Assumption


@record
class HostingPlan:
    """One model on GPUs: what it needs, how fast it is, what it costs."""

    __internal__ = ("warnings", "fleet", "low_cost_fleet", "high_cost_fleet")

    model: str
    gpu: str
    gpus: int
    """Cards of one replica."""
    replicas: int
    """Replicas for the load."""
    precision: str
    engine: str
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
    """USD a month with the lowest price and the fastest replica."""
    monthly_high: Decimal | None
    """USD a month with the highest price and the slowest replica."""
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
    """What bounds the batch: memory, the engine or the concurrency."""
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
    """Load of the plan; None without one."""
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
    fleet: FleetModel
    """Speed, price and rules: cost at any other volume follows from it."""
    low_cost_fleet: FleetModel
    """The same with the lowest price and the fastest replica."""
    high_cost_fleet: FleetModel
    """The same with the highest price and the slowest replica."""


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
    choices = options or HostingOptions()
    problem = problem_of(
        spec,
        gpus,
        parameters,
        at=at,
        load=load_of(workload, profile, choices, parameters.rules),
        workload=workload,
        options=choices,
    )
    if choices.gpu is not None:
        best, sentence = requested_replica(problem)
        return _plan_of(problem, best, sentence, alternatives(problem, best))
    candidates = cheapest_first(problem)
    best, sentence = at_own_price(problem, candidates[0]), choice_sentence(candidates[0], problem)
    return _plan_of(problem, best, sentence, alternatives(problem, best, candidates))


def _plan_of(
    problem: HostingProblem, best: Candidate, chosen: str, others: tuple[OtherReplica, ...]
) -> HostingPlan:
    """Return everything that is known of the chosen replica."""
    fleet, fit, speed = best.fleet, best.fit, best.speed
    requests = problem.load.requests
    costs = plan_costs(problem, best)
    replicas = fleet.replicas(requests or Decimal(0))
    return HostingPlan(
        model=problem.spec.id,
        gpu=fit.gpu.id,
        gpus=fit.gpus,
        replicas=replicas,
        precision=fit.precision.id,
        engine=fit.engine.id,
        weights_bytes=fit.weights_bytes,
        kv_cache_bytes_per_token=fit.kv_cache_bytes_per_token,
        throughput=throughput(problem, best),
        hourly_cost=costs.hourly,
        monthly_cost=costs.monthly,
        monthly_low=costs.low,
        monthly_high=costs.high,
        cost_per_million_tokens=costs.per_million,
        utilization=None if requests is None else fleet.utilization(requests),
        peak_sized_utilization=fleet.best_utilization,
        sources=_sources(fit.gpu, best.price),
        input_tokens=problem.input_tokens,
        output_tokens=problem.output_tokens,
        batch=exact(speed.batch),
        batch_limit=speed.limit,
        ms_per_token=exact(speed.ms_per_token),
        first_token_ms=exact(speed.first_token_ms),
        first_token_band=first_token_band(problem, speed.first_token_ms),
        input_share=exact(speed.input_share),
        requests_per_second=fleet.rate,
        requests_per_month=requests,
        capacity_per_month=replicas * fleet.capacity,
        peak_to_mean=fleet.peak_to_mean,
        peak_basis=problem.load.basis,
        headroom=fleet.headroom,
        kv_room_tokens=fit.room_tokens,
        memory_bytes=fit.memory_bytes,
        memory_share=exact(fit.engine.memory_share),
        runtime_bytes=fit.runtime_bytes,
        minimum_gpus=_least(problem, fit.gpu, sensible=False),
        sensible_gpus=_least(problem, fit.gpu, sensible=True),
        price=best.price,
        costs=costs.ways,
        band=band_reasons(problem, best),
        measured=problem.options.measured is not None,
        chosen=chosen,
        warnings=tuple(warnings(problem, best)),
        reasons=tuple(reasons(problem)),
        assumptions=costs.assumptions,
        alternatives=others,
        fleet=fleet,
        low_cost_fleet=costs.low_cost_fleet,
        high_cost_fleet=costs.high_cost_fleet,
    )


def _least(problem: HostingProblem, gpu: Gpu, *, sensible: bool) -> int | None:
    """Return the smallest count of *gpu* within one server that runs, or is sensible."""
    for count in problem.counts():
        fit = problem.fit_on(gpu, count)
        if problem.is_sensible(fit) if sensible else fit.holds(problem.longest):
            return count
    return None


def _sources(gpu: Gpu, price: HourlyPrice | None) -> tuple[str, ...]:
    """Return the ids of the sources of card and price."""
    return tuple(dict.fromkeys((*gpu.sources, *(price.sources if price else ()))))
