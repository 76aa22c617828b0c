"""Amounts keep every digit where money is added and multiplied."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import permutations

from llmcmp.exact import exact, exact_sum, quotient

TINY = Decimal("0.000000000001")


def test_products_and_sums_lose_no_digit() -> None:
    """10^18 tokens at a rate of 12 decimals come to 31 digits, three more than Python keeps."""
    large = Decimal(10**18 + 1)
    with exact():
        assert str(large * TINY + large) == "1000000000001000001.000000000001"
    assert str(large + TINY) != "1000000000000000001.000000000001"
    assert str(exact_sum((large, TINY))) == "1000000000000000001.000000000001"


def test_nothing_adds_up_to_zero() -> None:
    """A sum of no amounts is an amount."""
    assert exact_sum(()) == 0


def test_a_quotient_has_twelve_digits() -> None:
    """A third has no last digit, so it is cut at the same place wherever it is computed."""
    assert quotient(1, 3) == Decimal("0.333333333333")
    with exact():
        assert quotient(2, 3) == Decimal("0.666666666667")


def test_a_sum_does_not_depend_on_its_order() -> None:
    """10^27 + 10^-6 - 10^27 is 10^-6, though 28 digits would lose it."""
    amounts = [Decimal(10) ** 27, Decimal("0.000001"), -(Decimal(10) ** 27)]
    with localcontext(prec=28):
        assert {exact_sum(each) for each in permutations(amounts)} == {Decimal("0.000001")}
