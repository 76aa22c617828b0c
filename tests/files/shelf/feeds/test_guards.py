"""Noise of floats is taken off, and units that were mixed up are seen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.files.shelf.feeds.guards import jump, misfit, per_million


def test_float_noise_is_taken_off() -> None:
    """1.6000000000000001e-06 a token is 1.6 per million."""
    assert per_million(Decimal("0.0000016000000000000001")) == Decimal("1.6")


@pytest.mark.parametrize(
    ("meters", "wrong"),
    [
        ({"input": "2.5", "output": "10"}, False),
        ({"input": "0.0000025", "output": "0.00001"}, True),
        ({"input": "2500", "output": "10000"}, True),
        ({"input": "2.5", "output": "0.0001"}, True),
        ({"input": "150", "output": "600"}, False),
        ({"web_search": "0.00001"}, False),
    ],
)
def test_units_are_told_by_size(meters: dict[str, str], wrong: bool) -> None:
    """Per-token rates read as per-million, and the reverse, are outside every price on sale."""
    assert bool(misfit({key: Decimal(value) for key, value in meters.items()})) is wrong


@pytest.mark.parametrize(
    ("before", "after", "factor"),
    [("2.5", "2500", 1000), ("2.5", "0.0000025", 1_000_000), ("2.5", "5", None), ("3", "0", None)],
)
def test_a_jump_by_a_unit_is_seen(before: str, after: str, factor: int | None) -> None:
    """A factor of a thousand or a million is no price change."""
    assert jump(Decimal(before), Decimal(after)) == factor
