"""Numbers and lists as a person reads them; the only place that rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ..usage import EXACT_DIGITS


def usd(amount: Decimal) -> str:
    """Write an amount as a person reads it: cents, or three digits where cents say nothing."""
    sign, size = "-" if amount < 0 else "", amount.copy_abs()
    places = max(2, 2 - size.adjusted()) if size else 2
    with localcontext(prec=EXACT_DIGITS):
        rounded = size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if places == 3 and rounded == 1:
            rounded = Decimal("1.00")
    return f"{sign}${rounded:,f}"


def factor(times: Decimal) -> str:
    """Write a ratio with two or three significant digits."""
    places = max(0, 2 - times.adjusted()) if times else 2
    if times < 1:
        places = max(2, places - 1)
    with localcontext(prec=EXACT_DIGITS):
        return f"{times.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f} times"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    words = list(dict.fromkeys(words))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def plural(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def count(quantity: int | Decimal) -> str:
    """Write a count with thousands separated, and a fraction only where there is one."""
    if isinstance(quantity, int) or quantity == quantity.to_integral_value():
        return f"{int(quantity):,}"
    with localcontext(prec=EXACT_DIGITS):
        return f"{quantity.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"


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


def rough(amount: Decimal) -> str:
    """Write an estimated amount with two significant digits."""
    step = Decimal(1).scaleb(amount.adjusted() - 1)
    return f"${(amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step:,f}".removesuffix(".0")


def millions(number: Decimal) -> str:
    """Write an estimated volume with three significant digits at most, and its unit."""
    if number < 1:
        return f"{number:.2f}"
    digits = (number / (step := Decimal(1).scaleb(number.adjusted() - 2))).quantize(
        Decimal(1), ROUND_HALF_UP
    )
    near = digits * step
    for unit, word in ((10**9, " billion"), (10**6, " million")):
        if near >= unit:
            return f"{(near / unit).normalize():,f}{word}"
    return f"{near:,.0f}"


def gigabytes(number: int) -> str:
    """Write bytes as decimal gigabytes or megabytes."""
    unit, word = (10**9, "GB") if number >= 10**9 else (10**6, "MB")
    value = Decimal(number) / unit
    places = 0 if value >= 100 else 2
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f} {word}"
