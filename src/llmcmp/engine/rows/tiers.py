"""The tier of a row: how the request was served, in the words that files use for it."""

from __future__ import annotations

from typing import Any

from ...schema import Tier

_TIERS: dict[str, str] = {
    "": Tier.STANDARD,
    "default": Tier.STANDARD,
    "auto": Tier.STANDARD,
    "standard": Tier.STANDARD,
    "standard_only": Tier.STANDARD,
    "on_demand": Tier.STANDARD,
    "ondemand": Tier.STANDARD,
    "batch": Tier.BATCH,
    "flex": Tier.FLEX,
    "on_demand_flex": Tier.FLEX,
    "priority": Tier.PRIORITY,
    "on_demand_priority": Tier.PRIORITY,
    "fine-tuned": Tier.FINE_TUNED,
    "fine-tuned-batch": Tier.FINE_TUNED_BATCH,
}

_FINE_TUNED: dict[str, str] = {
    Tier.STANDARD: Tier.FINE_TUNED,
    Tier.BATCH: Tier.FINE_TUNED_BATCH,
}


def tier_of(word: Any, model: str = "", *, batch: bool = False) -> str:
    """Return the tier a file's *word* means; a word nobody knows stays as it is."""
    written = "" if word is None else str(word).strip().lower()
    tier = _TIERS.get(written, written)
    if batch and tier == Tier.STANDARD:
        tier = Tier.BATCH
    if model.startswith("ft:"):
        tier = _FINE_TUNED.get(tier, tier)
    return str(tier)
