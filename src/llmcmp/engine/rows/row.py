"""One row as understood: whose it is, what it counts, when it was and what was charged for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import Literal

from ...schema import Meter, Tier
from .counts import METERS, Counts, by_meter

_NO_COUNTS = by_meter()
_OUTPUT = METERS.index(Meter.OUTPUT)
_OF_PROMPT = tuple(meter.side == "prompt" for meter in Meter)


@dataclass(slots=True)
class Charge:
    """What a row says was charged."""

    amount: Decimal
    currency: str = "USD"
    meter: Meter | None = None
    kind: Literal["usage", "credit", "purchase", "other"] = "usage"
    description: str = ""


@dataclass(slots=True)
class Row:
    """What one row of a usage file says."""

    model: str
    counts: Counts | None = _NO_COUNTS
    """None for a row that only tells a cost."""
    tier: str = Tier.STANDARD
    channel: str | None = None
    at: int | None = None
    """Seconds since 1970 UTC."""
    since_start: int | None = None
    """Seconds since the start of a trace, of a row without a date."""
    requests: int | None = 1
    per_request: bool = True
    size_over: int = -1
    """Every request of the row has a larger prompt than this."""
    size_up_to: int | None = None
    """No request of the row has a larger prompt than this."""
    region: str | None = None
    cost: Decimal | None = None
    charges: tuple[Charge, ...] = ()
    one_meter: bool = False
    """The row holds one meter of a sum whose other meters are other rows."""
    identity: str | None = None
    """Rows of one identity are one request, written several times: the fullest counts."""

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, or of all prompts of the row."""
        return sum(compress(self.counts or (), _OF_PROMPT))

    @property
    def fullness(self) -> tuple[int, int]:
        """Order among rows of one identity: most output first, then most of everything."""
        counts = self.counts
        return (0, 0) if counts is None else (counts[_OUTPUT], sum(counts))
