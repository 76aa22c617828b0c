"""Names and selectors: what resolves, and what the error says where nothing does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import InputError, LlmcmpError, RegistryError, UnknownNameError, UnpricedError
from llmcmp.registry import Layer, NameClashError, OverlayInfo, Registry, select
from llmcmp.schema import (
    AliasTarget,
    Architecture,
    ModelSpec,
    Tier,
)
from tests.factories import model, rates

DAY = date(2025, 6, 1)


def spec(id_: str, *rows: tuple[str, Tier], **changes: Any) -> ModelSpec:
    """Return a model with a price row for each channel and tier of *rows*."""
    sold = (rates("2024-05-13", "1", channel=channel, tier=tier) for channel, tier in rows)
    return model(id_, *sold, **{"own_channel": "openai", "released": "2024-05-13", **changes})


SHAPE = Architecture(layers=1, d_model=64, heads=1)
STANDARD, BATCH = Tier.STANDARD, Tier.BATCH
MODELS = (
    spec("closed", ("openai", STANDARD), architecture=SHAPE),
    spec("gpt-4o-mini", ("openai", STANDARD), ("openai", BATCH), ("azure", STANDARD)),
    spec("gpt-4o-2024-05-13", ("openai", STANDARD)),
    spec("gpt-4o-2024-08-06", ("openai", STANDARD), released="2024-08-06"),
    spec(
        "claude-3-haiku",
        ("anthropic", STANDARD),
        ("vertex", BATCH),
        own_channel="anthropic",
        aliases=("claude-3-haiku@20240307", "anthropic.claude-3-haiku-20240307-v1:0"),
    ),
    spec(
        "llama-3.3-70b",
        ("together", STANDARD),
        ("groq", STANDARD),
        own_channel=None,
        aliases=("meta-llama/Llama-3.3-70B-Instruct",),
        architecture=SHAPE,
        weights="open",
    ),
    spec("hosted-only", ("together", STANDARD), own_channel=None),
    spec("opt-175b", own_channel=None, architecture=SHAPE, weights="on-request"),
    spec("command-r", ("cohere", STANDARD), own_channel="cohere"),
    spec("command-r+", ("cohere", STANDARD), own_channel="cohere"),
    spec("rumoured", own_channel=None),
)
MOVING = {
    "gpt-4o": (
        AliasTarget(model="gpt-4o-2024-05-13", since="2024-05-13"),
        AliasTarget(model="gpt-4o-2024-08-06", since="2024-10-02"),
    ),
    "chat": (
        AliasTarget(model="gpt-4o-2024-05-13", since="2024-05-13"),
        AliasTarget(model="gpt-4o-2024-08-06", since="unknown"),
    ),
    "month": (
        AliasTarget(model="gpt-4o-2024-05-13", since="2024-05-13"),
        AliasTarget(model="gpt-4o-2024-08-06", since="2024-10"),
    ),
}
REGISTRY = Registry(Layer(models={model.id: model for model in MODELS}, moving_aliases=MOVING))
GPUS = frozenset({"A100-80-SXM", "T4"})


def read(text: str, at: date = DAY) -> str:
    """Return what *text* stands for, as id, channel, tier and plan."""
    offer = select(REGISTRY, text, at=at, gpu_names=GPUS)
    assert offer.selector == text
    return f"{offer.spec.id} {offer.channel} {offer.tier} {offer.plan}"


RESOLVES = {
    "gpt-4o-mini": "gpt-4o-mini openai standard None",
    "GPT-4o-Mini": "gpt-4o-mini openai standard None",
    "gpt-4o-mini+batch": "gpt-4o-mini openai batch None",
    "gpt-4o-mini@azure": "gpt-4o-mini azure standard None",
    "gpt-4o-mini@OpenAI+Batch": "gpt-4o-mini openai batch None",
    "claude-3-haiku@20240307": "claude-3-haiku anthropic standard None",
    "claude-3-haiku@20240307@vertex+batch": "claude-3-haiku vertex batch None",
    "claude-3-haiku@20240307+standard": "claude-3-haiku anthropic standard None",
    "anthropic.claude-3-haiku-20240307-v1:0": "claude-3-haiku anthropic standard None",
    "meta-llama/Llama-3.3-70B-Instruct": "llama-3.3-70b self standard None",
    "llama-3.3-70b": "llama-3.3-70b self standard None",
    "llama-3.3-70b@together": "llama-3.3-70b together standard None",
    "llama-3.3-70b@self": "llama-3.3-70b self standard None",
    "opt-175b": "opt-175b self standard None",
    "opt-175b@8xA100-80-SXM": "opt-175b self standard 8xA100-80-SXM",
    "opt-175b@8xa100-80-sxm": "opt-175b self standard 8xA100-80-SXM",
    "opt-175b@T4": "opt-175b self standard T4",
    "hosted-only@together": "hosted-only together standard None",
    "command-r+": "command-r+ cohere standard None",
    "command-r+@cohere": "command-r+ cohere standard None",
    "command-r+@cohere+standard": "command-r+ cohere standard None",
    "command-r+standard": "command-r cohere standard None",
}


@pytest.mark.parametrize(("text", "meaning"), RESOLVES.items())
def test_selectors(text: str, meaning: str) -> None:
    """A selector is tried whole, then split at the last plus, then at the last at-sign."""
    assert read(text) == meaning


ALL = "run `llmcmp models list` for all"
REFUSED: dict[str, tuple[type[LlmcmpError], str, str]] = {
    "gpt4o-mini": (
        UnknownNameError,
        "unknown model: gpt4o-mini",
        f"did you mean gpt-4o-mini? {ALL}",
    ),
    "zzz": (UnknownNameError, "unknown model: zzz", ALL),
    "": (UnknownNameError, "an empty selector", ALL),
    " ": (UnknownNameError, "an empty selector", ALL),
    "@": (UnknownNameError, "unknown model: @", ALL),
    "zzz@openai+batch": (UnknownNameError, "unknown model: zzz", ALL),
    "gpt-4o-mini@azur": (
        UnknownNameError,
        "unknown channel of gpt-4o-mini: azur",
        "did you mean gpt-4o-mini@azure? use gpt-4o-mini@openai, gpt-4o-mini@azure",
    ),
    "gpt-4o-mini@8xA100": (
        UnknownNameError,
        "unknown channel of gpt-4o-mini: 8xA100",
        "use gpt-4o-mini@openai, gpt-4o-mini@azure",
    ),
    "llama-3.3-70b@bedrock": (
        UnknownNameError,
        "unknown channel of llama-3.3-70b: bedrock",
        "use llama-3.3-70b@groq, llama-3.3-70b@together, llama-3.3-70b@self",
    ),
    "gpt-4o-mini+bach": (
        UnknownNameError,
        "unknown tier of gpt-4o-mini@openai: bach",
        "did you mean batch? openai has standard, batch",
    ),
    "gpt-4o-mini@azure+batch": (
        UnknownNameError,
        "unknown tier of gpt-4o-mini@azure: batch",
        "azure has standard",
    ),
    "claude-3-haiku@vertex": (
        UnknownNameError,
        "no standard tier: claude-3-haiku@vertex",
        "vertex has batch; use claude-3-haiku@vertex+batch",
    ),
    "opt-175b+batch": (
        UnknownNameError,
        "self-hosted weights have no tiers: opt-175b@self+batch",
        "use opt-175b@self",
    ),
    "gpt-4o-mini@self": (
        UnknownNameError,
        "cannot be self-hosted, its architecture is not known: gpt-4o-mini",
        "use gpt-4o-mini@openai, gpt-4o-mini@azure",
    ),
    "gpt-4o-mini@T4": (
        UnknownNameError,
        "cannot be self-hosted, its architecture is not known: gpt-4o-mini",
        "use gpt-4o-mini@openai, gpt-4o-mini@azure",
    ),
    "closed@self": (
        UnknownNameError,
        "cannot be self-hosted, its weights are not published: closed",
        "use closed@openai",
    ),
    "hosted-only": (
        UnknownNameError,
        "no channel of the developer's own, and no architecture to host: hosted-only",
        "use hosted-only@together",
    ),
    "rumoured": (
        UnpricedError,
        "neither a price nor an architecture is known: rumoured",
        "released 2024-05-13, weights none; run `llmcmp models show rumoured` for what is known",
    ),
}


@pytest.mark.parametrize(("text", "refusal"), REFUSED.items())
def test_refusals(text: str, refusal: tuple[type[LlmcmpError], str, str]) -> None:
    """What nobody declared is an error with suggestions, never a substitution."""
    kind, message, hint = refusal
    with pytest.raises(LlmcmpError) as caught:
        read(text)

    assert (type(caught.value), str(caught.value), caught.value.hint) == (kind, message, hint)


@given(text=st.text(st.sampled_from("gpt-4omini@+selfbatch8xA10opn\n\0é"), max_size=30))
def test_any_text_is_an_offer_or_an_error(text: str) -> None:
    """No text ends in anything but an offer or an error of ours, on one line."""
    try:
        read(text)
    except LlmcmpError as error:
        assert str(error).isprintable()


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
