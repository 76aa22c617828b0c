"""Models by id, alias and moving alias, and a registry under an overlay."""

from __future__ import annotations

from datetime import date

import pytest

from llmcmp.errors import InputError, RegistryError, UnknownNameError
from llmcmp.registry import Layer, NameClashError, OverlayInfo, Registry, select
from llmcmp.schema import (
    AliasTarget,
)
from tests.registry.eleven_models import MODELS, REGISTRY, spec

MOVES = [
    ("gpt-4o", date(2024, 5, 13), "gpt-4o-2024-05-13", None),
    ("gpt-4o", date(2024, 10, 1), "gpt-4o-2024-05-13", None),
    ("gpt-4o", date(2024, 10, 2), "gpt-4o-2024-08-06", None),
    ("GPT-4o", date(2025, 1, 1), "gpt-4o-2024-08-06", None),
    ("chat", date(2024, 8, 5), "gpt-4o-2024-05-13", None),
    (
        *("chat", date(2024, 8, 6), "gpt-4o-2024-08-06"),
        "chat is taken as gpt-4o-2024-08-06 on 2024-08-06; the day it moved there is unknown",
    ),
    (
        *("month", date(2024, 10, 31), "gpt-4o-2024-08-06"),
        "month is taken as gpt-4o-2024-08-06 on 2024-10-31; it moved there some day of 2024-10",
    ),
    ("month", date(2024, 11, 1), "gpt-4o-2024-08-06", None),
]


@pytest.mark.parametrize(("alias", "at", "id_", "warning"), MOVES)
def test_moving_aliases(alias: str, at: date, id_: str, warning: str | None) -> None:
    """An alias that moved means what it meant on the day; doubts are said."""
    offer = select(REGISTRY, alias, at=at)

    assert offer.spec.id == id_
    assert [(note.code, note.text, note.selector) for note in offer.warnings] == (
        [("alias-date-unknown", warning, alias)] if warning else []
    )


def test_moving_alias_before_its_first_day() -> None:
    """Before its first known day an alias means nothing, and the error says since when it does."""
    with pytest.raises(UnknownNameError, match="without a meaning on 2024-05-12: gpt-4o") as caught:
        select(REGISTRY, "gpt-4o", at=date(2024, 5, 12))

    assert caught.value.hint == "it first stood for gpt-4o-2024-05-13, from 2024-05-13"


def test_look_up_without_a_date() -> None:
    """Ids and aliases need no date; an alias that moved does, and says so."""
    assert REGISTRY["META-LLAMA/llama-3.3-70b-instruct"].id == "llama-3.3-70b"
    with pytest.raises(UnknownNameError, match="depends on the date: gpt-4o"):
        REGISTRY["gpt-4o"]


def test_registry_lists_itself() -> None:
    """Ids, names and models come in the order of the registry."""
    assert REGISTRY.ids == tuple(model.id for model in REGISTRY.models()) == tuple(REGISTRY)
    assert len(REGISTRY) == 11
    assert {"claude-3-haiku@20240307", "gpt-4o", "opt-175b"} < set(REGISTRY.names)
    assert "GPT-4O" in REGISTRY
    assert 4 not in REGISTRY


def test_a_name_of_two_models() -> None:
    """An alias that names two models is an error that names both."""
    twin = spec("twin", aliases=("GPT-4o-mini",))
    with pytest.raises(NameClashError, match=r"GPT-4o-mini \(gpt-4o-mini and twin\)"):
        Registry(Layer(models={model.id: model for model in (*MODELS, twin)}))
    with pytest.raises(NameClashError, match="also a name of twin: twin"):
        Registry(Layer(models={"twin": twin}, moving_aliases={"twin": ()}))
    with pytest.raises(RegistryError, match="moving alias a: unknown model: b"):
        stray = (AliasTarget(model="b", since="2024"),)
        Registry(Layer(models={"twin": twin}, moving_aliases={"a": stray}))


def test_overlaid_registry() -> None:
    """An overlay's models replace those of the same id, names included; the rest stays."""
    ours = spec("gpt-4o-mini", aliases=("mini",))
    info = OverlayInfo(name="ours", sha256="0")
    result = REGISTRY.overlaid((info,), Layer(models={"gpt-4o-mini": ours, "new": spec("new")}))

    assert result["mini"] is ours
    assert result.ids == (*REGISTRY.ids, "new")
    assert result.overlays == (info,)
    assert "mini" not in REGISTRY
    with pytest.raises(InputError, match=r"opt-175b \(opt-175b and x\)"):
        REGISTRY.overlaid((info,), Layer(models={"x": spec("x", aliases=("opt-175b",))}))
