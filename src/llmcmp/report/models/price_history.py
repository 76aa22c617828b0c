"""``models history``: every price a name ever had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import zip_longest

from ...needs import retirement
from ...notices import Notice
from ...pricing.schedule import begins
from ...records import record
from ...schema import (
    UNKNOWN,
    AliasTarget,
    ModelSpec,
    Rates,
    Tier,
    first_day,
    last_day,
)
from ..header import Report, registry_used
from ..market import Market


@record
class PricePeriod:
    """One price row with the days between which it was, is or will be in force."""

    model: str
    rates: Rates
    begins: date
    """First day it is applied on."""
    until: date | None
    """Last day, inclusive; absent where it is still in force."""
    in_force: bool
    """Whether it holds on the day of the report."""


@record
class PriceHistory(Report):
    """All prices a name ever had."""

    schema: str = "llmcmp/models-history/1"
    name: str
    meanings: tuple[AliasTarget, ...]
    """What the name stood for over time, where it moved."""
    periods: tuple[PricePeriod, ...]
    """The rows, by model, channel, tier, band and day."""


def price_history(market: Market, name: str) -> PriceHistory:
    """Return every price row of *name*; for a moving alias, of every model it has pointed to."""
    registry, at = market.registry, market.at
    folded = {alias.casefold(): alias for alias in registry.moving_aliases}
    alias = folded.get(name.casefold())
    if alias is None:
        specs = [registry[name]]
        meanings: tuple[AliasTarget, ...] = ()
    else:
        meanings = registry.moving_aliases[alias]
        specs = [registry[target.model] for target in meanings]
    notices = [
        Notice(code="disputed-price", text=f"{spec.id}: {_dispute(row)}", selector=spec.id)
        for spec in specs
        for row in spec.rates
        if row.disputes
    ]
    notices += [notice for spec in specs for notice in _last_rates(spec, at)]
    return PriceHistory(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(notices),
        name=name,
        meanings=meanings,
        periods=tuple(period for spec in specs for period in _periods(spec, at)),
    )


def _last_rates(spec: ModelSpec, at: date) -> Iterable[Notice]:
    """Say of a model its developer has retired that the rates in force are its last ones."""
    day = retirement(spec, spec.own_channel)
    if spec.own_channel not in spec.channels or day is None:
        return
    if day == UNKNOWN or first_day(day) <= at:
        when = "on an unknown day" if day == UNKNOWN else f"on {day}"
        text = f"{spec.id} was retired {when}: rates of {spec.own_channel} in force are its last"
        yield Notice(code="retired", text=text, selector=spec.id)


def _dispute(row: Rates) -> str:
    statements = "; ".join(
        f"{dispute.stated} ({', '.join(dispute.sources) or 'no source'})"
        for dispute in row.disputes
    )
    return f"the {row.channel} {row.tier} price since {row.since} is disputed: {statements}"


def _periods(spec: ModelSpec, at: date) -> Iterable[PricePeriod]:
    """Yield the rows of one model, each ending where the next of its series begins."""
    tiers = list(Tier)
    channels = spec.channels

    def place(row: Rates) -> tuple[object, ...]:
        edge = -1 if row.prompt_over is None else row.prompt_over
        where = (channels.index(row.channel), tiers.index(row.tier), edge, row.hours)
        return (*where, begins(spec, row))

    rows = sorted(spec.rates, key=place)
    for row, after in zip_longest(rows, rows[1:]):
        until = last_day(row.ended) if row.ended not in (None, UNKNOWN) else None
        if after is not None and place(after)[:4] == place(row)[:4]:
            next_day = begins(spec, after) - timedelta(days=1)
            until = next_day if until is None else min(until, next_day)
        start = begins(spec, row)
        yield PricePeriod(
            model=spec.id,
            rates=row,
            begins=start,
            until=until,
            in_force=start <= at and (until is None or until >= at),
        )
