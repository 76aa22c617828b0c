"""Numbers and lists as a person reads them; the only place that rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from .exact import exact


def usd(amount: Decimal, *, signed: bool = False) -> str:
    """Write an amount as a person reads it: cents, or three digits where cents say nothing."""
    more = "+" if signed and amount else ""
    sign, size = "-" if amount < 0 else more, amount.copy_abs()
    places = max(2, 2 - size.adjusted()) if size else 2
    with exact():
        rounded = size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if places == 3 and rounded == 1:
            rounded = Decimal("1.00")
    return f"{sign}${rounded:,f}"


def factor(times: Decimal) -> str:
    """Write a ratio with two or three significant digits."""
    places = max(0, 2 - times.adjusted()) if times else 2
    if times < 1:
        places = max(2, places - 1)
    with exact():
        return f"{times.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f} times"


def about(quantity: Decimal) -> str:
    """Write a guess with its sign and two significant digits."""
    return f"≈{_two_digits(quantity)}"


def about_usd(amount: Decimal) -> str:
    """Write a guessed amount with its sign."""
    return f"≈{rough(amount)}"


def usd_range(low: Decimal, high: Decimal) -> str:
    """Write the ends of a guessed amount; one where they read the same."""
    return f"≈{' to '.join(dict.fromkeys((rough(low), rough(high))))}"


def about_range(low: Decimal, high: Decimal) -> str:
    """Write the ends of a guess; one where they read the same."""
    return f"≈{' to '.join(dict.fromkeys((_two_digits(low), _two_digits(high))))}"


def volume(quantity: Decimal) -> str:
    """Write a guessed volume with its sign and unit."""
    return f"≈{millions(quantity)}"


def volume_range(low: Decimal, high: Decimal) -> str:
    """Write the ends of a guessed volume; one where they read the same."""
    return f"≈{' to '.join(dict.fromkeys((millions(low), millions(high))))}"


def compact(value: Decimal) -> str:
    """Write a number with a unit, three significant digits at most: ``500``, ``1k``, ``2.5M``."""
    for power, unit in ((12, "T"), (9, "B"), (6, "M"), (3, "k")):
        if value >= Decimal("0.9995").scaleb(power):
            return f"{_three_digits(value.scaleb(-power))}{unit}"
    return _three_digits(value)


def _three_digits(value: Decimal) -> str:
    """Round to three significant digits, or to whole numbers, without idle zeros."""
    if not value:
        return "0"
    with exact():
        rounded = value.quantize(Decimal(1).scaleb(min(value.adjusted() - 2, 0)), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal, *, signed: bool = False) -> str:
    """Write a share in percent, by the rule of ``percentage``."""
    return f"{percentage(share * 100, signed=signed)} %"


def rough_percent(share: Decimal) -> str:
    """Write a guessed share in percent: two significant digits at most."""
    rounded = _to_two_digits(share)
    return percent(share if rounded == 1 else rounded)


def percentage(number: Decimal, *, signed: bool = False) -> str:
    """Write a number of percents to a tenth, from a hundred on to the whole, without idle zeros.

    Only none is ``0`` and only all is ``100``: a little is ``<0.1``, almost all is ``>99.9``.
    """
    more = "+" if signed and number else ""
    sign, size = "-" if number < 0 else more, number.copy_abs()
    if 0 < size < Decimal("0.1"):
        return f"{sign}<0.1"
    if Decimal("99.9") < size < 100:
        return f"{sign}>99.9"
    if 100 < size < Decimal("100.5"):
        return f"{sign}>100"
    with exact():
        rounded = size.quantize(Decimal("0.1") if size < 100 else Decimal(1), ROUND_HALF_UP)
    return f"{sign}{rounded:,f}".removesuffix(".0")


def _two_digits(value: Decimal) -> str:
    """Write a number with two significant digits."""
    return f"{_to_two_digits(value):,f}"


def _to_two_digits(value: Decimal) -> Decimal:
    """Round to two significant digits, or to whole numbers of them."""
    if not value:
        return Decimal(0)
    with exact():
        rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP)
        # 9.96 rounds to 10.0, which has one digit too many.
        return rounded.quantize(Decimal(1).scaleb(min(rounded.adjusted() - 1, 0)))


def printable(text: str, most: int | None = None, *, stand_in: str | None = None) -> str:
    """Return *text* on one line, unable to steer a terminal, cut to *most* characters.

    What cannot be printed becomes its escape, as ``ascii`` writes it, or *stand_in*.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(c, stand_in) for c in text)
    return text if most is None or len(text) <= most else f"{text[: most - 3]}..."


def _escape(char: str, stand_in: str | None) -> str:
    return ascii(char)[1:-1] if stand_in is None else stand_in


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    words = list(dict.fromkeys(words))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def plural(number: int | Decimal, noun: str) -> str:
    """Write a number of things: ``1 request``, ``2,000 requests``."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def count(quantity: int | Decimal) -> str:
    """Write a count with thousands separated, and a fraction only where there is one."""
    if isinstance(quantity, int) or quantity == quantity.to_integral_value():
        return f"{int(quantity):,}"
    with exact():
        return f"{quantity.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"


def per_million(rate: Decimal | None) -> str:
    """Write a rate as the vendors do: every digit, at least two places."""
    if rate is None:
        return "-"
    text = format(rate.normalize(), "f")
    whole, _, fraction = text.partition(".")
    return f"${int(whole):,}.{fraction.ljust(2, '0')}"


def decimal_text(value: Decimal) -> str:
    """Write every digit, without an exponent and without idle zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def known(text: str) -> str:
    """Write a name that may be unknown."""
    return "unknown terms" if text == "unknown" else text


def rough(amount: Decimal) -> str:
    """Write an estimated amount with two significant digits."""
    return f"${_two_digits(amount)}"


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
    """Write bytes in decimal units, down to kilobytes."""
    unit, word = next(
        ((10**power, word) for power, word in ((9, "GB"), (6, "MB")) if number >= 10**power),
        (10**3, "kB"),
    )
    value = Decimal(number) / unit
    places = 0 if value >= 100 else 2
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f} {word}"
