"""One line of a reconciliation: what was computed and what was charged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...billing.priced_usage import PricedRow
from ...records import record
from ...schema import Meter

CENT_HALF = Decimal("0.005")
"""A charge is rounded to a cent at worst."""

SLACK = Decimal("0.0005")
"""Share of a charge that rounding of rates and quantities can move it by."""


@record
class Line:
    """One day, model and tier with both sides; compared in the exact context."""

    day: date | None
    model: str
    tier: str | None
    rows: tuple[PricedRow, ...]
    computed: Decimal | None
    """USD at the registry's prices; None where there is no usage."""
    reported: Decimal | None
    """USD charged; None where there is no charge."""
    charges: int
    """Rows of the bill."""
    meters: frozenset[Meter | None] = frozenset()
    """What the bill charges for by name; holds None where a charge does not say."""

    @property
    def residual(self) -> Decimal:
        """USD charged minus USD computed; a missing side counts as zero."""
        return (self.reported or Decimal(0)) - (self.computed or Decimal(0))

    @property
    def tolerance(self) -> Decimal:
        """How far rounding alone can move the charge."""
        share = abs(self.reported or Decimal(0)) * SLACK
        # Charges with more than two decimals were not rounded to cents.
        whole_cents = self.reported is not None and self.reported == self.reported.quantize(
            Decimal("0.01")
        )
        return max(share, CENT_HALF * self.charges) if whole_cents else share

    def charged(self, expected: Decimal) -> bool:
        """Tell whether the charge is *expected*, rounding aside."""
        return abs((self.reported or Decimal(0)) - expected) <= self.tolerance
