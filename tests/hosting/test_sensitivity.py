"""Which assumption moves the cost most."""

from __future__ import annotations

from typing import Any


def test_low_typical_high_and_what_moves_it(llama: Any) -> None:
    """The triple is ordered, and the three assumptions are sorted by how far they move the cost."""
    result = llama()

    assert result.monthly_low < result.monthly_cost < result.monthly_high
    factors = [one.factor for one in result.assumptions]
    assert factors == sorted(factors, reverse=True)
    assert result.assumptions[0].name == "utilisation"
    assert "price of a GPU-hour" in [one.name for one in result.assumptions]
    assert len(result.assumptions) == 3
