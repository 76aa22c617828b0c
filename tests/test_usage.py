"""Usage that cannot be is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.errors import InputError
from llmcmp.usage import Usage

# Trap 3 and impossible usage.


@pytest.mark.parametrize("quantity", [-1, Decimal("-0.5"), Decimal("NaN"), Decimal("Infinity")])
def test_impossible_usage_is_refused(quantity: int | Decimal) -> None:
    """Nobody uses minus one token, nor NaN."""
    with pytest.raises(InputError):
        Usage(input=quantity)


def test_more_cached_than_input_is_refused() -> None:
    """Subtracting 2,000 cached tokens from 1,000 input tokens is refused, not clipped."""
    with pytest.raises(InputError, match="negative"):
        Usage(input=1_000) - Usage(input=2_000)
