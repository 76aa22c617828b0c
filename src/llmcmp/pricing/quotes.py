"""One bill: line items whose plain sum is the cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from math import ceil

from ..errors import UnpricedError
from ..exact import exact, exact_sum
from ..notices import Notice
from ..records import record
from ..schema import PER_CALL, UNKNOWN, Discount, Meter, ModelSpec, Rates, Tier, first_day, last_day
from ..schema.numbers import MILLION
from ..usage import Quantity, Usage
from .schedule import DatedRates, PriceRows, price_rows


@record
class LineItem:
    """One line of a bill."""

    meter: str
    """A meter, ``gpu_hours``, ``usage``, or what is no usage: ``discount``, ``uplift``, a fee,
    ``credit``, ``commitment``."""
    quantity: Quantity
    """Tokens, calls or hours; USD where the line is a share of an amount."""
    rate: Decimal
    """USD per million tokens, per call or per hour; a share where the quantity is USD."""
    amount: Decimal
    """USD, exact."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the rate."""
    since: str | None = None
    """First day of the rate."""
    prompt_over: int | None = None
    """The band the rate belongs to."""
    hours: tuple[str, ...] = ()
    """UTC windows the rate belongs to."""
    label: str | None = None
    """What the line is, where the meter does not say it."""


@record
class Quote:
    """The bill for one usage of one model on one channel and tier."""

    model: str
    channel: str
    tier: Tier
    at: date
    """Day whose rates were applied."""
    items: tuple[LineItem, ...]
    low: Decimal
    """USD in the cheapest hours; the cost where hours do not matter."""
    high: Decimal
    """USD in the most expensive hours; the cost where hours do not matter."""
    notes: tuple[Notice, ...] = ()
    """What the reader must know."""
    ended: date | None = None
    """The offer was withdrawn after this day."""

    @property
    def cost(self) -> Decimal:
        """USD: the plain sum of the items."""
        return exact_sum(item.amount for item in self.items)


def amount(quantity: Quantity, rate: Decimal, meter: Meter) -> Decimal:
    """Return USD for *quantity* tokens (calls) at *rate*, exactly."""
    with exact():
        return quantity * rate if meter in PER_CALL else quantity * rate / MILLION


def quote(
    spec: ModelSpec,
    usage: Usage,
    at: date,
    *,
    channel: str,
    tier: Tier = Tier.STANDARD,
    prompt: int | None = None,
    minute: int | None = None,
    discounts: Sequence[Discount] = (),
) -> Quote:
    """Price *usage* at the rates in force on *at*.

    The band is chosen by *prompt*, the prompt tokens of one request; where it is not given, *usage*
    is one request. A sum of requests must pass it: its own prompt is past every band.
    *minute* (0 to 1439, UTC) chooses rates that depend on the time of day; without it usage is
    spread evenly over the day and the bracket says how far that can be off.
    Raises ``UnpricedError`` where a used meter has no known rate.
    """
    rows = price_rows(spec, at, channel=channel, tier=tier)
    size = ceil(usage.prompt) if prompt is None else prompt
    return quote_rows(spec, usage, rows, prompt=size, minute=minute, discounts=discounts)


def quote_rows(
    spec: ModelSpec,
    usage: Usage,
    rows: PriceRows,
    *,
    prompt: int,
    minute: int | None = None,
    discounts: Sequence[Discount] = (),
) -> Quote:
    """Price *usage* with the rows already chosen for its day; see ``quote``."""
    in_band = rows.in_band(prompt)
    notes = list(_row_notes(spec, rows, in_band))
    items: list[LineItem] = []
    bills: list[Decimal] = []
    for row, part in _by_hour(in_band, usage, minute):
        items += _items(spec, part, row.rates, rows.at, notes)
    if minute is None and rows.by_hour:
        for row in in_band:
            lines = _items(spec, usage, row.rates, rows.at, [])
            adjusted = _adjusted(lines, spec, rows, discounts)
            bills.append(exact_sum(line.amount for line in adjusted))
        notes.append(
            Notice(
                code="time-of-day",
                text=f"{spec.id} on {rows.channel} costs more at some hours (UTC "
                f"{', '.join(sorted({w for row in in_band for w in row.rates.hours}))}); "
                "requests are spread evenly over the day",
            )
        )
    items = _adjusted(items, spec, rows, discounts)
    cost = exact_sum(item.amount for item in items)
    return Quote(
        model=spec.id,
        channel=rows.channel,
        tier=rows.tier,
        at=rows.at,
        items=tuple(items),
        low=min([cost, *bills]),
        high=max([cost, *bills]),
        notes=tuple(dict.fromkeys(notes)),
        ended=rows.ended,
    )


def _by_hour(
    rows: Sequence[DatedRates], usage: Usage, minute: int | None
) -> Iterable[tuple[DatedRates, Usage]]:
    """Yield each row with the part of the usage that falls into its hours."""
    plain = next(row for row in rows if not row.rates.hours)
    special = [row for row in rows if row.rates.hours]
    if minute is not None:
        here = [row for row in special if row.rates.covers_minute(minute)]
        yield (here[0] if here else plain), usage
        return
    rest, free = usage, set(range(1440))
    for row in special:
        # Where windows overlap, the first row holds, as it does for a known minute.
        minutes = {minute for minute in free if row.rates.covers_minute(minute)}
        free -= minutes
        part = _share(usage, len(minutes))
        rest = rest - part
        yield row, part
    yield plain, rest


def _share(usage: Usage, minutes: int) -> Usage:
    """Return the part of a day's usage that falls into so many minutes, to a billionth of a token.

    Seven hours are no finite decimal share of a day; what is cut here stays in the other hours.
    """
    with exact():
        return Usage(
            **{
                meter.value: (Decimal(quantity) * minutes / 1440).quantize(
                    Decimal("1e-9"), ROUND_FLOOR
                )
                for meter, quantity in usage.metered()
            }
        )


def _items(
    spec: ModelSpec, usage: Usage, rates: Rates, at: date, notes: list[Notice]
) -> list[LineItem]:
    """Return one line per used meter."""
    items = []
    for meter, quantity in usage.metered():
        rate = rates.rate(meter)
        if rate is None:
            rate = _fallback(spec, meter, rates, at, notes)
        items.append(
            LineItem(
                meter=meter.value,
                quantity=quantity,
                rate=rate,
                amount=amount(quantity, rate, meter),
                sources=rates.sources,
                since=rates.since,
                prompt_over=rates.prompt_over,
                hours=rates.hours,
            )
        )
    return items


UNCACHED = {
    Meter.CACHED_INPUT: Meter.INPUT,
    Meter.CACHED_INPUT_AUDIO: Meter.INPUT_AUDIO,
    Meter.CACHE_WRITE: Meter.INPUT,
    Meter.CACHE_WRITE_1H: Meter.INPUT,
}
"""What a prompt token is where it is not cached."""


def _fallback(
    spec: ModelSpec, meter: Meter, rates: Rates, at: date, notes: list[Notice]
) -> Decimal:
    """Return the rate of a meter the row does not price, where that is a fact and not a guess.

    A model without a cache charges every prompt token as input, and so do vendors that charge no
    fee for writing to it. Everything else that has no rate is unpriced.
    """
    plain = UNCACHED.get(meter)
    writes = meter in (Meter.CACHE_WRITE, Meter.CACHE_WRITE_1H)
    free_writes = writes and spec.caching is not None and spec.caching.write_fee == "none"
    if plain is not None and (free_writes or not may_cache(spec, at)):
        rate = rates.rate(plain)
        if rate is not None:
            why = "has no fee for cache writes" if free_writes else "has no prompt cache"
            notes.append(
                Notice(
                    code="no-cache",
                    text=f"{spec.id} {why} on {at}: {meter} is priced as {plain}",
                )
            )
            return rate
    where = f"{rates.channel}, {rates.tier}"
    raise UnpricedError(
        f"no {meter} price known for {spec.id} ({where}) on {at}",
        hint=f"run `llmcmp models history {spec.id}` for the known rates, "
        "or give the rate in an overlay (--registry)",
    )


def may_cache(spec: ModelSpec, at: date) -> bool:
    """Tell whether the model has, or may have, a prompt cache on *at*."""
    if spec.features.prompt_caching == "no":
        return False
    since = spec.features.since.get("prompt_caching")
    return since is None or since == UNKNOWN or first_day(since) <= at


def _row_notes(spec: ModelSpec, rows: PriceRows, used: Sequence[DatedRates]) -> Iterable[Notice]:
    """Say what is doubtful about the rows that were used."""
    for row in used:
        if row.doubt is not None:
            offer = f"{rows.channel}, {rows.tier}"
            yield Notice(code="price-day-unknown", text=f"{spec.id} ({offer}): {row.doubt}")
        for dispute in row.rates.disputes:
            yield Notice(
                code="disputed-price",
                text=f"another source states {dispute.stated} for {spec.id} on {rows.channel} "
                f"({', '.join(dispute.sources)})",
            )


def _adjusted(
    items: list[LineItem], spec: ModelSpec, rows: PriceRows, discounts: Sequence[Discount]
) -> list[LineItem]:
    """Append one line per matching discount, each taken off what the lines before it add up to."""
    lines = list(items)
    for discount in discounts:
        if _matches(discount, spec, rows):
            base = exact_sum(line.amount for line in lines)
            with exact():
                share = -discount.percent / 100
                off = base * share
            lines.append(
                LineItem(
                    meter="discount" if discount.percent >= 0 else "uplift",
                    quantity=base,
                    rate=share,
                    amount=off,
                    label=discount.note,
                )
            )
    return lines


def _matches(discount: Discount, spec: ModelSpec, rows: PriceRows) -> bool:
    """Tell whether a discount applies to this model, channel, tier and day."""
    conditions = (
        (discount.developer, (spec.developer,)),
        (discount.channel, (rows.channel,)),
        (discount.model, (spec.id, *spec.aliases)),
        (discount.tier, (rows.tier,)),
    )
    if any(want is not None and want not in have for want, have in conditions):
        return False
    if discount.since not in (None, UNKNOWN) and first_day(discount.since) > rows.at:
        return False
    return discount.ended in (None, UNKNOWN) or last_day(discount.ended) >= rows.at
