"""What keeps a feed's mistakes out: zeros that mean unknown, and units mixed up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal, InvalidOperation

from ....errors import InputError
from ....schema import PER_CALL

HIGHEST = Decimal(2000)
"""USD per million tokens; nothing on sale costs more, and per-token rates read wrongly do."""
LOWEST = Decimal("0.0001")
"""USD per million tokens; a per-token rate read as per-million is below it."""
_DIGITS = Context(prec=9)

Meters = dict[str, Decimal]


def as_decimal(value: object, where: str) -> Decimal:
    """Return *value* exactly as the feed spells it."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise InputError(f"{where}: not a number: {value!r}"[:200])
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise InputError(f"{where}: not a number: {value!r}"[:200]) from None
    if not number.is_finite() or number < 0:
        raise InputError(f"{where}: not a price: {value}")
    return number


def per_million(per_token: Decimal) -> Decimal:
    """Return USD per million of a rate per token; float noise in the feed is taken off."""
    return plain(_DIGITS.multiply(per_token, Decimal(1_000_000)))


def plain(number: Decimal) -> Decimal:
    """Return *number* without trailing zeros and without an exponent."""
    short = number.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def without_zeros(meters: Mapping[str, Decimal], *, free: bool) -> tuple[Meters, str | None]:
    """Return the rates a feed really states; a zero is a price only where it says "free"."""
    if free:
        return dict(meters), None
    kept = {meter: rate for meter, rate in meters.items() if rate}
    dropped = [meter for meter in meters if meter not in kept and meter in ("input", "output")]
    if "input" in dropped:
        return {}, "a price of zero, which in this feed also means unknown"
    return kept, None


def misfit(meters: Mapping[str, Decimal]) -> str | None:
    """Return why these rates cannot be USD per million tokens; None where they can."""
    for meter, rate in meters.items():
        if meter in PER_CALL or not rate:
            continue
        if not LOWEST <= rate <= HIGHEST:
            return f"{meter} of {rate} USD per million tokens: wrong unit (factor 1,000 or more)"
    if meters.get("input") and meters.get("output"):
        ratio = meters["output"] / meters["input"]
        if not Decimal("0.001") < ratio < 1000:
            return f"output is {ratio:.3g} times the input rate: wrong unit in one of them"
    return None


def jump(before: Decimal, after: Decimal) -> int | None:
    """Return 1,000 or 1,000,000 where *after* is off by that factor from *before*."""
    if not before or not after:
        return None
    ratio = max(before, after) / min(before, after)
    for factor in (1_000, 1_000_000):
        if Decimal("0.5") * factor < ratio < 2 * factor:
            return factor
    return None
