"""Models and ratios that the token tests share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from llmcmp.schema import ChatOverhead, Features, ImageTokens, ModelSpec
from llmcmp.tokens import cuts
from tests.tokens.token_models import make_model


@pytest.fixture
def mini() -> ModelSpec:
    """Return a model with a public vocabulary, a chat rule and an image rule."""
    return make_model(
        "gpt-4o-mini",
        "o200k_base",
        developer="OpenAI",
        chat_overhead=ChatOverhead(per_message=3, per_name=1, reply=3),
        image_tokens=ImageTokens(
            rule="tiles", base=2833, per_tile=5667, low_detail=2833,
            fit_within=2048, shortest_side=768, tile=512,
        ),
    )  # fmt: skip


@pytest.fixture
def opt() -> ModelSpec:
    """Return a base model on the GPT-2 vocabulary, with a token in front."""
    return make_model("opt-175b", "gpt2", prefix="</s>", features=Features(instruction_tuned="no"))


@pytest.fixture
def haiku() -> ModelSpec:
    """Return a model whose vocabulary nobody publishes, of a measured family."""
    return make_model("claude-haiku-4-5", "undisclosed")


@pytest.fixture
def large() -> ModelSpec:
    """Return a model whose vocabulary nobody knows."""
    return make_model("gpt-6-sol", "unknown")


ONE = Decimal(1)


@pytest.fixture
def small_strides(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make short texts take the way of long ones."""
    monkeypatch.setattr(cuts, "STRIDE", 6)
    yield
