"""The cost of running weights yourself: memory, speed, fleet and money of one model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..errors import InputError, LlmcmpError, UnpricedError
from ..spec import ModelSpec, record
from ..spec.gpu import Gpu, GpusFile
from ..spec.hosting import Engine, HostingParameters, Precision
from ..usage import LoadProfile, Workload
from . import memory, throughput
from .catalogue import find_engine, find_precision, parse_plan
from .fleet import Billing, Load, Sizing, load_of
from .memory import Fit
from .options import HostingOptions
from .price import HourlyPrice, hourly_price
from .remark import Remark
from .sensitivity import Assumption, assumptions
from .shape import Shape, shape_of
from .throughput import Speed, exact


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
class Alternative:
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


@record
class HostingPlan:
    """One model on GPUs: what it needs, how fast it is, what it costs."""

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
    hourly_cost: Decimal
    """USD an hour of all replicas, at the typical price."""
    monthly_cost: Decimal
    """USD a month at the load, or of the smallest fleet where no load is given."""
    monthly_low: Decimal
    """USD a month with the cheapest price and the fastest replica."""
    monthly_high: Decimal
    """USD a month with the dearest price and the slowest replica."""
    cost_per_million_tokens: PerMillion
    """Unit costs with their utilisation."""
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
    runtime_bytes: int
    """Bytes of runtime and activations of one replica."""
    minimum_gpus: int | None
    """Smallest count of this card that holds one request; None: not within one server."""
    sensible_gpus: int | None
    """Smallest count of this card that holds a useful batch; None: not within one server."""
    price: HourlyPrice
    """USD per GPU and hour with vendor, term, date and rows."""
    costs: tuple[MonthlyCost, ...]
    """The same load under the other ways of paying."""
    band: tuple[str, ...]
    """Why the speed has the band it has."""
    measured: bool
    """Whether the speed is the user's own measurement."""
    chosen: str
    """How card and count came about, as a sentence."""
    warnings: tuple[Remark, ...]
    """What a reader should know before the numbers."""
    reasons: tuple[str, ...]
    """Why the plan cannot serve the workload; empty where it can."""
    assumptions: tuple[Assumption, ...]
    """The assumptions that move the cost most, strongest first."""
    alternatives: tuple[Alternative, ...]
    """Other replicas that would do, cheapest first."""
    sizing: Sizing
    """Speed, price and rules: cost at any other volume follows from it."""
    cheapest: Sizing
    """The same with the cheapest price and the fastest replica."""
    dearest: Sizing
    """The same with the dearest price and the slowest replica."""


@record
class _Task:
    """Everything a candidate is judged by."""

    spec: ModelSpec
    shape: Shape
    gpus: GpusFile
    parameters: HostingParameters
    options: HostingOptions
    load: Load
    precision: Precision
    engine: Engine
    input_tokens: int
    output_tokens: int
    at: date

    @property
    def length(self) -> int:
        """Tokens of the mean request, at least one."""
        return max(self.input_tokens + self.output_tokens, 1)

    @property
    def longest(self) -> int:
        """Tokens of the longest request."""
        return max(self.options.longest_request or 0, self.length)

    @property
    def target(self) -> int:
        """Tokens a sensible replica holds at once."""
        rules = self.parameters.rules
        batch = min(self.options.concurrency or rules.sensible_batch, rules.sensible_batch)
        return max(self.longest, batch * self.length)


@record
class _Candidate:
    """A replica with its speed, price and cost."""

    fit: Fit
    speed: Speed
    price: HourlyPrice
    sizing: Sizing

    def cost(self, load: Load) -> Decimal:
        """USD a month at the load, or of the smallest fleet."""
        return self.sizing.monthly(load.requests or Decimal(0))


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
    task = _task(spec, gpus, parameters, at, workload, profile, asked)
    if asked.gpu is None:
        candidates = _cheapest_first(task)
        best, chosen = candidates[0], _choice_sentence(candidates[0], task)
    else:
        best, chosen = _asked_for(task)
        candidates = []
    return _assemble(task, best, chosen, candidates)


def _task(
    spec: ModelSpec,
    gpus: GpusFile,
    parameters: HostingParameters,
    at: date,
    workload: Workload | None,
    profile: LoadProfile | None,
    options: HostingOptions,
) -> _Task:
    """Resolve names and defaults."""
    shape = shape_of(spec)
    rules = parameters.rules
    stated = workload is not None and workload.input_tokens + workload.output_tokens > 0
    if shape.outside and options.measured is None:
        raise UnpricedError(
            f"{spec.id} cannot be hosted by calculation: {shape.outside}",
            hint="give the speed you measured: --gpu ... --gpus N --measured 1450tok/s",
        )
    return _Task(
        spec=spec,
        shape=shape,
        gpus=gpus,
        parameters=parameters,
        options=options,
        load=load_of(workload, profile, options, rules),
        precision=find_precision(options.precision, parameters),
        engine=find_engine(options.engine, parameters),
        input_tokens=workload.input_tokens if workload and stated else rules.input_tokens,
        output_tokens=workload.output_tokens if workload and stated else rules.output_tokens,
        at=at,
    )


def _cheapest_first(task: _Task) -> list[_Candidate]:
    """Return the sensible replicas of every priced card, cheapest month first.

    Ties go to fewer cards, then to the lower price, then to the name.
    """
    if task.options.measured is not None:
        raise InputError(
            "--measured: a measurement belongs to one kind of GPU", hint="name it with --gpu"
        )
    found: list[_Candidate] = []
    for sensible in (True, False):
        for gpu in task.gpus.gpus:
            found.extend(_candidates(task, gpu, sensible=sensible))
        if found:
            break
    if not found:
        raise _does_not_fit(task, None)
    return sorted(
        found,
        key=lambda c: (c.cost(task.load), c.fit.gpus, c.price.typical, c.fit.gpu.id),
    )


def _candidates(task: _Task, gpu: Gpu, *, sensible: bool) -> Iterator[_Candidate]:
    """Yield the replicas of one card that hold the requests and have a price."""
    if memory.peak(gpu, task.precision.compute, task.parameters) is None:
        return
    try:
        price = _price(task, gpu)
    except UnpricedError:
        return
    wanted = task.options.gpus
    tried = [wanted] if wanted else memory.counts(task.shape, task.engine)
    for count in tried:
        if wanted:
            memory.check_count(task.shape, wanted, task.engine)
        laid = _lay(task, gpu, count)
        if _sensible(task, laid) if sensible else laid.holds(task.longest):
            yield _candidate(task, laid, price)


def _asked_for(task: _Task) -> tuple[_Candidate, str]:
    """Build the replica the user named, choosing its size where that was left open."""
    count, gpu = parse_plan(task.options.gpu or "", task.gpus)
    if count and task.options.gpus and count != task.options.gpus:
        raise InputError(f"--gpus: {task.options.gpus}, but the plan says {count}")
    memory.check_precision(gpu, task.precision, task.gpus, task.parameters)
    wanted = count or task.options.gpus
    if wanted is None:
        laid = _smallest_sensible(task, gpu)
        chosen = f"{laid.label}: the smallest count of {gpu.id} that holds a useful batch"
        if not _sensible(task, laid):
            chosen = f"{laid.label}: the smallest count of {gpu.id} that holds one request"
    else:
        memory.check_count(task.shape, wanted, task.engine)
        if wanted > max(memory.SINGLE_NODE) and task.options.measured is None:
            raise InputError(
                f"--gpus: {wanted} GPUs are more than one server, "
                "whose speed the model does not describe",
                hint="use up to 8, or give the speed you measured with --measured",
            )
        laid = _lay(task, gpu, wanted)
        chosen = f"{laid.label}: as asked"
    if not laid.holds(task.longest):
        raise _does_not_fit(task, laid)
    return _candidate(task, laid, _price(task, gpu)), chosen


def _smallest_sensible(task: _Task, gpu: Gpu) -> Fit:
    """Return the smallest replica that is sensible, else that runs, else the largest there is."""
    laid = [_lay(task, gpu, count) for count in memory.counts(task.shape, task.engine)]
    for test in (lambda f: _sensible(task, f), lambda f: f.holds(task.longest)):
        for fit in laid:
            if test(fit):
                return fit
    return laid[-1]


def _sensible(task: _Task, laid: Fit) -> bool:
    """Tell whether a useful batch fits and the cache is not squeezed into what is left over."""
    return laid.holds(task.target) and not laid.tight


def _lay(task: _Task, gpu: Gpu, count: int) -> Fit:
    return memory.fit(
        task.shape,
        gpu,
        count,
        precision=task.precision,
        engine=task.engine,
        parameters=task.parameters,
    )


def _price(task: _Task, gpu: Gpu) -> HourlyPrice:
    return hourly_price(
        gpu,
        task.gpus,
        task.options,
        at=task.at,
        old_after_days=task.parameters.rules.price_age_days,
    )


def _candidate(task: _Task, laid: Fit, price: HourlyPrice) -> _Candidate:
    """Compute speed and sizing of one replica."""
    made = throughput.machine(
        task.shape,
        laid.gpu,
        laid.gpus,
        precision=laid.precision,
        engine=laid.engine,
        parameters=task.parameters,
    )
    speed = throughput.speed(
        made,
        laid,
        input_tokens=task.input_tokens,
        output_tokens=task.output_tokens,
        concurrency=task.options.concurrency,
    )
    return _Candidate(fit=laid, speed=speed, price=price, sizing=_sizing(task, laid, speed, price))


def _sizing(task: _Task, laid: Fit, speed: Speed, price: HourlyPrice) -> Sizing:
    """Put speed, price and traffic rules together."""
    rules, options = task.parameters.rules, task.options
    rate = exact(speed.requests)
    if options.measured is not None:
        if not task.output_tokens:
            raise InputError(
                "--measured: output tokens per second say nothing of requests without output",
                hint="give --output-tokens",
            )
        rate = options.measured / task.output_tokens
    return Sizing(
        rate=rate,
        tokens=Decimal(task.length),
        gpus=laid.gpus,
        price=price.typical,
        peak_to_mean=task.load.peak_to_mean,
        headroom=options.headroom or exact(rules.headroom.value),
        redundancy=options.redundancy,
        fixed_monthly=options.fixed_monthly,
        billing=_billing(options),
        hourly_peaks=task.load.hourly_peaks,
        autoscale_factor=exact(rules.autoscale_factor.value),
        alone_seconds=exact(speed.alone_seconds),
    )


def _billing(options: HostingOptions) -> Billing:
    """Say how the hours are paid."""
    if options.term == "serverless" and not (options.owned or options.price_per_gpu_hour):
        return "serverless"
    return "autoscaled" if options.autoscaled else "reserved"


def _assemble(
    task: _Task, best: _Candidate, chosen: str, candidates: list[_Candidate]
) -> HostingPlan:
    """Write the plan down."""
    sizing, laid, speed = best.sizing, best.fit, best.speed
    requests = task.load.requests
    at_load = requests if requests is not None else Decimal(0)
    bands = throughput.band(laid, task.shape, task.parameters)
    low, high = throughput.widest(bands)
    measured = task.options.measured is not None
    if measured:
        low = high = Decimal(1)
    cheapest = replace(sizing, price=best.price.low, rate=sizing.rate * high)
    dearest = replace(sizing, price=best.price.high, rate=sizing.rate * low)
    replicas = sizing.replicas(at_load)
    output = sizing.rate * task.output_tokens
    reasons = tuple(_reasons(task))
    return HostingPlan(
        model=task.spec.id,
        gpu=laid.gpu.id,
        gpus=laid.gpus,
        replicas=replicas,
        precision=laid.precision.id,
        engine=laid.engine.id,
        weights_bytes=laid.weights_bytes,
        kv_cache_bytes_per_token=laid.kv_cache_bytes_per_token,
        throughput=Throughput(
            input=sizing.rate * task.input_tokens,
            output=output,
            low=output * low,
            high=output * high,
        ),
        hourly_cost=replicas * laid.gpus * sizing.price,
        monthly_cost=sizing.monthly(at_load),
        monthly_low=cheapest.monthly(at_load),
        monthly_high=dearest.monthly(at_load),
        cost_per_million_tokens=PerMillion(
            full_load=sizing.full_load_per_million,
            workload=sizing.per_million(at_load),
            peak_sized=sizing.full_load_per_million / sizing.best_utilization,
            workload_low=cheapest.per_million(at_load),
            workload_high=dearest.per_million(at_load),
        ),
        utilization=None if requests is None else sizing.utilization(requests),
        peak_sized_utilization=sizing.best_utilization,
        sources=_sources(laid.gpu, best.price),
        input_tokens=task.input_tokens,
        output_tokens=task.output_tokens,
        batch=exact(speed.batch),
        batch_limit=speed.limit,
        ms_per_token=exact(speed.ms_per_token),
        first_token_ms=exact(speed.first_token_ms),
        requests_per_second=sizing.rate,
        requests_per_month=requests,
        capacity_per_month=replicas * sizing.capacity,
        peak_to_mean=sizing.peak_to_mean,
        peak_basis=task.load.basis,
        headroom=sizing.headroom,
        kv_room_tokens=laid.room_tokens,
        memory_bytes=laid.memory_bytes,
        runtime_bytes=laid.runtime_bytes,
        minimum_gpus=_least(task, laid.gpu, sensible=False),
        sensible_gpus=_least(task, laid.gpu, sensible=True),
        price=best.price,
        costs=tuple(_costs(task, best, at_load)),
        band=("your own measurement",) if measured else tuple(band.reason for band in bands),
        measured=measured,
        chosen=chosen,
        warnings=tuple(_warnings(task, best)),
        reasons=reasons,
        assumptions=assumptions(sizing, best.price, task.parameters.rules, requests, (low, high)),
        alternatives=_alternatives(task, best, candidates),
        sizing=sizing,
        cheapest=cheapest,
        dearest=dearest,
    )


def _least(task: _Task, gpu: Gpu, *, sensible: bool) -> int | None:
    """Return the smallest count of *gpu* within one server that runs, or is sensible."""
    for count in memory.counts(task.shape, task.engine):
        laid = _lay(task, gpu, count)
        if _sensible(task, laid) if sensible else laid.holds(task.longest):
            return count
    return None


def _sources(gpu: Gpu, price: HourlyPrice) -> tuple[str, ...]:
    """List where card and price come from."""
    return tuple(dict.fromkeys((*gpu.sources, *price.sources)))


def _costs(task: _Task, best: _Candidate, requests: Decimal) -> Iterator[MonthlyCost]:
    """Price the same load under every way of paying that is known."""
    sizing = best.sizing
    ways: tuple[tuple[Billing, str], ...] = (
        ("reserved", "the fleet for the busiest minute runs all month"),
        ("busy", "only the hours of full work, at full load: a floor nobody is billed"),
        ("autoscaled", _autoscale_note(task.load)),
    )
    for billing, note in ways:
        yield _monthly(billing, replace(sizing, billing=billing), requests, note)
    term = replace(task.options, term="serverless", owned=None, price_per_gpu_hour=None)
    try:
        price = _price(replace(task, options=term), best.fit.gpu)
        paid = replace(sizing, billing="serverless", price=price.typical)
        yield _monthly("serverless", paid, requests, f"{price.basis}; cold starts not included")
    except LlmcmpError:
        pass
    if any(owned.gpu == best.fit.gpu.id for owned in task.gpus.ownership):
        from .options import Owned

        owner = replace(task.options, owned=Owned(), price_per_gpu_hour=None)
        price = _price(replace(task, options=owner), best.fit.gpu)
        paid = replace(sizing, billing="reserved", price=price.typical)
        yield _monthly("owned", paid, requests, price.basis)


def _monthly(name: str, sizing: Sizing, requests: Decimal, note: str) -> MonthlyCost:
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


def _reasons(task: _Task) -> Iterator[str]:
    """Say why the workload cannot be served at any price."""
    limit = task.spec.context_window
    if isinstance(limit, int) and task.longest > limit:
        yield (
            f"a request of {task.longest:,} tokens exceeds the context of {task.spec.id}, {limit:,}"
        )


def _warnings(task: _Task, best: _Candidate) -> Iterator[Remark]:
    """Say what a reader should know before the numbers."""
    spec, laid = task.spec, best.fit
    if spec.licence.commercial_use == "no":
        yield Remark(
            code="licence",
            text=f"{spec.id} may not be used commercially: its licence is {spec.licence.name}",
        )
    elif spec.licence.commercial_use == "unknown":
        yield Remark(code="licence", text=f"commercial use of {spec.id} is not known")
    if spec.features.instruction_tuned == "no":
        yield Remark(
            code="base-model",
            text=f"{spec.id} is a base model without instruction tuning: price is not value",
        )
    for reason in _reasons(task):
        yield Remark(code="context", text=reason)
    for remark in task.shape.remarks:
        yield Remark(code="architecture", text=f"{spec.id}: {remark}")
    if task.shape.outside:
        yield Remark(code="outside-model", text=f"{spec.id}: {task.shape.outside}")
    yield from _memory_warnings(task, laid)
    yield from best.price.remarks
    if not task.options.fixed_monthly:
        yield Remark(
            code="people", text="people, storage, egress and load balancers are not in the cost"
        )


def _memory_warnings(task: _Task, laid: Fit) -> Iterator[Remark]:
    """Say what is unusual about the replica."""
    named = task.options.gpu
    if named and not named.lower().endswith(laid.gpu.id.lower()):
        yield Remark(code="gpu-name", text=f"{named} is read as {laid.gpu.id}, {laid.gpu.name}")
    if laid.tight:
        yield Remark(
            code="tight-memory",
            text=f"weights leave {laid.room_tokens:,} tokens of KV cache on {laid.label}",
        )
    limit = task.spec.context_window
    if isinstance(limit, int) and laid.room_tokens < limit:
        yield Remark(
            code="cache-below-context",
            text=f"{laid.label} holds {laid.room_tokens:,} tokens of KV cache, "
            f"less than the context of {limit:,}",
        )
    if laid.gpus > max(memory.SINGLE_NODE):
        yield Remark(code="multi-node", text=f"{laid.label} is more than one server")
    if task.engine.note:
        yield Remark(code="engine", text=f"{task.engine.name}: {task.engine.note}")


def _alternatives(
    task: _Task, best: _Candidate, candidates: Iterable[_Candidate]
) -> tuple[Alternative, ...]:
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
            others = _cheapest_first(open_choice)
        except LlmcmpError:
            return ()
    seen: dict[str, _Candidate] = {}
    for candidate in others:
        if candidate.fit.gpu.id != best.fit.gpu.id:
            seen.setdefault(candidate.fit.gpu.id, candidate)
    return tuple(
        Alternative(
            gpu=c.fit.gpu.id,
            gpus=c.fit.gpus,
            precision=c.fit.precision.id,
            replicas=c.sizing.replicas(task.load.requests or Decimal(0)),
            monthly_cost=c.cost(task.load),
        )
        for c in list(seen.values())[:5]
    )


def _choice_sentence(best: _Candidate, task: _Task) -> str:
    """Say by which rule the replica was chosen."""
    for_what = "for the workload" if task.load.requests is not None else "for one replica"
    return (
        f"{best.fit.label}: the cheapest month {for_what} at typical {task.options.term} prices, "
        "of all single servers that hold a useful batch"
    )


def _does_not_fit(task: _Task, laid: Fit | None) -> InputError:
    """Say what does not fit and what would."""
    shape, precision = task.shape, task.precision
    weights = memory.weights_bytes(shape, precision)
    size = f"{Decimal(weights) / 10**9:,.1f} GB of weights"
    where = laid.label if laid else "any single server of the registry"
    others = [
        precision,
        *(p for p in task.parameters.precisions if p.id in ("fp8", "int8", "int4")),
    ]
    would = memory.what_would_fit(
        shape,
        task.gpus,
        task.engine,
        task.parameters,
        tokens=task.target,
        precisions=tuple(dict.fromkeys(others)),
    )
    named: list[str] = []
    if laid:
        whole = memory.smallest(
            shape,
            laid.gpu,
            precision,
            task.engine,
            task.parameters,
            tokens=task.longest,
            nodes=True,
        )
        if whole:
            nodes = " (several servers)" if whole.gpus > max(memory.SINGLE_NODE) else ""
            named.append(f"{whole.label}{nodes}")
    same = [f for f in would if f.precision.id == precision.id and not f.tight]
    less = [
        f
        for f in would
        if f.precision.id != precision.id
        and not f.tight
        and (laid is None or f.gpu.id == laid.gpu.id)
    ]
    named += [f.label for f in same[:2]] + [f"{f.label} in {f.precision.id}" for f in less[:2]]
    return InputError(
        f"{shape.model} in {precision.id} does not fit on {where}: {size} and the KV cache of "
        f"a request of {task.longest:,} tokens",
        hint=f"what would: {'; '.join(dict.fromkeys(named))}" if named else None,
    )
