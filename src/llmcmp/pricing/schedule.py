"""Which price rows of a model are in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import UnknownNameError, UnpricedError
from ..records import record
from ..schema import UNKNOWN, ModelSpec, Rates, Tier, first_day, is_whole, last_day


@record
class DatedRates:
    """One price row with the days between which it holds."""

    rates: Rates
    begins: date
    """First day it is applied on."""
    doubt: str | None
    """Why it is not certain that the row held on the day; None where it is."""
    ended: date | None
    """Last day of a withdrawn offer, inclusive."""


@record
class PriceRows:
    """All rows of one channel and tier that hold on one day: plain, bands and hours."""

    model: str
    channel: str
    tier: Tier
    at: date
    """Day whose rows hold."""
    rows: tuple[DatedRates, ...]
    """At most one per band and hours; the plain row first."""
    ended: date | None
    """The offer was withdrawn after this day; its last rates are quoted all the same."""

    def in_band(self, prompt: int) -> tuple[DatedRates, ...]:
        """Return the rows for a prompt of so many tokens: the plain one and those with hours."""
        reached = [row for row in self.rows if prompt > _edge(row)]
        edge = max((_edge(row) for row in reached), default=-1)
        plain = max((row for row in reached if not row.rates.hours), key=_edge)
        # A band may be priced at some hours only; at the others the band below it holds.
        return (plain, *(row for row in reached if _edge(row) == edge and row.rates.hours))

    @property
    def edges(self) -> tuple[int, ...]:
        """Prompt sizes above which other rows apply, ascending."""
        return tuple(sorted({_edge(row) for row in self.rows if _edge(row) >= 0}))

    @property
    def by_hour(self) -> bool:
        """Whether the price depends on the time of day."""
        return any(row.rates.hours for row in self.rows)


def _edge(row: DatedRates) -> int:
    """Return the prompt size a row's band begins above; -1 for no band."""
    return -1 if row.rates.prompt_over is None else row.rates.prompt_over


def begins(spec: ModelSpec, row: Rates) -> date:
    """Return the first day *row* is applied on.

    An unknown first day is held back to the model's release, and where that is not known either,
    to the beginning of time.
    """
    for day in (row.since, spec.released):
        if day != UNKNOWN:
            return first_day(day)
    return date.min


def price_rows(spec: ModelSpec, at: date, *, channel: str, tier: Tier) -> PriceRows:
    """Return the rows of *channel* and *tier* in force on *at*.

    Raises ``UnknownNameError`` where the model was never priced on that channel or in that tier,
    and ``UnpricedError`` where it was, but not on that day.
    """
    series = [row for row in spec.rates if row.channel == channel and row.tier == tier]
    if not series:
        raise _not_offered(spec, channel, tier)
    newest: dict[tuple[int, tuple[str, ...]], DatedRates] = {}
    for row in series:
        start = begins(spec, row)
        if start > at:
            continue
        ended = last_day(row.ended) if row.ended not in (None, UNKNOWN) else None
        dated = DatedRates(rates=row, begins=start, doubt=_doubt(spec, row, at), ended=ended)
        key = (_edge(dated), row.hours)
        if key not in newest or newest[key].begins < start:
            newest[key] = dated
    plain = newest.get((-1, ()))
    if plain is None:
        raise _not_yet(spec, at, channel, tier, series)
    gone = plain.ended is not None and plain.ended < at
    rows = tuple(
        newest[key]
        for key in sorted(newest)
        if gone or (ended := newest[key].ended) is None or ended >= at
    )
    return PriceRows(
        model=spec.id,
        channel=channel,
        tier=tier,
        at=at,
        rows=rows,
        ended=plain.ended if gone else None,
    )


def _doubt(spec: ModelSpec, row: Rates, at: date) -> str | None:
    """Say why it is not certain that *row* held on *at*, though it is the newest known one."""
    if row.since == UNKNOWN:
        start = begins(spec, row)
        since = "every date" if start == date.min else f"all days since the release ({start})"
        return f"the first day of this price is not known; it is applied to {since}"
    if not is_whole(row.since) and at <= last_day(row.since):
        return f"this price began some day of {row.since}"
    later = [
        other
        for other in spec.rates
        if _series(other) == _series(row)
        and other.since_basis == "seen"
        and other.since != UNKNOWN
        and first_day(other.since) > at
    ]
    if later:
        day = min(later, key=lambda other: first_day(other.since)).since
        return f"another price was first seen on {day} and may have begun before"
    return None


def _series(row: Rates) -> tuple[object, ...]:
    """Return what rows of one series share."""
    return (row.channel, row.tier, row.prompt_over, row.hours)


def band_edges(spec: ModelSpec, channel: str | None = None) -> tuple[int, ...]:
    """Return every prompt size at which some row of the model changes its price, ascending."""
    rows: Iterable[Rates] = spec.rates
    if channel is not None:
        rows = (row for row in rows if row.channel == channel)
    return tuple(sorted({row.prompt_over for row in rows if row.prompt_over is not None}))


def _not_offered(spec: ModelSpec, channel: str, tier: Tier) -> UnpricedError | UnknownNameError:
    """Say what is on offer instead of a channel or tier that is not."""
    tiers = sorted({row.tier.value for row in spec.rates if row.channel == channel})
    if tiers:
        return UnpricedError(
            f"no {tier} price known for {spec.id} on {channel}",
            hint=f"priced tiers: {', '.join(tiers)}",
        )
    if not spec.rates:
        return UnpricedError(
            f"no price known for {spec.id} on any channel",
            hint=f"run `llmcmp models show {spec.id}` for what is known of it",
        )
    return UnknownNameError(
        f"unknown channel of {spec.id}: {channel}",
        hint=f"priced channels: {', '.join(spec.channels)}",
    )


def _not_yet(
    spec: ModelSpec, at: date, channel: str, tier: Tier, series: list[Rates]
) -> UnpricedError:
    """Say from which day a price is known."""
    first = min(begins(spec, row) for row in series)
    return UnpricedError(
        f"no price known on that date: {spec.id} ({channel}, {tier}) on {at}",
        hint=f"the first known price holds from {first}; "
        f"run `llmcmp models history {spec.id}` for all",
    )
