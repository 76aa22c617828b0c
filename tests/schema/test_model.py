"""What a model's facts may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.schema import Architecture, Features, Lifecycle, Rates
from tests.factories import model, rates


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"aliases": ("two words",)}, "not a name without spaces: 'two words'"),
        ({"aliases": ("",)}, "not a name without spaces"),
        ({"released": "soon"}, "released: not a date"),
        ({"knowledge_cutoff": "2024-13"}, "knowledge_cutoff: not a date"),
        ({"context_window": 0}, "not a number of tokens: 0"),
        ({"max_output_tokens": -1}, "not a number of tokens: -1"),
    ],
)
def test_impossible_facts_are_refused(changes: dict[str, Any], message: str) -> None:
    """A name can be typed, a date is a date, a limit lets something through."""
    with pytest.raises(ValueError, match=message):
        model("small", **changes)


def test_two_prices_cannot_begin_on_one_day() -> None:
    """Rows of one day differ in channel, tier, prompt length or hours."""
    row = rates("2025-01-01", "1", "2")
    longer = rates("2025-01-01", "2", "4", prompt_over=1000)

    assert model("small", row, longer)
    with pytest.raises(ValueError, match="acme standard has two rows that begin 2025-01-01"):
        model("small", row, rates("2025-01-01", "3", "3"))


def test_the_own_channel_is_named_first() -> None:
    """The others follow by name, each once."""
    starts = (("vertex", "2025"), ("azure", "2025"), ("acme", "2025"), ("acme", "2026"))
    rows = [Rates(channel=name, since=since, input=Decimal(1)) for name, since in starts]

    assert model("small", *rows).channels == ("acme", "azure", "vertex")


def test_published_weights_of_a_known_shape_may_be_hosted() -> None:
    """A shape alone is not enough, nor are weights alone."""
    shape = Architecture(layers=1, d_model=64, heads=1)

    assert model("open", weights="open", architecture=shape).may_be_hosted
    assert not model("closed", weights="none", architecture=shape).may_be_hosted
    assert not model("shapeless", weights="open").may_be_hosted


@pytest.mark.parametrize("name", ["deprecated", "retires", "not_before"])
def test_lifecycles_have_dates(name: str) -> None:
    """Every day of a lifecycle is a date."""
    with pytest.raises(ValueError, match=f"{name}: not a date: 'soon'"):
        Lifecycle(state="active", **{name: "soon"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"elsewhere\.azure: not a date"):
        Lifecycle(state="active", elsewhere={"azure": name})


@pytest.mark.parametrize("name", ["since", "flying"])
def test_only_features_begin_on_a_day(name: str) -> None:
    """A day belongs to a feature that exists."""
    with pytest.raises(ValueError, match=f"since: not a feature: {name}"):
        Features(since={name: "2025"})
