"""How old the newest check of a price is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..notices import Notice
from ..records import record
from ..schema import Rates, Tier, first_day
from ..schema.source import STALE_AFTER
from .registry import Registry


@record
class PriceAge:
    """When one price was last compared with its source."""

    model: str
    channel: str
    tier: Tier
    since: str
    """First day of the price row, as the registry writes it."""
    checked: date | None
    """The newest check among its sources; None where no day is known."""
    days: int | None
    """Days from that check to the day asked about."""

    def is_stale(self, after: int = STALE_AFTER) -> bool:
        """Tell whether the last check is known to be more than *after* days old."""
        return self.days is not None and self.days > after


def price_age(registry: Registry, model: str, row: Rates, at: date) -> PriceAge:
    """Return how old the newest check of *row* is on the day *at*.

    A source without a day of its own was checked with the registry; so was a row without a
    source, such as a price that the user's own contract states.
    """
    days = [day for key in row.sources or ("",) if (day := _checked(registry, key)) is not None]
    newest = max(days, default=None)
    return PriceAge(
        model=model,
        channel=row.channel,
        tier=row.tier,
        since=row.since,
        checked=newest,
        days=None if newest is None else max(0, (at - newest).days),
    )


def _checked(registry: Registry, key: str) -> date | None:
    source = registry.source(key) if key else None
    day = registry.version
    if source is not None and source.checked is not None:
        day = source.checked
    try:
        return first_day(day)
    except ValueError:
        return None


def stale_notices(ages: Iterable[PriceAge], after: int = STALE_AFTER) -> tuple[Notice, ...]:
    """Return a warning for each used price whose last check is more than *after* days old."""
    texts = dict.fromkeys(
        f"the price of {age.model} on {age.channel} ({age.tier}) was last checked on "
        f"{age.checked}, {age.days} days before"
        for age in ages
        if age.is_stale(after)
    )
    return tuple(Notice(code="stale-price", text=text) for text in texts)
