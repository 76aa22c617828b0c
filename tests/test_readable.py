"""Guesses as a person reads them: a sign, two digits, a unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.readable import (
    about,
    about_range,
    about_usd,
    compact,
    count,
    factor,
    gigabytes,
    listed,
    per_million,
    percent,
    percentage,
    printable,
    rough_percent,
    usd,
    usd_range,
    volume,
    volume_range,
)
from llmcmp.report.host.hosting import settled


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


def test_shares_have_a_tenth_of_a_percent() -> None:
    """Exact halves go up, as cents do; from a hundred percent on a tenth says nothing."""
    assert [percent(Decimal(n)) for n in ("0", "0.0342", "0.25", "0.0025", "0.3325", "1")] == [
        "0 %", "3.4 %", "25 %", "0.3 %", "33.3 %", "100 %",
    ]  # fmt: skip
    assert [percentage(Decimal(n)) for n in ("0.25", "-0.25", "142.5", "-12345")] == [
        "0.3", "-0.3", "143", "-12,345",
    ]  # fmt: skip


def test_only_none_is_none_and_only_all_is_all() -> None:
    """One request in 10,000 is not 0 %, all but one not 100 %, a cent over a budget is over it."""
    assert [percent(Decimal(n)) for n in ("0.0001", "0.9999", "1.0001", "-0.0001")] == [
        "<0.1 %", ">99.9 %", ">100 %", "-<0.1 %",
    ]  # fmt: skip


@given(st.decimals(0, 10, places=6))
def test_a_share_reads_as_what_it_is(share: Decimal) -> None:
    """Whatever the share, 0 % and 100 % are said of nothing else."""
    assert (percent(share) == "0 %") == (share == 0)
    assert (percent(share) == "100 %") == (share == 1)
    assert (rough_percent(share) == "100 %") == (share == 1)


def test_guessed_shares_have_two_digits() -> None:
    """A utilisation of 24.87 % rests on a guessed speed: its third digit is not known."""
    assert [rough_percent(Decimal(n)) for n in ("0.2487", "0.0342", "0.0001", "0.996", "0")] == [
        "25 %", "3.4 %", "<0.1 %", "99.6 %", "0 %",
    ]  # fmt: skip


def test_changes_have_their_sign() -> None:
    """A price that rose and one that fell are told apart; none has no sign."""
    assert [percent(Decimal(n), signed=True) for n in ("0.1", "-0.1", "0", "1")] == [
        "+10 %", "-10 %", "0 %", "+100 %",
    ]  # fmt: skip


@given(st.decimals(0, 10**9, places=4), st.integers(0, 10**7))
def test_amounts_survive_settling(price: Decimal, volume: int) -> None:
    """A price times a volume has 20 digits at most and stays what it is."""
    assert settled(price * volume) == price * volume


def test_quotients_are_cut() -> None:
    """A third has no last digit; twelve of them are kept, in tuples too."""
    assert settled((Decimal(1) / 3,)) == (Decimal("0.333333333333"),)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("36", "$36.00"),
        ("16.875", "$16.88"),
        ("0.005", "$0.00500"),
        ("0.00036", "$0.000360"),
        ("0.9996", "$1.00"),
        ("0.999", "$0.999"),
        ("-3.6", "-$3.60"),
        ("1234567.891", "$1,234,567.89"),
        ("1E-18", "$0.00000000000000000100"),
        ("123456789012345678901234567890.125", "$123,456,789,012,345,678,901,234,567,890.13"),
    ],
)
def test_amounts_as_people_read_them(amount: str, text: str) -> None:
    """Cents above a dollar, three digits below it, halves up, the sign before the dollar."""
    assert usd(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("times", "text"),
    [
        ("1", "1.00 times"),
        ("0.46875", "0.47 times"),
        ("0.0457", "0.046 times"),
        ("0.00012345", "0.00012 times"),
        ("16.666667", "16.7 times"),
        ("1234.5", "1,235 times"),
        ("1E+30", "1,000,000,000,000,000,000,000,000,000,000 times"),
    ],
)
def test_ratios_as_people_read_them(times: str, text: str) -> None:
    """Two or three digits that say something."""
    assert factor(Decimal(times)) == text


def test_counts_and_lists_as_people_read_them() -> None:
    """Thousands are separated; a fraction shows only where there is one."""
    assert count(1_048_576) == "1,048,576"
    assert count(Decimal("3.0")) == "3"
    assert count(Decimal("5833333333.333")) == "5,833,333,333.33"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "a", "c"]) == "a, b and c"
    assert per_million(Decimal("0.5")) == "$0.50"
    assert per_million(Decimal("0.01875")) == "$0.01875"
    assert per_million(None) == "-"


def test_what_a_user_typed_is_printable() -> None:
    """Line breaks, escapes and reversals are written out, letters of any language are kept."""
    assert printable("é\n\x1b[31m\u202egnp") == "é\\n\\x1b[31m\\u202egnp"
    assert printable("a\tb", stand_in=" ") == "a b"
    assert printable("plain") == "plain"


@given(st.text(max_size=30), st.integers(3, 20))
def test_what_is_printable_has_a_length(text: str, most: int) -> None:
    """A text is cut to so many characters with three dots, and never holds what steers a line."""
    short = printable(text, most)

    assert short.isprintable()
    assert len(short) <= most
    assert short == printable(text) or short.endswith("...")
