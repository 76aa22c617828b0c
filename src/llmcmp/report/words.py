"""Numbers and lists as a person reads them; the only place that rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def usd(amount: Decimal) -> str:
    """Write an amount as a person reads it: cents, or three digits where cents say nothing."""
    if amount and abs(amount) < 1:
        places = max(2, 2 - amount.adjusted())
        return f"${amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return f"${amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def factor(times: Decimal) -> str:
    """Write a ratio with two or three significant digits."""
    places = 2 if times < 10 else 1 if times < 100 else 0
    return f"{times.quantize(Decimal(1).scaleb(-places)):,} times"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    words = list(dict.fromkeys(words))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def count(quantity: int | Decimal) -> str:
    """Write a count with thousands separated, and a fraction only where there is one."""
    if isinstance(quantity, int) or quantity == quantity.to_integral_value():
        return f"{int(quantity):,}"
    return f"{quantity.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def per_million(rate: Decimal | None) -> str:
    """Write a rate as the vendors do: every digit, at least two places."""
    if rate is None:
        return "-"
    text = format(rate.normalize(), "f")
    whole, _, fraction = text.partition(".")
    return f"${int(whole):,}.{fraction.ljust(2, '0')}"


def known(text: str) -> str:
    """Write a name that may be unknown."""
    return "unknown terms" if text == "unknown" else text
