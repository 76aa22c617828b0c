"""A fleet whose arithmetic can be done in the head."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from llmcmp.hosting.fleet import FleetModel


def fleet(**changed: Any) -> FleetModel:
    """One request a second of 1,000 tokens on one card at $1."""
    base = FleetModel(
        rate=Decimal(1), tokens=Decimal(1000), gpus=1, price=Decimal(1),
        peak_to_mean=Decimal(2), headroom=Decimal("0.5"), redundancy=1,
        fixed_monthly=Decimal(0),
    )  # fmt: skip
    return replace(base, **changed)
