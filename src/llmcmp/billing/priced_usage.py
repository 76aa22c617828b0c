"""Every usage row with its cost, or with the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TypeAlias

from ..errors import InputError, LlmcmpError, UnknownNameError, UnpricedError
from ..notices import Notice
from ..readable import usd
from ..usage import CutsFor, UsageData, UsageRow
from .price_book import MeterPrices, PriceBook, Tariff
from .size_classes import limits, representative, sizes_within
from .sums import EXACT, Sum, token_count, used

Costs: TypeAlias = tuple[Decimal, Decimal, Decimal]
"""Cost, low and high, in USD."""

ZERO = Decimal(0)

FREE = "free"
"""The tier word of files for requests that are served without charge."""


@dataclass(slots=True)
class Bill:
    """One usage row and what it cost."""

    row: UsageRow
    tariff: Tariff
    counts: list[tuple[str, int]]
    costs: Costs

    def own(self, name: str) -> str | None:
        """Return a grouping value that every row has."""
        row, tariff = self.row, self.tariff
        match name:
            case "model":
                return tariff.spec.id
            case "written_model":
                return row.written_model or None
            case "channel":
                return tariff.channel
            case "tier":
                return row.tier if row.tier == FREE else tariff.tier.value
            case "day":
                return None if row.day is None else row.day.isoformat()
            case _:
                return None if row.day is None else f"{row.day:%Y-%m}"


@dataclass(slots=True)
class Missing:
    """Rows of one written model that share a reason for having no price."""

    model: str
    error: LlmcmpError
    rows: int = 0
    tokens: int = 0


@dataclass(slots=True)
class _Card:
    """The prices of one kind of row: the ones applied, and all that its lost details allow."""

    tariff: Tariff
    price: MeterPrices
    others: tuple[MeterPrices, ...]
    lost_sizes: bool


class Billing:
    """The usage rows of a run, priced one by one."""

    def __init__(
        self, data: UsageData, book: PriceBook, cuts: CutsFor, *, now: date, at: date | None
    ) -> None:
        """Price every row at its own day, or at the day *at*; rows without one at *now*."""
        self.data, self.book, self.cuts = data, book, cuts
        self._now, self.at = now, at
        self._cards: dict[tuple[object, ...], _Card | LlmcmpError] = {}
        self._prompts: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._missing: dict[tuple[str, str], Missing] = {}
        self._doubts: dict[str, Sum] = {}
        self._over_limit: dict[str, Sum] = {}
        with localcontext(EXACT):
            self.bills = list(self._priced())
        self.priced_rows = sum(bill.row.rows for bill in self.bills)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What could not be priced."""
        return tuple(self._missing.values())

    @property
    def unpriced_rows(self) -> int:
        """Rows without a price."""
        return sum(missing.rows for missing in self._missing.values())

    def day_of(self, row: UsageRow) -> date:
        """Return the day whose prices hold for *row*."""
        return self.at or row.day or self._now

    def costs_at(self, bill: Bill, day: date) -> Costs:
        """Return what a row that was priced would cost at the prices of another *day*."""
        if bill.row.tier == FREE:
            return bill.costs
        row, tariff = bill.row, bill.tariff
        sizes = (row.bucket_low, row.bucket)
        key = (tariff, tariff.stretch(day), row.written_model, row.channel, sizes, row.hour)
        card = self._cards.get(key)
        if not isinstance(card, _Card):
            card = self._cards[key] = self._card_of(row, day, tariff)
        with localcontext(EXACT):
            return _costs(card, bill.counts)

    def cost_of(self, row: UsageRow, tariff: Tariff, counts: list[tuple[str, int]]) -> Decimal:
        """Return what *counts* in place of the row's own would cost on another tariff."""
        with localcontext(EXACT):
            return _costs(self._card_of(row, self.day_of(row), tariff), counts)[0]

    def _priced(self) -> Iterator[Bill]:
        for row in self.data.rows:
            counts = used(row.usage)
            try:
                card = self._card(row)
                costs = _costs(card, counts) if row.tier != FREE else _free(row)
            except (UnknownNameError, UnpricedError) as error:
                self._miss(row, error)
                continue
            if card.lost_sizes and costs[1] != costs[2]:
                self._doubts.setdefault(card.tariff.spec.id, Sum()).add(row, counts, costs)
            self._check_limit(row, card.tariff, counts, costs)
            yield Bill(row=row, tariff=card.tariff, counts=counts, costs=costs)

    def _card(self, row: UsageRow) -> _Card:
        """Return the prices of a kind of row, found once, or raise what was found instead."""
        day = self.day_of(row)
        sizes = (row.bucket_low, row.bucket)
        key = (row.written_model, row.channel, row.tier, day, sizes, row.hour)
        card = self._cards.get(key)
        if card is None:
            try:
                tier = "standard" if row.tier == FREE else row.tier
                tariff = self.book.tariff(row.written_model, row.channel, tier, day)
                card = self._card_of(row, day, tariff)
            except (UnknownNameError, UnpricedError) as error:
                card = error
            self._cards[key] = card
        if isinstance(card, LlmcmpError):
            raise card
        return card

    def _card_of(self, row: UsageRow, day: date, tariff: Tariff) -> _Card:
        prompts = self.prompts(row)
        by_hour = tariff.rows(day).by_hour
        minute = row.hour * 60 if row.hour is not None and by_hour else None
        minutes = tariff.minutes(day, row.hour) if by_hour else (None,)
        others = {
            id(price): price
            for prompt in prompts
            for at in minutes
            for price in [tariff.per_million(day, prompt, at)]
        }
        bands = {id(tariff.per_million(day, prompt, minute)) for prompt in prompts}
        return _Card(
            tariff=tariff,
            price=tariff.per_million(day, prompts[0], minute),
            others=tuple(others.values()),
            lost_sizes=len(bands) > 1,
        )

    def prompts(self, row: UsageRow) -> tuple[int, ...]:
        """Return one prompt size of each class the row's requests can lie in."""
        key = (row.written_model, row.channel, row.bucket_low, row.bucket)
        if key not in self._prompts:
            self._prompts[key] = self._representatives(row)
        return self._prompts[key]

    def _representatives(self, row: UsageRow) -> tuple[int, ...]:
        cuts = self.cuts(row.written_model, row.channel)
        if self.data.size_classes is not None:
            sorted_by = self.data.size_classes.get((row.written_model, row.channel), ())
            return sizes_within(cuts, sorted_by, row.bucket_low, row.bucket)
        if row.bucket > len(cuts):
            raise InputError(
                f"usage of {row.written_model} was read with other cut points than it is priced "
                f"with: size class {row.bucket} of {len(cuts)}"
            )
        return tuple(
            representative(cuts, bucket) for bucket in range(row.bucket_low, row.bucket + 1)
        )

    def _miss(self, row: UsageRow, error: LlmcmpError) -> None:
        key = (row.written_model, str(error))
        missing = self._missing.setdefault(key, Missing(model=row.written_model, error=error))
        missing.rows += row.rows
        missing.tokens += token_count(row.usage)

    def _check_limit(
        self, row: UsageRow, tariff: Tariff, counts: list[tuple[str, int]], costs: Costs
    ) -> None:
        """Remember rows whose requests are longer than their own model takes."""
        longest = min(limits(tariff.spec), default=None)
        if longest is not None and row.bucket_low and self.prompts(row)[0] > longest:
            self._over_limit.setdefault(tariff.spec.id, Sum()).add(row, counts, costs)

    def notices(self, total: Sum) -> Iterator[Notice]:
        """Yield what a reader of the amounts must know."""
        yield from self.book.notices
        for model, doubt in self._doubts.items():
            yield Notice(
                code="sizes-lost",
                text=f"{doubt.rows:,} rows of {model} are sums of requests, and long prompts cost "
                f"more: they are priced as short ones, {usd(doubt.cost)}; "
                f"at most {usd(doubt.high)}",
                selector=model,
            )
        for model, over in self._over_limit.items():
            yield Notice(
                code="over-limit",
                text=f"{over.rows:,} rows hold prompts longer than {model} takes: "
                "check what the columns mean",
                selector=model,
            )
        if any(bill.row.day is None for bill in self.bills) and self.at is None:
            yield Notice(code="no-dates", text=f"rows without a date are priced at {self._now}")
        if self.bills and total.requests is None:
            yield Notice(
                code="no-requests",
                text="the files do not count requests: cost per request is not known",
            )
        regions = sorted({bill.row.region for bill in self.bills if bill.row.region})
        if regions:
            yield Notice(
                code="region",
                text=f"served in {', '.join(regions)}: surcharges of regions are not in the "
                "registry and not in the cost",
            )


def _costs(card: _Card, counts: list[tuple[str, int]]) -> Costs:
    """Return cost, low and high of these counts."""
    cost = _cost(card.price, counts)
    if len(card.others) == 1 and card.others[0] is card.price:
        return cost, cost, cost
    others = [_cost(price, counts) for price in card.others]
    return cost, min(cost, *others), max(cost, *others)


def _cost(price: MeterPrices, counts: list[tuple[str, int]]) -> Decimal:
    """Multiply out; the caller has set the exact context, once for all rows."""
    million = ZERO
    for meter, count in counts:
        million += count * price[meter]
    return million.scaleb(-6)


def _free(row: UsageRow) -> Costs:
    """Return zero for a request that the file itself says was free of charge."""
    if row.reported_cost != 0:
        raise UnpricedError(
            f"no price known for tier {FREE}",
            hint="the file calls these requests free and does not say that they cost 0",
        )
    return Decimal(0), Decimal(0), Decimal(0)
