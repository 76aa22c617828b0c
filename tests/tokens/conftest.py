"""Models and ratios that the token tests share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from llmcmp.schema import ModelSpec
from llmcmp.tokens import cuts
from tests.tokens.token_models import make_model


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
