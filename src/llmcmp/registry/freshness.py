"""How old the newest check of a price is, and what is announced to change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ..spec import UNKNOWN, Meter, ModelSpec, Rates, Tier, first_day, is_whole, record
from .index import Notice, Registry

STALE_AFTER = 60
"""Days after the newest check from which a price is called stale."""


@record
class PriceAge:
    """When one price was last compared with its source."""

    channel: str
    """Channel of the price row."""
    tier: Tier
    """Tier of the price row."""
    since: str
    """First day of the price row."""
    checked: date | None
    """The newest check among its sources; None where no day is known."""
    days: int | None
    """Days from that check to the day asked about."""

    def is_stale(self, after: int = STALE_AFTER) -> bool:
        """Tell whether nobody looked for more than *after* days; an unknown day counts so."""
        return self.days is None or self.days > after


def price_age(registry: Registry, row: Rates, at: date) -> PriceAge:
    """Return how old the newest check of *row* is on the day *at*."""
    days = [day for key in row.sources if (day := _checked(registry, key)) is not None]
    newest = max(days, default=None)
    return PriceAge(
        channel=row.channel,
        tier=row.tier,
        since=row.since,
        checked=newest,
        days=None if newest is None else max(0, (at - newest).days),
    )


def _checked(registry: Registry, key: str) -> date | None:
    source = registry.source(key)
    written = registry.version
    if source is not None and source.checked is not None:
        written = source.checked
    try:
        return first_day(written)
    except ValueError:
        return None


def stale_notices(
    registry: Registry, spec: ModelSpec, rows: Iterable[Rates], at: date, after: int = STALE_AFTER
) -> tuple[Notice, ...]:
    """Return a warning for each used row that nobody checked for more than *after* days."""
    notices: dict[str, Notice] = {}
    for row in rows:
        age = price_age(registry, row, at)
        if not age.is_stale(after):
            continue
        place = f"{spec.id} on {row.channel} ({row.tier})"
        when = f"on {age.checked}, {age.days} days before" if age.checked else "on no known day"
        text = f"the price of {place} was last checked {when}"
        notices[text] = Notice(code="stale-price", text=text)
    return tuple(notices.values())


def announced(
    spec: ModelSpec, at: date, *, horizon: int, channel: str, tier: Tier = Tier.STANDARD
) -> tuple[Notice, ...]:
    """Return a warning for each price change and retirement within *horizon* days after *at*."""
    end = at + timedelta(days=horizon)
    notices = [
        Notice(code="price-change-announced", text=_change(spec, row))
        for row in spec.rates
        if row.channel == channel and row.tier == tier and _within(row.since, at, end)
    ]
    days = (spec.lifecycle.retires if channel == spec.own_channel else None,)
    for day in (*days, spec.lifecycle.elsewhere.get(channel)):
        if day is not None and _within(day, at, end):
            instead = spec.lifecycle.replacement
            hint = f"; the developer recommends {instead}" if instead else ""
            text = f"{spec.id} retires on {channel} on {day}{hint}"
            notices.append(Notice(code="retires-soon", text=text))
    return tuple(notices)


def _within(day: str, at: date, end: date) -> bool:
    return day != UNKNOWN and is_whole(day) and at < first_day(day) <= end


def _change(spec: ModelSpec, row: Rates) -> str:
    rates = ", ".join(
        f"{meter} {row.rate(meter)}" for meter in Meter if row.rate(meter) is not None
    )
    band = f" for prompts over {row.prompt_over:,} tokens" if row.prompt_over else ""
    return f"new rates of {spec.id} on {row.channel} ({row.tier}){band} from {row.since}: {rates}"
