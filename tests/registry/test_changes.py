"""What differs between two states of a model, rate by rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.files import load_registry
from llmcmp.registry import Registry
from llmcmp.registry.changes import changes
from llmcmp.schema import ModelSpec

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


def with_input(spec: ModelSpec, rate: str) -> ModelSpec:
    """Return *spec* with another input rate in every row."""
    return replace(spec, rates=tuple(replace(row, input=Decimal(rate)) for row in spec.rates))


def test_changes_are_told_rate_by_rate(registry: Registry) -> None:
    """Another input rate is one change per channel and tier in force, and nothing else is."""
    old = registry["gpt-4o-mini"]
    new = with_input(old, "0.2")
    result = changes([old], [new], TODAY)

    assert {change.meter for change in result} == {"input"}
    first = next(c for c in result if c.channel == "openai" and c.tier == "standard")
    assert (first.before, first.after) == (Decimal("0.15"), Decimal("0.2"))
    assert changes([old], [old], TODAY) == ()
    assert [c.kind for c in changes([old], [], TODAY)] == ["removed"]
    assert [c.kind for c in changes([], [old], TODAY)] == ["added"]
