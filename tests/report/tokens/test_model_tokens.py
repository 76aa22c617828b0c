"""What was counted on one model, and what that costs as input."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import UnknownNameError
from llmcmp.report.market import Market
from llmcmp.report.tokens.model_tokens import model_tokens, token_model
from llmcmp.schema import Meter
from llmcmp.usage import TokenCount, TokenItem
from tests.factories import model, rates, registry

MARKET = Market(
    registry=registry(
        model("small", rates("2025-01-01", "2", "8", input_audio="10"), context_window=1000),
        model("free"),
    ),
    at=date(2026, 1, 1),
)


def count(tokens: int, low: int | None = None, high: int | None = None) -> TokenCount:
    """Return a count, exact where it has no band."""
    return TokenCount(
        tokens=tokens,
        kind="exact" if low is None else "calibrated",
        low=tokens if low is None else low,
        high=tokens if high is None else high,
        tokenizer="o200k_base",
    )


def counted(selector: str, number: TokenCount, *items: TokenItem) -> tuple[Any, set[str]]:
    """Return the sum on one model, and the codes of its warnings."""
    result, notices = model_tokens(MARKET, token_model(MARKET, selector), number, items)
    return result, {notice.code for notice in notices}


def test_a_band_of_tokens_is_a_band_of_cost() -> None:
    """500 tokens at $2 a million are $0.001, from $0.0008 to $0.0012; half of the context."""
    result, codes = counted("small", count(500, 400, 600))

    assert (result.cost_as_input, result.cost_low, result.cost_high) == (
        Decimal("0.001"),
        Decimal("0.0008"),
        Decimal("0.0012"),
    )
    assert result.context_percent == 50
    assert codes == set()


def test_sound_is_priced_as_sound() -> None:
    """400 tokens at $2 and 100 of sound at $10: $0.0008 + $0.001."""
    sound = TokenItem(
        what="sound", tokens=100, low=100, high=100, rule="rate", meter=Meter.INPUT_AUDIO
    )

    assert counted("small", count(500), sound)[0].cost_as_input == Decimal("0.0018")


def test_a_model_without_a_price_is_counted_too() -> None:
    """Its warning says why there is none; a model nobody knows is refused."""
    result, codes = counted("free", count(500))

    assert (result.tokens, result.cost_as_input, result.channel) == (500, None, None)
    assert codes == {"unpriced"}
    with pytest.raises(UnknownNameError):
        token_model(MARKET, "nobody")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (count(1001), "small: 1,001 tokens do not fit its context of 1,000"),
        (count(900, 800, 1100), "small: 900 tokens may not fit its context of 1,000"),
    ],
)
def test_what_does_not_fit(number: TokenCount, text: str) -> None:
    """Where only the high end is too long, it may."""
    _, notices = model_tokens(MARKET, token_model(MARKET, "small"), number, ())

    assert text in [notice.text for notice in notices]
