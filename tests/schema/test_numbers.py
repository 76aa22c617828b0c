"""Numbers as people write them, and sums that never round."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.schema.numbers import read_count, read_number, read_share, read_size


@pytest.mark.parametrize(
    ("text", "number"),
    [("1500", 1500), ("1_500", 1500), ("1.5k", 1500), ("2.5M", 2_500_000), ("3b", 3 * 10**9)],
)
def test_units_and_underscores(text: str, number: int) -> None:
    """Thousands, millions and billions; a whole number is an ``int``."""
    assert read_number(text) == number
    assert isinstance(read_number(text), int)


def test_fractions_are_exact() -> None:
    """A number that is not whole is a decimal, and no count."""
    assert read_number("0.0015k") == Decimal("1.5")
    with pytest.raises(ValueError, match="not a whole number"):
        read_count("0.0015k")


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1,500", "k", "1kk", "١", "1" * 61])
def test_other_texts_are_no_numbers(text: str) -> None:
    """Signs, exponents and separators that differ between countries are refused."""
    with pytest.raises(ValueError, match="not a number"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "share"), [("0", "0"), (".4", "0.4"), ("0.4", "0.4"), ("40%", "0.4"), ("100%", "1")]
)
def test_shares(text: str, share: str) -> None:
    """A share is from 0 to 1, or a percentage with its sign."""
    assert read_share(text) == Decimal(share)


@pytest.mark.parametrize("text", ["40", "1.01", "101%", "-0.1", "1/2"])
def test_other_texts_are_no_shares(text: str) -> None:
    """Forty without its sign is not taken for 40 %."""
    with pytest.raises(ValueError, match="not a share from 0 to 1"):
        read_share(text)


def test_sizes_of_images() -> None:
    """Width, height and detail; high where nothing is said."""
    assert read_size("1024x768") == (1024, 768, "high")
    assert read_size(" 10X20:low") == (10, 20, "low")
    with pytest.raises(ValueError, match="not an image size"):
        read_size("1024x")
