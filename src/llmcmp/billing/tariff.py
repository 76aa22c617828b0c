"""What a token of each meter costs each usage row, looked up once and remembered.

The price of a row is linear in its counts: so many tokens of a meter times what a million of them
costs, in the row's band, tier and hour, on its day. Whatever ``pricing.quote`` says of a million
tokens of one meter is kept here, for all the days between two changes of price.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from ..errors import UnpricedError
from ..notices import Notice
from ..pricing import price_rows
from ..pricing.quotes import Quote, quote_rows
from ..pricing.schedule import PriceRows, begins
from ..records import replace
from ..schema import PER_CALL, UNKNOWN, Discount, Meter, ModelSpec, Rates, Tier, first_day, last_day
from ..schema.dates import DAY
from ..schema.numbers import MILLION
from ..usage import Usage


class MeterPrices(dict[str, Decimal]):
    """USD per million of each meter, in one band and at one time; filled as meters are met."""

    def __init__(self, tariff: Tariff, rows: PriceRows, prompt: int, minute: int | None) -> None:
        """Remember where to look; nothing is priced yet."""
        super().__init__()
        self._tariff, self._rows, self._prompt, self._minute = tariff, rows, prompt, minute

    def __missing__(self, meter: str) -> Decimal:
        """Ask for the price of a million, and remember it; raise ``UnpricedError`` for none."""
        tariff = self._tariff
        try:
            quote = self._quote(meter, self._rows)
        except UnpricedError:
            rows = tariff.with_call_fee(meter, self._rows)
            if rows is None:
                raise
            quote = self._quote(meter, rows)
        for notice in quote.notes:
            tariff.note(notice.code, notice.text)
        if quote.ended is not None:
            tariff.note(
                "withdrawn",
                f"{tariff.spec.id} on {tariff.channel} ({tariff.tier}) was withdrawn after "
                f"{quote.ended}: its last rates are applied",
            )
        self[meter] = quote.cost
        return quote.cost

    def _quote(self, meter: str, rows: PriceRows) -> Quote:
        tariff = self._tariff
        return quote_rows(
            tariff.spec,
            Usage(**{meter: MILLION}),
            rows,
            prompt=self._prompt,
            minute=self._minute,
            discounts=tariff.discounts,
        )


class Tariff:
    """All prices of one model on one channel in one tier."""

    def __init__(
        self,
        spec: ModelSpec,
        channel: str,
        tier: Tier,
        discounts: Sequence[Discount] = (),
        feeds: Callable[[str, str], ModelSpec | None] | None = None,
    ) -> None:
        """Take an offer; whether it has a price turns out when one is asked for."""
        self.spec, self.channel, self.tier = spec, channel, tier
        self.discounts = tuple(discounts)
        self.feeds = feeds
        self.notices: dict[Notice, None] = {}
        self.changes = _change_days(spec, channel, tier, self.discounts)
        self._rows: dict[int, PriceRows] = {}
        self._prices: dict[tuple[int, int, int | None], MeterPrices] = {}

    def note(self, code: str, text: str) -> None:
        """Keep a notice for the report, once."""
        self.notices[Notice(code=code, text=text, selector=self.spec.id)] = None

    def stretch(self, day: date) -> int:
        """Return the number of the stretch, between two changes of price, that *day* is in."""
        return bisect_right(self.changes, day)

    def rows(self, day: date) -> PriceRows:
        """Return the price rows in force on *day*."""
        stretch = self.stretch(day)
        if stretch not in self._rows:
            self._rows[stretch] = price_rows(self.spec, day, channel=self.channel, tier=self.tier)
        return self._rows[stretch]

    def with_call_fee(self, meter: str, rows: PriceRows) -> PriceRows | None:
        """Return *rows* with the price per call that only imported feeds know.

        None where the feeds have none, or differ from *rows* in the price of a token.
        """
        if meter not in PER_CALL or self.feeds is None:
            return None
        imported = self.feeds(self.spec.id, self.channel)
        fees = {
            (row.input, row.output): row
            for row in (() if imported is None else imported.rates)
            if row.channel == self.channel and row.rate(Meter(meter)) is not None
        }
        joined = []
        for row in rows.rows:
            fee = fees.get((row.rates.input, row.rates.output))
            if fee is None:
                return None
            more = {meter: fee.rate(Meter(meter)), "sources": (*row.rates.sources, *fee.sources)}
            joined.append(replace(row, rates=replace(row.rates, **more)))
        text = f"the {meter.replace('_', ' ')} price of {self.spec.id} is from imported feeds"
        self.note("imported-price", text)
        return replace(rows, rows=tuple(joined))

    def rows_or_none(self, day: date) -> PriceRows | None:
        """Return the price rows in force on *day*, None where there are none."""
        try:
            return self.rows(day)
        except UnpricedError:
            return None

    @property
    def applied(self) -> tuple[Rates, ...]:
        """The price rows that were in force when they were asked for."""
        rows = (dated.rates for rows in self._rows.values() for dated in rows.rows)
        return tuple(dict.fromkeys(rows))

    def per_million(self, day: date, prompt: int, minute: int | None = None) -> MeterPrices:
        """Return what a million of each meter costs in requests with such a *prompt*."""
        rows = self.rows(day)
        edge = max((edge for edge in rows.edges if prompt > edge), default=-1)
        key = (self.stretch(day), edge, minute if rows.by_hour else None)
        if key not in self._prices:
            self._prices[key] = MeterPrices(self, rows, prompt, minute)
        return self._prices[key]

    def minutes(self, day: date, hour: int | None) -> tuple[int, ...]:
        """Return the minutes of the day (or of its *hour*) at which the price may change."""
        windows = [window for row in self.rows(day).rows for window in row.rates.hours]
        starts = {0, *(_minute(window[:5]) for window in windows)}
        starts |= {_minute(window[6:]) for window in windows}
        if hour is None:
            return tuple(sorted(starts - {1440}))
        here = {minute for minute in starts if hour * 60 <= minute < hour * 60 + 60}
        return tuple(sorted({hour * 60, *here}))


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _change_days(
    spec: ModelSpec, channel: str, tier: Tier, discounts: Iterable[Discount]
) -> tuple[date, ...]:
    """Return every day on which the price may differ from the day before."""
    days = set()
    for row in spec.rates:
        if row.channel == channel and row.tier == tier:
            days.add(begins(spec, row))
            days |= _day_after(row.since) | _day_after(row.ended)
    for discount in discounts:
        if discount.since not in (None, UNKNOWN):
            days.add(first_day(discount.since))
        days |= _day_after(discount.ended)
    cached = spec.features.since.get("prompt_caching", UNKNOWN)
    if cached != UNKNOWN:
        days.add(first_day(cached))
    return tuple(sorted(days))


def _day_after(ended: str | None) -> set[date]:
    return set() if ended in (None, UNKNOWN) else {last_day(ended) + DAY}
