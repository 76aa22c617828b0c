"""A made-up model whose arithmetic can be done in the head."""

from __future__ import annotations

from tests.factories import model, rates

BANDED = model(
    "acme-1",
    rates(input="1", cached_input="0.1", cache_write="1.25", cache_write_1h="2", output="4"),
    rates(
        prompt_over=200_000,
        input="2",
        cached_input="0.2",
        cache_write="2.5",
        cache_write_1h="4",
        output="6",
    ),
)
"""One band: more than 200,000 prompt tokens cost twice the input and half as much again output."""
