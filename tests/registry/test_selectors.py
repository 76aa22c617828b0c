"""Names and selectors: what resolves, and what the error says where nothing does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import LlmcmpError, UnknownNameError, UnpricedError
from llmcmp.registry import select
from tests.registry.eleven_models import REGISTRY

DAY = date(2025, 6, 1)


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
