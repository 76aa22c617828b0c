"""Which replica a model gets, and which others would do.

It is the one asked for, or the cheapest that holds a useful batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from ..errors import InputError, LlmcmpError, UnpricedError
from ..records import record, replace
from ..schema.gpu import Gpu
from .candidate import Candidate, candidate_of
from .gpu_price import HourlyPrice
from .misfit import does_not_fit
from .names import parse_plan
from .problem import HostingProblem
from .replica import memory
from .replica.memory import Fit


@record
class OtherReplica:
    """Another replica that would do."""

    gpu: str
    gpus: int
    """Cards of one replica."""
    precision: str
    replicas: int
    """Replicas for the load."""
    monthly_cost: Decimal
    """USD a month at the typical price."""
    backed: bool
    """Whether measurements of the card back the speed."""


def cheapest_first(problem: HostingProblem) -> list[Candidate]:
    """Return the replicas of every priced card, the one to propose first.

    Replicas whose speed is backed by measurements come first, then the cheaper month decides.
    Ties go to fewer cards, then to the cheaper hour, then to the name.
    """
    _refuse_options_of_one_card(problem)
    if problem.options.gpus is not None:
        problem.check_size(problem.options.gpus)
    # One price for every card would choose the largest: cards are compared at list prices.
    listed = replace(problem, options=replace(problem.options, price_per_gpu_hour=None))
    candidates: list[Candidate] = []
    for sensible in (True, False):
        for gpu in problem.gpus.gpus:
            candidates.extend(_candidates(listed, gpu, sensible=sensible))
        if candidates:
            break
    if not candidates:
        _require_a_price(listed)
        raise does_not_fit(problem, None)
    return sorted(
        candidates,
        key=lambda c: (not c.backed, c.cost(problem.load), c.fit.gpus, c.hour, c.fit.gpu.id),
    )


def choice_sentence(best: Candidate, problem: HostingProblem) -> str:
    """Say by which rule the replica was chosen."""
    for_what = "for the workload" if problem.load.requests is not None else "for one replica"
    return (
        f"{best.fit.label}: the cheapest month {for_what} at typical {problem.options.term} "
        "prices, of the single servers that hold a useful batch and are one card or backed by "
        "measurements"
    )


def requested_replica(problem: HostingProblem) -> tuple[Candidate, str]:
    """Return the replica the user named, and how its size was chosen as a sentence."""
    options = problem.options
    count, gpu = parse_plan(options.gpu or "", problem.gpus)
    if count and options.gpus and count != options.gpus:
        raise InputError(f"--gpus: {options.gpus}, but the plan says {count}")
    memory.check_precision(gpu, problem.precision, problem.gpus, problem.parameters)
    requested = count or options.gpus
    if requested is None:
        fit = _smallest_sensible(problem, gpu)
        holds = "a useful batch" if problem.is_sensible(fit) else "one request"
        sentence = f"{fit.label}: the smallest count of {gpu.id} that holds {holds}"
    else:
        problem.check_size(requested)
        fit = problem.fit_on(gpu, requested)
        sentence = f"{fit.label}: as asked"
    # Published runs give up the margins; a count that llmcmp chooses keeps them.
    if not fit.holds(problem.longest) and not (requested and fit.squeezes(problem.longest)):
        raise does_not_fit(problem, fit)
    return candidate_of(problem, fit, _price_if_sold(problem, gpu)), sentence


def alternatives(
    problem: HostingProblem, best: Candidate, candidates: Sequence[Candidate] = ()
) -> tuple[OtherReplica, ...]:
    """Return the cheapest replica of each other card; *candidates* where they are known already."""
    cheapest: dict[str, Candidate] = {}
    for candidate in candidates or _all_candidates(problem):
        if candidate.fit.gpu.id != best.fit.gpu.id:
            cheapest.setdefault(candidate.fit.gpu.id, candidate)
    return tuple(
        OtherReplica(
            gpu=c.fit.gpu.id,
            gpus=c.fit.gpus,
            precision=c.fit.precision.id,
            replicas=c.fleet.replicas(problem.load.requests or Decimal(0)),
            monthly_cost=c.cost(problem.load),
            backed=c.backed and c.fit.gpu.batched_data,
        )
        for c in sorted(cheapest.values(), key=lambda c: (c.cost(problem.load), c.fit.gpu.id))[:5]
    )


def _all_candidates(problem: HostingProblem) -> Sequence[Candidate]:
    """Return the replicas of all cards, as if the user had named none."""
    options = replace(
        problem.options,
        gpu=None,
        gpus=None,
        measured=None,
        owned=None,
        price_per_gpu_hour=None,
        vendor=None,
    )
    try:
        return cheapest_first(replace(problem, options=options))
    except LlmcmpError:
        return ()


def _refuse_options_of_one_card(problem: HostingProblem) -> None:
    """Refuse options that make sense only for a card the user names."""
    if problem.options.measured is not None:
        raise InputError(
            "--measured: a measurement belongs to one kind of GPU", hint="name it with --gpu"
        )
    if problem.options.owned is not None and problem.options.owned.server_usd is not None:
        raise InputError(
            "the price of an owned server belongs to one kind of GPU", hint="name it with --gpu"
        )


def _require_a_price(problem: HostingProblem) -> None:
    """Refuse a day, term or vendor for which no card has a price."""
    options = problem.options
    for gpu in problem.gpus.gpus:
        with suppress(UnpricedError):
            problem.price_of(gpu)
            return
    by = f" from {options.vendor}" if options.vendor else ""
    raise UnpricedError(
        f"no {options.term} price of any GPU{by} is known on {problem.at}",
        hint="name a card and your price: --gpu and --price-per-gpu-hour",
    )


def _candidates(problem: HostingProblem, gpu: Gpu, *, sensible: bool) -> Iterator[Candidate]:
    """Yield the replicas of one card that hold the requests and have a price."""
    if memory.peak(gpu, problem.precision.compute, problem.parameters) is None:
        return
    try:
        price = problem.price_of(gpu)
    except UnpricedError:
        return
    requested = problem.options.gpus
    for count in [requested] if requested else problem.counts():
        fit = problem.fit_on(gpu, count)
        if problem.is_sensible(fit) if sensible else fit.holds(problem.longest):
            yield candidate_of(problem, fit, price)


def _price_if_sold(problem: HostingProblem, gpu: Gpu) -> HourlyPrice | None:
    """Return the price, or None for a card without a known price."""
    options = problem.options
    sold = any(row.gpu == gpu.id for row in problem.gpus.prices)
    if sold or options.vendor or options.owned or options.price_per_gpu_hour is not None:
        return problem.price_of(gpu)
    return None


def _smallest_sensible(problem: HostingProblem, gpu: Gpu) -> Fit:
    """Return the smallest replica that is sensible, else that runs, else the largest there is."""
    fits = [problem.fit_on(gpu, count) for count in problem.counts()]
    for is_enough in (problem.is_sensible, lambda fit: fit.holds(problem.longest)):
        for fit in fits:
            if is_enough(fit):
                return fit
    return fits[-1]
