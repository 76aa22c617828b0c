"""Which replica a model gets: the one asked for, or the cheapest that holds a useful batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from ..errors import InputError, UnpricedError
from ..records import record, replace
from ..schema import ModelSpec
from ..schema.gpu import Gpu, GpusFile
from ..schema.hosting import Engine, HostingParameters, Precision
from ..usage import HOURS_PER_MONTH, Workload
from . import memory
from . import speed as throughput
from .architecture import Shape, shape_of
from .fleet import Billing, Load, Sizing
from .gpu_price import HourlyPrice, hourly_price
from .memory import Fit
from .names import find_engine, find_precision, parse_plan
from .options import HostingOptions
from .speed import Speed, exact

USUAL_PRECISIONS = ("fp16", "fp8", "int8", "int4")
"""Precisions weights are usually served in."""


@record
class Task:
    """Everything a candidate is judged by."""

    spec: ModelSpec
    shape: Shape
    gpus: GpusFile
    parameters: HostingParameters
    options: HostingOptions
    load: Load
    workload: Workload | None
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
        """Tokens of the longest request the model takes; a longer one fails before its memory."""
        limit = self.spec.context_window
        said = max(self.options.longest_request or 0, self.length)
        return min(said, limit) if isinstance(limit, int) else said

    @property
    def target(self) -> int:
        """Tokens a sensible replica holds at once."""
        rules = self.parameters.rules
        batch = min(self.options.concurrency or rules.sensible_batch, rules.sensible_batch)
        return max(self.longest, batch * min(self.length, self.longest))


@record
class Candidate:
    """A replica with its speed, price and cost."""

    fit: Fit
    speed: Speed
    price: HourlyPrice | None
    sizing: Sizing

    @property
    def backed(self) -> bool:
        """Tell whether measurements back the speed: of the card, or as one card of NVIDIA's.

        A single card is a roofline without guesses; several without data add an unproven link.
        """
        gpu = self.fit.gpu
        return gpu.vendor == "nvidia" and (gpu.batched_data or self.fit.gpus == 1)

    @property
    def hour(self) -> Decimal:
        """USD an hour of one replica."""
        return self.sizing.replica_month / HOURS_PER_MONTH

    def cost(self, load: Load) -> Decimal:
        """USD a month at the load, or of the smallest fleet."""
        return self.sizing.monthly(load.requests or Decimal(0))


def task_of(
    spec: ModelSpec,
    gpus: GpusFile,
    parameters: HostingParameters,
    *,
    at: date,
    load: Load,
    workload: Workload | None,
    options: HostingOptions,
) -> Task:
    """Resolve names and defaults."""
    shape = shape_of(spec)
    rules = parameters.rules
    stated = workload is not None and workload.input_tokens + workload.output_tokens > 0
    if shape.outside and options.measured is None:
        raise UnpricedError(
            f"{spec.id} cannot be hosted by calculation: {shape.outside}",
            hint="give the speed you measured: --gpu ... --gpus N --measured 1450tok/s",
        )
    return Task(
        spec=spec,
        shape=shape,
        gpus=gpus,
        parameters=parameters,
        options=options,
        load=load,
        workload=workload,
        precision=find_precision(options.precision, parameters),
        engine=find_engine(options.engine, parameters),
        input_tokens=workload.input_tokens if workload and stated else rules.input_tokens,
        output_tokens=workload.output_tokens if workload and stated else rules.output_tokens,
        at=at,
    )


def cheapest_first(task: Task) -> list[Candidate]:
    """Return the replicas of every priced card, the one to propose first.

    Replicas whose speed measurements back come before the others, then counts the cheaper month.
    Ties go to fewer cards, then to the cheaper hour, then to the name.
    """
    if task.options.measured is not None:
        raise InputError(
            "--measured: a measurement belongs to one kind of GPU", hint="name it with --gpu"
        )
    if task.options.owned is not None and task.options.owned.server_usd is not None:
        raise InputError(
            "the price of an owned server belongs to one kind of GPU", hint="name it with --gpu"
        )
    if task.options.gpus is not None:
        _check_size(task, task.options.gpus)
    # One price for every card would choose the largest: cards are compared at list prices.
    listed = replace(task, options=replace(task.options, price_per_gpu_hour=None))
    found: list[Candidate] = []
    for sensible in (True, False):
        for gpu in task.gpus.gpus:
            found.extend(_candidates(listed, gpu, sensible=sensible))
        if found:
            break
    if not found:
        _require_a_price(listed)
        raise does_not_fit(task, None)
    return sorted(
        found,
        key=lambda c: (not c.backed, c.cost(task.load), c.fit.gpus, c.hour, c.fit.gpu.id),
    )


def _require_a_price(task: Task) -> None:
    """Refuse a day, term or vendor for which no card has a price."""
    for gpu in task.gpus.gpus:
        with suppress(UnpricedError):
            price_of(task, gpu)
            return
    by = f" from {task.options.vendor}" if task.options.vendor else ""
    raise UnpricedError(
        f"no {task.options.term} price of any GPU{by} is known on {task.at}",
        hint="name a card and your price: --gpu and --price-per-gpu-hour",
    )


def _check_size(task: Task, count: int) -> None:
    """Refuse a replica that cannot share the heads, or whose network nobody described."""
    memory.check_count(task.shape, count, task.engine)
    if count > max(memory.SINGLE_NODE) and task.options.measured is None:
        raise InputError(
            f"--gpus: {count} GPUs are more than one server, "
            "whose speed the model does not describe",
            hint="use up to 8, or give the speed you measured with --measured",
        )


def as_priced(task: Task, chosen: Candidate) -> Candidate:
    """Return the replica at the user's own price, where there is one."""
    if task.options.price_per_gpu_hour is None:
        return chosen
    return candidate_of(task, chosen.fit, price_of(task, chosen.fit.gpu))


def _candidates(task: Task, gpu: Gpu, *, sensible: bool) -> Iterator[Candidate]:
    """Yield the replicas of one card that hold the requests and have a price."""
    if memory.peak(gpu, task.precision.compute, task.parameters) is None:
        return
    try:
        price = price_of(task, gpu)
    except UnpricedError:
        return
    wanted = task.options.gpus
    tried = [wanted] if wanted else memory.counts(task.shape, task.engine)
    for count in tried:
        laid = lay(task, gpu, count)
        if is_sensible(task, laid) if sensible else laid.holds(task.longest):
            yield candidate_of(task, laid, price)


def asked_for(task: Task) -> tuple[Candidate, str]:
    """Build the replica the user named, choosing its size where that was left open."""
    count, gpu = parse_plan(task.options.gpu or "", task.gpus)
    if count and task.options.gpus and count != task.options.gpus:
        raise InputError(f"--gpus: {task.options.gpus}, but the plan says {count}")
    memory.check_precision(gpu, task.precision, task.gpus, task.parameters)
    wanted = count or task.options.gpus
    if wanted is None:
        laid = _smallest_sensible(task, gpu)
        chosen = f"{laid.label}: the smallest count of {gpu.id} that holds a useful batch"
        if not is_sensible(task, laid):
            chosen = f"{laid.label}: the smallest count of {gpu.id} that holds one request"
    else:
        _check_size(task, wanted)
        laid = lay(task, gpu, wanted)
        chosen = f"{laid.label}: as asked"
    # Published runs give up the margins; a count nobody asked for keeps them.
    if not laid.holds(task.longest) and not (wanted and laid.squeezes(task.longest)):
        raise does_not_fit(task, laid)
    return candidate_of(task, laid, _price_if_sold(task, gpu)), chosen


def _price_if_sold(task: Task, gpu: Gpu) -> HourlyPrice | None:
    """Return the price, or None for a card nobody is known to sell and nobody priced."""
    options = task.options
    sold = any(row.gpu == gpu.id for row in task.gpus.prices)
    if sold or options.vendor or options.owned or options.price_per_gpu_hour is not None:
        return price_of(task, gpu)
    return None


def _smallest_sensible(task: Task, gpu: Gpu) -> Fit:
    """Return the smallest replica that is sensible, else that runs, else the largest there is."""
    laid = [lay(task, gpu, count) for count in memory.counts(task.shape, task.engine)]
    for test in (lambda f: is_sensible(task, f), lambda f: f.holds(task.longest)):
        for fit in laid:
            if test(fit):
                return fit
    return laid[-1]


def is_sensible(task: Task, laid: Fit) -> bool:
    """Tell whether a useful batch fits and the cache is not squeezed into what is left over."""
    return laid.holds(task.target) and not laid.tight


def lay(task: Task, gpu: Gpu, count: int) -> Fit:
    """Lay the task's model into *count* cards."""
    return memory.fit(
        task.shape,
        gpu,
        count,
        precision=task.precision,
        engine=task.engine,
        parameters=task.parameters,
    )


def price_of(task: Task, gpu: Gpu) -> HourlyPrice:
    """Return what an hour of *gpu* costs under the task's options."""
    return hourly_price(
        gpu,
        task.gpus,
        task.options,
        at=task.at,
        old_after_days=task.parameters.rules.price_age_days,
    )


def candidate_of(task: Task, laid: Fit, price: HourlyPrice | None) -> Candidate:
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
    return Candidate(fit=laid, speed=speed, price=price, sizing=_sizing(task, laid, speed, price))


def _sizing(task: Task, laid: Fit, speed: Speed, price: HourlyPrice | None) -> Sizing:
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
        price=price.typical if price else None,
        peak_to_mean=task.load.peak_to_mean,
        headroom=options.headroom or exact(rules.headroom.value),
        redundancy=options.redundancy,
        fixed_monthly=options.fixed_monthly,
        billing=_billing(options),
        hourly_peaks=task.load.hourly_peaks,
        autoscale_factor=exact(rules.autoscale_factor.value),
        alone_seconds=exact(speed.alone_seconds),
    )


def other_precisions(task: Task, best: Candidate) -> dict[str, Decimal]:
    """Return the requests per second of the same cards at the other usual precisions."""
    found: dict[str, Decimal] = {}
    for name in USUAL_PRECISIONS:
        precision = find_precision(name, task.parameters)
        if precision.id == best.fit.precision.id:
            continue
        if memory.peak(best.fit.gpu, precision.compute, task.parameters) is None:
            continue
        other = replace(task, precision=precision)
        laid = lay(other, best.fit.gpu, best.fit.gpus)
        if laid.holds(task.longest) and task.options.measured is None:
            found[precision.id] = candidate_of(other, laid, best.price).sizing.rate
    return found


def _billing(options: HostingOptions) -> Billing:
    """Say how the hours are paid."""
    if options.term == "serverless" and not (options.owned or options.price_per_gpu_hour):
        return "serverless"
    return "autoscaled" if options.autoscaled else "reserved"


def choice_sentence(best: Candidate, task: Task) -> str:
    """Say by which rule the replica was chosen."""
    for_what = "for the workload" if task.load.requests is not None else "for one replica"
    return (
        f"{best.fit.label}: the cheapest month {for_what} at typical {task.options.term} prices, "
        "of the single servers that hold a useful batch and are one card or backed by measurements"
    )


def does_not_fit(task: Task, laid: Fit | None) -> InputError:
    """Say what does not fit and what would."""
    shape, precision = task.shape, task.precision
    weights = memory.weights_bytes(shape, precision)
    size = f"{Decimal(weights) / 10**9:,.1f} GB of weights"
    where = laid.label if laid else "any single server of the registry"
    others = [
        precision,
        *(p for p in task.parameters.precisions if p.id in USUAL_PRECISIONS),
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
