"""What one replica of a hosted model holds, and how fast it is."""

from __future__ import annotations

from decimal import Decimal

from ....hosting import HostingPlan
from ....readable import about, about_range, compact, count, decimal_text, gigabytes, percent
from ....schema.gpu import GIB
from ...page import Table
from .figures import figure_table


def memory_table(plan: HostingPlan) -> Table:
    """Return what fills the memory of one replica, and how many GPUs hold it."""
    each = Decimal(plan.memory_bytes) / plan.gpus / GIB
    length = plan.input_tokens + plan.output_tokens
    least, sensible = plan.minimum_gpus, plan.sensible_gpus
    rows = [
        ("Weights", gigabytes(plan.weights_bytes), f"parameters in {plan.precision}"),
        (
            "KV cache per token",
            gigabytes(plan.kv_cache_bytes_per_token),
            "2 x layers x KV heads x head size x bytes",
        ),
        ("Runtime", f"≈{gigabytes(plan.runtime_bytes)}", "allowance per GPU"),
        (
            "GPU memory",
            gigabytes(plan.memory_bytes),
            f"{plan.gpus} of {each:.1f} GiB usable; {plan.engine} fills "
            f"{percent(plan.memory_share)}",
        ),
        (
            "Room for KV cache",
            f"{about(Decimal(max(plan.kv_room_tokens, 0)))} tokens",
            f"{max(plan.kv_room_tokens, 0) // max(length, 1):,} requests of {length:,} tokens",
        ),
        ("Minimum GPUs", _counted(least), "hold one request of maximum length"),
        ("Recommended GPUs", _counted(sensible), "hold a useful batch of average requests"),
    ]
    return figure_table("Memory of one replica", rows)


def _counted(number: int | None) -> str:
    return "not in one server" if number is None else str(number)


def speed_table(plan: HostingPlan) -> Table:
    """Return tokens and requests a second, delays, and what the whole fleet takes a month."""
    speed = plan.throughput
    why = "; ".join(plan.band)
    output = f"{about(speed.output)} tok/s"
    if plan.measured:
        output = f"{decimal_text(speed.output)} tok/s"
    band = "" if speed.low == speed.high else f"{about_range(speed.low, speed.high)}: "
    first_low, first_high = plan.first_token_band
    rows = [
        ("Output", output, f"{band}{why}"),
        ("Input", f"{about(speed.input)} tok/s", "at the same time"),
        (
            "Requests",
            f"{about(plan.requests_per_second)} /s",
            f"saturated, {_batch(plan)} together; limit: {plan.batch_limit}",
        ),
        ("Time per token", f"{about(plan.ms_per_token)} ms", "of one answer, saturated"),
        (
            "First token",
            f"{about(plan.first_token_ms)} ms",
            f"{about_range(first_low, first_high)} ms, idle replica",
        ),
        (
            "Fleet capacity",
            f"≈{compact(plan.capacity_per_month)} /month",
            f"peak minute {compact(plan.peak_to_mean)}x the average "
            f"({plan.peak_basis}), replicas at most {percent(plan.headroom)} full",
        ),
    ]
    return figure_table("Speed of one replica", rows)


def _batch(plan: HostingPlan) -> str:
    """Write the batch: a cap is exact, what memory holds is not."""
    whole = plan.batch == plan.batch.to_integral_value()
    return count(plan.batch) if whole else about(plan.batch)
