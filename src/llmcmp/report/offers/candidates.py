"""Every offer of the registry that could do a job."""

from __future__ import annotations

from collections.abc import Iterator

from ...registry import SELF, Offer
from ...schema import ModelSpec, Tier
from ..market import Market

TIERS = (Tier.STANDARD, Tier.BATCH)
"""Tiers that are compared without being asked for; the others serve special cases."""


def candidates(market: Market) -> Iterator[Offer]:
    """Yield every priced channel and tier of every model, in the order of the registry.

    Where hosting can be planned, also the weights of every model one can run oneself.
    """
    for spec in market.registry.models():
        yield from offers_of(spec)
        if market.hosting is not None and spec.may_be_hosted:
            yield Offer(selector=f"{spec.id}@{SELF}", spec=spec, channel=SELF)


def offers_of(spec: ModelSpec) -> Iterator[Offer]:
    """Yield the offers of one model."""
    for channel in spec.channels:
        for tier in TIERS:
            if any((row.channel, row.tier) == (channel, tier) for row in spec.rates):
                yield Offer(
                    selector=spelled(spec, channel, tier), spec=spec, channel=channel, tier=tier
                )


def spelled(spec: ModelSpec, channel: str, tier: Tier) -> str:
    """Return the shortest selector of an offer."""
    text = spec.id if channel == spec.own_channel else f"{spec.id}@{channel}"
    return text if tier == Tier.STANDARD else f"{text}+{tier}"
