"""Guesses as a person reads them: a sign, two digits, a unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.report.hosting import settled
from llmcmp.report.words import (
    about,
    about_range,
    about_usd,
    compact,
    gigabytes,
    percent,
    usd_range,
    volume,
    volume_range,
)


def test_guesses_have_two_digits() -> None:
    """Nobody measured the third digit of a guess."""
    assert [about(Decimal(n)) for n in ("319.23", "9.96", "0.0279", "1500000", "0")] == [
        "≈320", "≈10", "≈0.028", "≈1,500,000", "≈0",
    ]  # fmt: skip
    assert about_usd(Decimal("16293.6")) == "≈$16,000"
    assert usd_range(Decimal("8117.6"), Decimal(20036)) == "≈$8,100 to $20,000"
    assert about_range(Decimal("1.01"), Decimal("1.02")) == "≈1.0"


def test_volumes_have_a_unit() -> None:
    """Three digits at most, in words or in the spelling of options."""
    assert volume(Decimal("3712689.7")) == "≈3.71 million"
    assert volume_range(Decimal(900), Decimal(2_000_000)) == "≈900 to 2 million"
    assert [compact(Decimal(n)) for n in ("0.5", "999", "1000", "999960", "2500000", "1e9")] == [
        "0.5", "999", "1k", "1M", "2.5M", "1B",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "text"),
    [(349_208_936_448, "349 GB"), (4_718_592, "4.72 MB"), (65_536, "65.54 kB")],
)
def test_bytes_have_decimal_units(size: int, text: str) -> None:
    """A gigabyte is 10^9 bytes; grouped-query caches of small models are kilobytes a token."""
    assert gigabytes(size) == text


def test_shares_are_percentages() -> None:
    """Small shares keep their digits."""
    assert [percent(Decimal(n)) for n in ("0", "0.0342", "0.25", "1")] == [
        "0 %", "3.4 %", "25 %", "100 %",
    ]  # fmt: skip


@given(st.decimals(0, 10**9, places=4), st.integers(0, 10**7))
def test_amounts_survive_settling(price: Decimal, volume: int) -> None:
    """A price times a volume has 20 digits at most and stays what it is."""
    assert settled(price * volume) == price * volume


def test_quotients_are_cut() -> None:
    """A third has no last digit; twelve of them are kept, in tuples too."""
    assert settled((Decimal(1) / 3,)) == (Decimal("0.333333333333"),)
