"""What a reader of a plan should know, and why a plan cannot serve its workload."""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import Notice
from . import memory
from .candidate import Candidate, Task
from .memory import Fit


def reasons(task: Task) -> Iterator[str]:
    """Say why the workload cannot be served at any price."""
    limit = task.spec.context_window
    longest = max(task.options.longest_request or 0, task.length)
    if isinstance(limit, int) and longest > limit:
        yield (f"a request of {longest:,} tokens exceeds the context of {task.spec.id}, {limit:,}")


def warnings(task: Task, best: Candidate) -> Iterator[Notice]:
    """Say what a reader should know before the numbers."""
    spec, laid = task.spec, best.fit
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
    for reason in reasons(task):
        yield Notice(code="context", text=reason)
    for remark in task.shape.remarks:
        yield Notice(code="architecture", text=f"{spec.id}: {remark}")
    if task.shape.outside:
        yield Notice(code="outside-model", text=f"{spec.id}: {task.shape.outside}")
    yield from _workload_warnings(task)
    yield from _memory_warnings(task, laid)
    if best.price is None:
        yield Notice(
            code="unpriced",
            text=f"no price of {laid.gpu.id} is known: give one with --price-per-gpu-hour",
        )
    else:
        yield from best.price.remarks
    if not task.options.fixed_monthly:
        yield Notice(
            code="people", text="people, storage, egress and load balancers are not in the cost"
        )


def _workload_warnings(task: Task) -> Iterator[Notice]:
    """Say what of the workload the speed model leaves out."""
    work = task.workload
    if work is not None and (work.cached_share or work.cache_write_share):
        yield Notice(
            code="prefix-cache",
            text="prefix caching is outside the model: cached tokens are computed like others",
        )
    if work is not None and work.images:
        yield Notice(code="images", text="images are outside the speed model and not in the cost")


def _memory_warnings(task: Task, laid: Fit) -> Iterator[Notice]:
    """Say what is unusual about the replica."""
    named = task.options.gpu
    if named and not named.lower().endswith(laid.gpu.id.lower()):
        yield Notice(code="gpu-name", text=f"{named} is read as {laid.gpu.id}, {laid.gpu.name}")
    if not laid.holds(task.longest):
        yield Notice(
            code="tight-memory",
            text=f"{laid.label} holds {task.shape.model} only without the usual margins, "
            "one or two requests at a time",
        )
    elif laid.tight:
        yield Notice(
            code="tight-memory",
            text=f"weights leave {laid.room_tokens:,} tokens of KV cache on {laid.label}",
        )
    limit = task.spec.context_window
    if isinstance(limit, int) and 0 < laid.room_tokens < limit:
        yield Notice(
            code="cache-below-context",
            text=f"{laid.label} holds {laid.room_tokens:,} tokens of KV cache, "
            f"less than the context of {limit:,}",
        )
    if laid.gpus > max(memory.SINGLE_NODE):
        yield Notice(code="multi-node", text=f"{laid.label} is more than one server")
    if named is None and task.options.price_per_gpu_hour is not None:
        yield Notice(
            code="own-price",
            text=f"your price is applied to {laid.gpu.id}, chosen at list prices: "
            "name your card with --gpu",
        )
    if task.engine.note and task.engine.band != "default":
        yield Notice(code="engine", text=f"{task.engine.name}: {task.engine.note}")
