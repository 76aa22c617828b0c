"""An overlay over a registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from llmcmp.registry import Layer
from llmcmp.registry.layer import LayeredModels
from llmcmp.schema import AliasTarget, Discount, ModelSpec, Source
from tests.factories import model


def test_the_upper_layer_wins() -> None:
    """Its models, aliases and sources replace those of one name; discounts are added up."""
    ten, five = Discount(percent=Decimal(10)), Discount(percent=Decimal(5))
    new = model("small", name="New")
    lower = Layer(
        models={"small": model("small"), "large": model("large")},
        moving_aliases={"chat": (AliasTarget(model="small", since="2025"),)},
        sources={"S1": Source(title="old"), "S2": Source(title="kept")},
        discounts=(ten,),
    )
    upper = Layer(
        models={"tiny": model("tiny"), "small": new},
        moving_aliases={"chat": (AliasTarget(model="tiny", since="2026"),)},
        sources={"S1": Source(title="new")},
        discounts=(five,),
    )

    both = lower.under(upper)

    assert list(both.models) == ["small", "large", "tiny"]
    assert both.models["small"] is new
    assert [target.model for target in both.moving_aliases["chat"]] == ["tiny"]
    assert [source.title for source in both.sources.values()] == ["new", "kept"]
    assert both.discounts == (ten, five)


class Unread(Mapping[str, ModelSpec]):
    """Models that are named and cannot be read."""

    def __getitem__(self, key: str) -> ModelSpec:
        raise AssertionError(f"read: {key}")

    def __iter__(self) -> Iterator[str]:
        return iter(("small", "large"))

    def __len__(self) -> int:
        return 2


def test_no_model_is_read_before_it_is_asked_for() -> None:
    """Laying one thing over another reads neither."""
    new = model("small")
    both = LayeredModels({"small": new}, Unread())

    assert (len(both), list(both)) == (2, ["small", "large"])
    assert both["small"] is new
    with pytest.raises(AssertionError, match="read: large"):
        both["large"]
