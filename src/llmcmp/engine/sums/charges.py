"""What files say was charged, summed per day and what it was for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from ...schema import Meter
from ...usage import ReportedCost
from ..rows.row import Charge, Row
from ..rows.times import day_of


class _Key(NamedTuple):
    """What the charges of one sum share: the fields of ``ReportedCost``."""

    file: str
    day: date | None
    model: str | None
    channel: str | None
    tier: str
    meter: Meter | None
    currency: str
    kind: Literal["usage", "credit", "purchase", "other"]
    description: str


class Charges:
    """Sums of charges; whoever adds sets the exact context."""

    def __init__(self) -> None:
        """Begin with no charge added."""
        self._sums: dict[_Key, tuple[Decimal, int]] = {}

    def add(self, file: str, row: Row, charge: Charge) -> None:
        """Add one charge of *row*."""
        key = _Key(
            file=file,
            day=None if row.at is None else day_of(row.at),
            model=row.model or None,
            channel=row.channel,
            tier=row.tier,
            meter=charge.meter,
            currency=charge.currency,
            kind=charge.kind,
            description=charge.description,
        )
        amount, rows = self._sums.get(key, (Decimal(0), 0))
        self._sums[key] = (amount + charge.amount, rows + 1)

    def reported(self) -> Iterator[ReportedCost]:
        """Yield the sums in the order first met."""
        for key, (amount, rows) in self._sums.items():
            yield ReportedCost(**key._asdict(), amount=amount, rows=rows)
