"""What a change of prices does to a bill."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from ..errors import LlmcmpError
from ..exact import exact
from ..records import record
from ..schema import ModelSpec, Tier
from ..usage import Usage
from .quotes import quote


@record
class Use:
    """Usage of one model that a bill is made of."""

    model: str
    """Id or name of the model."""
    channel: str
    tier: Tier = Tier.STANDARD
    usage: Usage
    """Tokens, of one request or of a sum."""
    prompt: int | None = None
    """Prompt tokens of one request, where ``usage`` is a sum: they choose the band."""


@record
class Effect:
    """One use at the prices before and after."""

    use: Use
    before: Decimal | None
    """USD before; None where it had no price."""
    after: Decimal | None
    """USD after; None where it has no price."""
    reason: str | None = None
    """Why a price is missing."""

    @property
    def delta(self) -> Decimal | None:
        """USD by which the bill grows."""
        if self.before is None or self.after is None:
            return None
        with exact():
            return self.after - self.before


Lookup = Callable[[str, str], ModelSpec | None]
"""Finds a model by name and channel."""


def effects(uses: Iterable[Use], before: Lookup, after: Lookup, at: date) -> tuple[Effect, ...]:
    """Return each use at both prices, the largest change first.

    What lost its price leads, what has none before or after comes last.
    """
    all_effects = [_effect(use, before, after, at) for use in uses]
    return tuple(sorted(all_effects, key=_weight))


def _weight(effect: Effect) -> tuple[int, Decimal]:
    if effect.delta is not None:
        return (1, -abs(effect.delta))
    return (0 if effect.before is not None else 2, Decimal(0))


def _effect(use: Use, before: Lookup, after: Lookup, at: date) -> Effect:
    costs: list[Decimal | None] = []
    reason = None
    for lookup in (before, after):
        spec = lookup(use.model, use.channel)
        if spec is None:
            costs.append(None)
            reason = f"unknown model: {use.model}"
            continue
        try:
            bill = quote(spec, use.usage, at, channel=use.channel, tier=use.tier, prompt=use.prompt)
            costs.append(bill.cost)
        except LlmcmpError as error:
            costs.append(None)
            reason = str(error)
    return Effect(use=use, before=costs[0], after=costs[1], reason=reason)
