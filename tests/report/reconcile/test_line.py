"""One line of a reconciliation, and how far rounding alone can move it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.report.reconcile.line import Line


def line(computed: str | None, reported: str | None, charges: int = 1) -> Line:
    """Return a line with these two sides."""
    sides = [None if side is None else Decimal(side) for side in (computed, reported)]
    return Line(
        day=None,
        model="small",
        tier=None,
        rows=(),
        computed=sides[0],
        reported=sides[1],
        charges=charges,
    )


@pytest.mark.parametrize(
    ("computed", "reported", "residual"),
    [("1", "1.5", "0.5"), ("1", None, "-1"), (None, "2", "2"), (None, None, "0")],
)
def test_a_missing_side_is_nothing(
    computed: str | None, reported: str | None, residual: str
) -> None:
    """What was charged less what was computed."""
    assert line(computed, reported).residual == Decimal(residual)


@pytest.mark.parametrize(
    ("reported", "charges", "tolerance"),
    [
        ("1.00", 1, "0.005"),  # half a cent
        ("1.00", 3, "0.015"),  # of each charge
        ("1.001", 3, "0.0005005"),  # not rounded to cents: 0.05 %
        ("1000.00", 1, "0.5"),  # 0.05 % is more than half a cent
    ],
)
def test_tolerance(reported: str, charges: int, tolerance: str) -> None:
    """Half a cent for each charge in whole cents, or 0.05 % of all."""
    one = line("1", reported, charges)

    assert one.tolerance == Decimal(tolerance)
    assert one.charged(Decimal(reported) + Decimal(tolerance))
    assert not one.charged(Decimal(reported) + Decimal(tolerance) + Decimal("0.000001"))
