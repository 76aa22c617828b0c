"""Eleven models and three aliases that moved, for the tests of names."""

from __future__ import annotations

from typing import Any

from llmcmp.registry import Layer, Registry
from llmcmp.schema import (
    AliasTarget,
    Architecture,
    ModelSpec,
    Tier,
)
from tests.factories import model, rates


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
