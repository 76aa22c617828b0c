"""``compare --chart``: monthly cost against volume for the compared selectors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp import Registry, Workload, compare, load_hosting

DAY = date(2026, 11, 22)
SELECTORS = ["gpt-4o-mini", "llama-3.1-8b@self"]
CHAT = Workload(requests=1_000_000, input_tokens=1_155, output_tokens=211)


def test_curves_cross_at_the_break_even(registry: Registry) -> None:
    """Where the curves cross, requests x 0.00029985 USD equal the month of the fleet."""
    result = compare(
        registry, SELECTORS, at=DAY, workload=CHAT, hosting=load_hosting(registry), chart=True
    )
    assert result.curves is not None
    (crossing,) = result.curves.crossings
    (point,) = result.break_even
    per_request = Decimal("0.15") * 1155 / 1_000_000 + Decimal("0.60") * 211 / 1_000_000
    assert per_request == Decimal("0.00029985")
    assert crossing.requests == point.requests_per_month
    assert abs(crossing.requests * per_request - crossing.monthly) < Decimal("1e-9")
    assert result.curves.requests == 1_000_000


def test_no_curves_unless_asked_for(registry: Registry) -> None:
    """Curves cost time and room, and without a hosted model there is nothing to cross."""
    hosting = load_hosting(registry)
    assert compare(registry, SELECTORS, at=DAY, hosting=hosting).curves is None
    assert compare(registry, SELECTORS[:1], at=DAY, hosting=hosting, chart=True).curves is None


def test_chart_marks_the_break_even(run: Callable[..., Any]) -> None:
    """The page draws both curves, names them and marks the volume at which they meet."""
    result = run(
        *("compare", *SELECTORS, "--requests", "1M", "--input-tokens", "1155"),
        *("--output-tokens", "211", "--chart", "--at", "2026-11-22"),
    )
    assert result.code == 0
    assert "X break-even with gpt-4o-mini: ≈1.31 million requests" in result.out
    assert max(map(len, result.out.splitlines())) <= 80
