"""Models with one price row, and their comparison."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.registry import Layer, Registry
from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.schema import (
    Caching,
    Discount,
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Tokenizer,
)
from llmcmp.usage import Workload

AT = date(2026, 11, 22)


def spec(id_: str, input_: str, output: str, **fields: Any) -> ModelSpec:
    """Return an active model with one price row."""
    given: dict[str, Any] = {
        "id": id_,
        "name": id_.upper(),
        "developer": "Acme",
        "own_channel": "acme",
        "released": "2024-01-01",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="terms", commercial_use="yes"),
        "context_window": 100_000,
        "max_output_tokens": 10_000,
        "modalities": Modalities(input=("text",), output=("text",)),
        "features": Features(),
        "tokenizer": Tokenizer(name="o200k_base"),
        "caching": Caching(),
        "parameters": Parameters(disclosure="undisclosed"),
        "rates": (
            Rates(
                channel="acme", since="2024-01-01", input=Decimal(input_), output=Decimal(output)
            ),
        ),
    }
    return ModelSpec(**{**given, **fields})


def report(
    *specs: ModelSpec,
    workload: Workload | None = None,
    at: date = AT,
    discounts: tuple[Discount, ...] = (),
) -> Comparison:
    """Compare these models, in this order."""
    registry = Registry(Layer(models={one.id: one for one in specs}, discounts=discounts))
    return compare(registry, [one.id for one in specs], at=at, workload=workload)


def load(input_: int, output: int, requests: int = 1_000) -> Workload:
    """Return a workload."""
    return Workload(requests=requests, input_tokens=input_, output_tokens=output)


# Warnings.


def codes(done: Comparison) -> list[str]:
    """Return the codes of the warnings, but for the list of unknowns."""
    return [warning.code for warning in done.warnings if warning.code != "unknown"]
