"""Counts per meter, added without rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import InputError
from llmcmp.schema import Meter
from llmcmp.usage import Usage

ONE = Usage(input=1, cached_input=20, cache_write=300, output=4000, web_search=5)


def test_the_prompt_is_all_that_goes_in() -> None:
    """One fresh, 20 cached and 300 written tokens are a prompt of 321."""
    assert ONE.prompt == 321


def test_only_what_was_used_is_metered() -> None:
    """All meters are there, zeros included; the metered ones are those above zero."""
    assert [meter for meter, _ in ONE.all_meters()] == list(Meter)
    assert dict(ONE.metered()) == {
        Meter.INPUT: 1,
        Meter.CACHED_INPUT: 20,
        Meter.CACHE_WRITE: 300,
        Meter.OUTPUT: 4000,
        Meter.WEB_SEARCH: 5,
    }


def test_sums_and_multiples() -> None:
    """Meter by meter; a third of a token stays exact to 80 digits."""
    assert ONE.times(2) == ONE + ONE
    assert ONE + ONE - ONE == ONE
    assert ONE.times(Decimal("0.1")).output == 400


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_large_sums_are_exact(first: int, second: int) -> None:
    """Thirty digits are more than a default decimal keeps."""
    total = Usage(input=Decimal(first)) + Usage(input=Decimal(second))

    assert int(total.input) == first + second


def test_nothing_is_less_than_nothing() -> None:
    """A meter below zero is refused by name, also where it comes from a subtraction."""
    with pytest.raises(InputError, match="output: negative: -1"):
        Usage(output=-1)
    with pytest.raises(InputError, match="input: negative: -1"):
        Usage(input=1) - Usage(input=2)
    with pytest.raises(InputError, match="input: not a number of tokens: NaN"):
        Usage(input=Decimal("NaN"))
