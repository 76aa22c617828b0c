"""What a token of each meter costs each usage row, looked up once and remembered.

The price of a row is linear in its counts: so many tokens of a meter times what a million of them
costs, in the row's band, tier and hour, on its day. Whatever ``pricing.quote`` says of a million
tokens of one meter is kept here, for all the days between two changes of price.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..errors import UnknownNameError, UnpricedError
from ..notices import Notice
from ..pricing import price_rows
from ..pricing.quotes import Quote, quote_rows
from ..pricing.schedule import PriceRows, begins
from ..records import replace
from ..registry import (
    ROUTER,
    NameMatch,
    Registry,
    assumed_channel,
    channel_of_form,
    select,
    stated_tier,
)
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
            bill = self._quote(meter, self._rows)
        except UnpricedError:
            rows = tariff.rows_with(meter, self._rows)
            if rows is None:
                raise
            bill = self._quote(meter, rows)
        for note in bill.notes:
            tariff.say(note.code, note.text)
        if bill.ended is not None:
            tariff.say(
                "withdrawn",
                f"{tariff.spec.id} on {tariff.channel} ({tariff.tier}) was withdrawn after "
                f"{bill.ended}: its last rates are applied",
            )
        self[meter] = bill.cost
        return bill.cost

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
        """Take an offer; whether it has a price is found when it is asked for one."""
        self.spec, self.channel, self.tier = spec, channel, tier
        self.discounts = tuple(discounts)
        self.feeds = feeds
        self.notices: dict[Notice, None] = {}
        self.changes = _change_days(spec, channel, tier, self.discounts)
        self._rows: dict[int, PriceRows] = {}
        self._prices: dict[tuple[int, int, int | None], MeterPrices] = {}

    def say(self, code: str, text: str) -> None:
        """Keep a remark for the report, once."""
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

    def rows_with(self, meter: str, rows: PriceRows) -> PriceRows | None:
        """Return *rows* with the price per call that only feeds know, where they agree else."""
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
        self.say("imported-price", text)
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
        rows = (row.rates for found in self._rows.values() for row in found.rows)
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


class PriceBook:
    """The tariffs of the models that usage files name, each looked up once."""

    def __init__(self, registry: Registry, *, aliases: Mapping[str, str] | None = None) -> None:
        """Read names by *registry*, after *aliases*: a written name to a selector."""
        self.registry = registry
        self._aliases = {name.casefold(): meant for name, meant in (aliases or {}).items()}
        self._tariffs: dict[tuple[str, str, Tier], Tariff] = {}
        self._named: dict[tuple[object, ...], Tariff] = {}
        self._doubts: dict[Notice, None] = {}
        self._imported: dict[str, None] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What had to be assumed so far, about names and about prices."""
        said = dict(self._doubts)
        if self._imported:
            said[_from_feeds(tuple(self._imported))] = None
        for tariff in self._tariffs.values():
            said |= tariff.notices
        return tuple(said)

    @property
    def tariffs(self) -> tuple[Tariff, ...]:
        """Every tariff that was used."""
        return tuple(self._tariffs.values())

    def tariff(self, written: str, channel: str | None, tier: str, day: date) -> Tariff:
        """Return the tariff a file means by the model it names, on *day*.

        Raises ``UnknownNameError`` or ``UnpricedError``.
        """
        key = (written, channel, tier, day)
        if key not in self._named:
            self._named[key] = self._find(written, channel, tier, day)
        return self._named[key]

    def of(self, spec: ModelSpec, channel: str, tier: Tier) -> Tariff:
        """Return the tariff of a model, channel and tier that are already known."""
        key = (spec.id, channel, tier)
        if key not in self._tariffs:
            self._tariffs[key] = Tariff(
                spec, channel, tier, self.registry.discounts, self.registry.imported
            )
        return self._tariffs[key]

    def meant(self, written: str) -> str:
        """Return the name or selector that stands for a written model."""
        alias = self._aliases.get(written.casefold())
        if alias is not None:
            return alias
        return written

    def model(self, written: str, channel: str | None, day: date) -> ModelSpec:
        """Return the model a file means, priced or not, or raise ``UnknownNameError``."""
        name = self.meant(written)
        if name not in self.registry and name != written:
            return select(self.registry, name, at=day).spec
        return self._named_by(name, channel, day).spec

    def _find(self, written: str, channel: str | None, tier: str, day: date) -> Tariff:
        if not written:
            raise UnknownNameError("the file names no model", hint="name it: --model gpt-4o-mini")
        name = self.meant(written)
        if name not in self.registry and name != written:
            offer = select(self.registry, name, at=day)
            for doubt in offer.warnings:
                self._doubts[doubt] = None
            if offer.is_self:
                raise _by_the_hour(offer.spec)
            chosen = offer.tier if "+" in name else _tier(tier, offer.spec)
            return self.of(offer.spec, offer.channel, chosen)
        found = self._named_by(name, channel, day)
        for doubt in found.warnings:
            self._doubts[doubt] = None
        word = stated_tier(name, tier) or tier
        spec = self.with_channel(found.spec, channel, word, written=name)
        offered = _channel(spec, channel)
        if channel is None and offered == ROUTER and len(spec.channels) > 1:
            self._doubts[assumed_channel(spec, name)] = None
        if found.shelf == "imported" or spec is not found.spec:
            self._imported[spec.id] = None
        return self.of(spec, offered, _tier(word, spec))

    def _named_by(self, name: str, channel: str | None, day: date) -> NameMatch:
        """Return what *name* means; some names mean something on one channel only."""
        try:
            return self.registry.find(name, day)
        except UnknownNameError:
            spec = None if channel is None else self.registry.imported(name, channel)
            if spec is None:
                raise
            return NameMatch(spec=spec, shelf="imported")

    def with_channel(
        self, spec: ModelSpec, channel: str | None, tier: str | None = None, *, written: str
    ) -> ModelSpec:
        """Return *spec* with the rows that only price feeds know of the channel of a row."""
        slug = channel or spec.own_channel
        if slug is None:
            return spec
        joined = self.registry.with_channel(spec, slug, tier, written=written)
        # Usage is sorted by size before its tier is looked up: a tier that only feeds know has
        # no size classes of its own.
        if slug in spec.channels and _classes(joined, slug) != _classes(spec, slug):
            return spec
        return joined


def _classes(spec: ModelSpec, channel: str) -> set[object]:
    """Return what usage must be sorted by to be priced: bands and times of day."""
    rows = [row for row in spec.rates if row.channel == channel]
    return {row.prompt_over for row in rows} | {window for row in rows for window in row.hours}


def _from_feeds(models: Sequence[str]) -> Notice:
    """Say which prices nobody of this project has checked."""
    shown = ", ".join(models[:5])
    more = f" and {len(models) - 5} more" if len(models) > 5 else ""
    return Notice(code="imported-price", text=f"prices from imported feeds: {shown}{more}")


def _channel(spec: ModelSpec, hint: str | None) -> str:
    """Return the channel a row was had from: the one its file tells, else the developer's own."""
    channel = spec.own_channel if hint is None else hint
    if channel in spec.channels:
        return str(channel)
    if hint is None and spec.architecture is None and (told := channel_of_form(spec)) is not None:
        return told
    if hint is None and spec.architecture is not None and not spec.channels:
        raise _by_the_hour(spec)
    where = f"on {hint}" if hint else "from its developer"
    raise UnpricedError(
        f"no price known for {spec.id} {where}",
        hint=f"name one of its channels: {', '.join(f'{spec.id}@{c}' for c in spec.channels)}"
        if spec.channels
        else f"run `llmcmp models show {spec.id}` for what is known of it",
    )


def _by_the_hour(spec: ModelSpec) -> UnpricedError:
    return UnpricedError(
        f"{spec.id} has no price per token: self-hosted weights cost by the hour",
        hint=f"run `llmcmp host {spec.id}` for the hosting plan",
    )


def _tier(word: str, spec: ModelSpec) -> Tier:
    """Return the tier a file's *word* means; an unknown word is never the standard price."""
    try:
        return Tier(word)
    except ValueError:
        raise UnpricedError(
            f"no price known for tier {word} of {spec.id}",
            hint="give its price in an overlay (--registry), or name another tier: "
            f"--alias NAME={spec.id}+standard",
        ) from None
