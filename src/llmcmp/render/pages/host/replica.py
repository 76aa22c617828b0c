"""What one replica of a hosted model holds, and how fast it is."""

from __future__ import annotations

from decimal import Decimal

from ....hosting import HostingPlan
from ....readable import about, about_range, compact, count, decimal_text, gigabytes, percent
from ...page import Table
from .figures import figure_table

GIB = 2**30


def memory_table(planned: HostingPlan) -> Table:
    """Return what fills the memory of one replica, and how many GPUs hold it."""
    each = Decimal(planned.memory_bytes) / planned.gpus / GIB
    length = planned.input_tokens + planned.output_tokens
    least, sensible = planned.minimum_gpus, planned.sensible_gpus
    rows = [
        ("Weights", gigabytes(planned.weights_bytes), f"parameters in {planned.precision}"),
        (
            "KV cache per token",
            gigabytes(planned.kv_cache_bytes_per_token),
            "2 x layers x KV heads x head size x bytes",
        ),
        ("Runtime", f"≈{gigabytes(planned.runtime_bytes)}", "allowance per card"),
        (
            "Cards hold",
            gigabytes(planned.memory_bytes),
            f"{planned.gpus} of {each:.1f} GiB usable; {planned.engine} fills "
            f"{percent(planned.memory_share)}",
        ),
        (
            "Room for KV cache",
            f"{about(Decimal(max(planned.kv_room_tokens, 0)))} tokens",
            f"{max(planned.kv_room_tokens, 0) // max(length, 1):,} requests of {length:,} tokens",
        ),
        ("Smallest count", _counted(least), "holds one longest request"),
        ("Sensible count", _counted(sensible), "holds a useful batch of mean requests"),
    ]
    return figure_table("Memory of one replica", rows)


def _counted(number: int | None) -> str:
    return "not in one server" if number is None else str(number)


def speed_table(planned: HostingPlan) -> Table:
    """Return tokens and requests a second, delays, and what the whole fleet takes a month."""
    speed = planned.throughput
    why = "; ".join(planned.band)
    output = f"{about(speed.output)} tok/s"
    if planned.measured:
        output = f"{decimal_text(speed.output)} tok/s"
    band = "" if speed.low == speed.high else f"{about_range(speed.low, speed.high)}: "
    first_low, first_high = planned.first_token_band
    rows = [
        ("Output", output, f"{band}{why}"),
        ("Input", f"{about(speed.input)} tok/s", "at the same time"),
        (
            "Requests",
            f"{about(planned.requests_per_second)} /s",
            f"saturated, {_batch(planned)} together; limit: {planned.batch_limit}",
        ),
        ("Time per token", f"{about(planned.ms_per_token)} ms", "of one answer, saturated"),
        (
            "First token",
            f"{about(planned.first_token_ms)} ms",
            f"{about_range(first_low, first_high)} ms, idle replica",
        ),
        (
            "Fleet takes",
            f"≈{compact(planned.capacity_per_month)} /month",
            f"busiest minute {compact(planned.peak_to_mean)}x the mean "
            f"({planned.peak_basis}), replicas at most {percent(planned.headroom)} full",
        ),
    ]
    return figure_table("Speed of one replica", rows)


def _batch(planned: HostingPlan) -> str:
    """Write the batch: a cap is exact, what memory holds is not."""
    whole = planned.batch == planned.batch.to_integral_value()
    return count(planned.batch) if whole else about(planned.batch)
