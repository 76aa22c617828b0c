"""What a change of prices costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.files import load_registry
from llmcmp.pricing.effects import Use, effects
from llmcmp.registry import Registry
from llmcmp.schema import ModelSpec
from llmcmp.usage import Usage

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


def with_input(spec: ModelSpec, rate: str) -> ModelSpec:
    """Return *spec* with another input rate in every row."""
    return replace(spec, rates=tuple(replace(row, input=Decimal(rate)) for row in spec.rates))


def test_effects_come_largest_first(registry: Registry) -> None:
    """A million tokens: 5 cents more on one model, 100 cents on the other, which leads."""
    old = {"a": registry["gpt-4o-mini"], "b": registry["gpt-4.1"]}
    new = {"a": with_input(old["a"], "0.2"), "b": with_input(old["b"], "3")}
    million = Usage(input=1_000_000)
    uses = [Use(model=name, channel="openai", usage=million, prompt=1_000) for name in "ab"]
    uses.append(Use(model="c", channel="openai", usage=million, prompt=1_000))

    dear, cheap, unknown = effects(
        uses, lambda name, _: old.get(name), lambda name, _: new.get(name), TODAY
    )
    assert (unknown.delta, unknown.reason) == (None, "unknown model: c")
    assert (dear.use.model, dear.delta) == ("b", Decimal(3) - Decimal(2))
    assert (cheap.use.model, cheap.delta) == ("a", Decimal("0.2") - Decimal("0.15"))
