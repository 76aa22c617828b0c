"""What a reader of a plan should know, and why a plan cannot serve its workload."""

from __future__ import annotations

from collections.abc import Iterator

from ..notices import Notice
from .candidate import Candidate
from .problem import HostingProblem
from .replica import memory
from .replica.memory import Fit


def reasons(problem: HostingProblem) -> Iterator[str]:
    """Yield why the workload cannot be served at any price, if it cannot."""
    limit = problem.spec.context_window
    longest = max(problem.options.longest_request or 0, problem.length)
    if isinstance(limit, int) and longest > limit:
        yield (
            f"a request of {longest:,} tokens exceeds the context of {problem.spec.id}, {limit:,}"
        )


def warnings(problem: HostingProblem, best: Candidate) -> Iterator[Notice]:
    """Yield what a reader should know before the numbers."""
    spec, fit = problem.spec, best.fit
    if spec.licence.commercial_use == "no":
        yield Notice(
            code="licence",
            text=f"{spec.id} may not be used commercially: its licence is {spec.licence.name}",
        )
    elif spec.licence.commercial_use == "unknown":
        yield Notice(code="licence", text=f"commercial use of {spec.id} is not known")
    if spec.features.instruction_tuned == "no":
        yield Notice(
            code="base-model",
            text=f"{spec.id} is a base model without instruction tuning: price is not value",
        )
    for reason in reasons(problem):
        yield Notice(code="context", text=reason)
    for remark in problem.shape.remarks:
        yield Notice(code="architecture", text=f"{spec.id}: {remark}")
    if problem.shape.outside:
        yield Notice(code="outside-model", text=f"{spec.id}: {problem.shape.outside}")
    yield from _workload_warnings(problem)
    yield from _memory_warnings(problem, fit)
    if best.price is None:
        yield Notice(
            code="unpriced",
            text=f"no price of {fit.gpu.id} is known: give one with --price-per-gpu-hour",
        )
    else:
        yield from best.price.notices
    if not problem.options.fixed_monthly:
        yield Notice(
            code="people", text="people, storage, egress and load balancers are not in the cost"
        )


def _workload_warnings(problem: HostingProblem) -> Iterator[Notice]:
    """Yield what of the workload the speed model leaves out."""
    work = problem.workload
    if work is not None and (work.cached_share or work.cache_write_share):
        yield Notice(
            code="prefix-cache",
            text="prefix caching is outside the model: cached tokens are computed like others",
        )
    if work is not None and work.images:
        yield Notice(code="images", text="images are outside the speed model and not in the cost")


def _memory_warnings(problem: HostingProblem, fit: Fit) -> Iterator[Notice]:
    """Yield what is unusual about the replica and its memory."""
    name = problem.options.gpu
    if name and not name.lower().endswith(fit.gpu.id.lower()):
        yield Notice(code="gpu-name", text=f"{name} is read as {fit.gpu.id}, {fit.gpu.name}")
    if not fit.holds(problem.longest):
        yield Notice(
            code="tight-memory",
            text=f"{fit.label} holds {problem.shape.model} only without the usual margins, "
            "one or two requests at a time",
        )
    elif fit.tight:
        yield Notice(
            code="tight-memory",
            text=f"weights leave {fit.room_tokens:,} tokens of KV cache on {fit.label}",
        )
    limit = problem.spec.context_window
    if isinstance(limit, int) and 0 < fit.room_tokens < limit:
        yield Notice(
            code="cache-below-context",
            text=f"{fit.label} holds {fit.room_tokens:,} tokens of KV cache, "
            f"less than the context of {limit:,}",
        )
    if fit.gpus > max(memory.SINGLE_NODE):
        yield Notice(code="multi-node", text=f"{fit.label} is more than one server")
    if name is None and problem.options.price_per_gpu_hour is not None:
        yield Notice(
            code="own-price",
            text=f"your price is applied to {fit.gpu.id}, chosen at list prices: "
            "name your card with --gpu",
        )
    if problem.engine.note and problem.engine.band != "default":
        yield Notice(code="engine", text=f"{problem.engine.name}: {problem.engine.note}")
