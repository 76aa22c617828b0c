"""Exact amounts: products and sums of counts and prices keep every digit."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

EXACT_DIGITS = 80
"""Digits kept in products and sums: counts up to 10^18 times rates of 12 decimals, exactly."""

_RATIO = Context(prec=12, rounding=ROUND_HALF_EVEN)


def exact() -> AbstractContextManager[Context]:
    """Return the context in which products and sums of ``Decimal`` lose no digit."""
    return localcontext(prec=EXACT_DIGITS)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of *amounts* with every digit; 0 where there are none."""
    with exact():
        return sum(amounts, Decimal(0))


def quotient(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Divide, to twelve digits: a quotient has no last digit, and sums are never made of it."""
    return _RATIO.divide(Decimal(part), Decimal(whole))
