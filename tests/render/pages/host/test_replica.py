"""What one replica holds, and how fast it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.hosting import HostingOptions
from llmcmp.records import replace
from llmcmp.render.page import Table
from llmcmp.render.pages.host.replica import memory_table, speed_table


def figures(table: Table) -> dict[str, tuple[str, str]]:
    """Return value and basis by name."""
    return {name: (value, basis) for name, value, basis in table.rows}


def test_what_fills_the_memory(llama: Any) -> None:
    """8,030 million weights of a byte are 8.03 GB; 13,660 tokens are ten requests of 1,366."""
    plan = replace(llama(), kv_room_tokens=13_660, minimum_gpus=None, sensible_gpus=2)
    memory = figures(memory_table(plan))

    assert memory["Weights"][0] == "8.03 GB"
    assert memory["Room for KV cache"] == ("≈14,000 tokens", "10 requests of 1,366 tokens")
    assert memory["Minimum GPUs"][0] == "not in one server"
    assert memory["Recommended GPUs"][0] == "2"


def test_estimated_speed_is_a_guess_with_its_band(llama: Any) -> None:
    """Output tokens a second, from low to high."""
    plan = llama()
    speed = replace(plan.throughput, output=Decimal(1234), low=Decimal(1000), high=Decimal(1500))
    value, basis = figures(speed_table(replace(plan, throughput=speed)))["Output"]

    assert value == "≈1,200 tok/s"
    assert basis.startswith("≈1,000 to 1,500: ")


def test_measured_speed_is_exact(llama: Any) -> None:
    """It has no band, and is written as it was given."""
    plan = llama(HostingOptions(gpu="L40S", precision="fp8", measured=Decimal("1234.5")))

    assert figures(speed_table(plan))["Output"] == ("1234.5 tok/s", "your own measurement")
