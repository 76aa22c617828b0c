"""Models with one price row, and their comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.schema import Discount, ModelSpec
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

AT = date(2026, 11, 22)


def spec(id_: str, input_: str, output: str, **facts: Any) -> ModelSpec:
    """Return a model with one price row, a window of 100,000 tokens and answers of 10,000."""
    limits = {"context_window": 100_000, "max_output_tokens": 10_000}
    row = rates("2024-01-01", input_, output)
    return model(id_, row, **{"name": id_.upper(), **limits, **facts})


def report(
    *specs: ModelSpec,
    workload: Workload | None = None,
    at: date = AT,
    discounts: tuple[Discount, ...] = (),
) -> Comparison:
    """Compare these models, in this order."""
    known = registry(*specs, discounts=discounts)
    return compare(known, [one.id for one in specs], at=at, workload=workload)


def load(input_: int, output: int, requests: int = 1_000) -> Workload:
    """Return a workload."""
    return Workload(requests=requests, input_tokens=input_, output_tokens=output)


# Warnings.


def codes(result: Comparison) -> list[str]:
    """Return the codes of the warnings, but for the list of unknowns."""
    return [warning.code for warning in result.warnings if warning.code != "unknown"]
