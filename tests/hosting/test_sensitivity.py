"""Which assumption moves the cost most."""

from __future__ import annotations

from typing import Any


def test_low_typical_high_and_what_moves_it(llama: Any) -> None:
    """The triple is ordered, and the three assumptions are sorted by how far they move the cost."""
    made = llama()

    assert made.monthly_low < made.monthly_cost < made.monthly_high
    factors = [one.factor for one in made.assumptions]
    assert factors == sorted(factors, reverse=True)
    assert made.assumptions[0].name == "utilisation"
    assert "price of a GPU-hour" in [one.name for one in made.assumptions]
    assert len(made.assumptions) == 3
