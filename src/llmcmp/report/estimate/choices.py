"""How a user wants usage to be priced."""

from __future__ import annotations

from collections.abc import Mapping

from ...billing.size_classes import Rescale
from ...records import record
from .traffic import Host


@record
class PricingChoices:
    """What holds for every row and every alternative of one run."""

    aliases: Mapping[str, str] | None = None
    """Selectors by the names that the files use."""
    allow_unpriced: bool = False
    """Leave out rows without a known price, instead of refusing the files."""
    rescale: Rescale | None = None
    """Converts token counts to another vocabulary; without it they are kept as they are."""
    host: Host | None = None
    """Plans self-hosted alternatives; without it they have no price."""
