"""Every usage row with its cost, or with the reason why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ..errors import InputError, LlmcmpError, UnknownNameError, UnpricedError
from ..exact import exact
from ..notices import Notice
from ..readable import usd
from ..registry import Offer
from ..usage import UsageData, UsageRow
from .price_book import PriceBook
from .size_classes import Rescale, cuts_of, limits, representative, sizes_within
from .sums import Sum, token_count, used
from .tariff import MeterPrices, Tariff

Costs: TypeAlias = tuple[Decimal, Decimal, Decimal]
"""Cost, low and high, in USD."""

ZERO = Decimal(0)

FREE = "free"
"""The tier word of files for requests that are served without charge."""


@dataclass(slots=True)
class PricedRow:
    """One usage row and what it cost."""

    row: UsageRow
    tariff: Tariff
    counts: list[tuple[str, int]]
    costs: Costs

    def own(self, name: str) -> str | None:
        """Return the value of a grouping that needs no column of the file, as ``model``."""
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
class UnpricedRows:
    """Rows of one written model that share a reason for having no price."""

    model: str
    error: LlmcmpError
    rows: int = 0
    tokens: int = 0


@dataclass(slots=True)
class _RowPrices:
    """The prices of one kind of row: the ones applied, and all that its lost details allow."""

    tariff: Tariff
    price: MeterPrices
    others: tuple[MeterPrices, ...]
    lost_sizes: bool


class PricedUsage:
    """The usage rows of a run, priced one by one."""

    def __init__(
        self,
        data: UsageData,
        book: PriceBook,
        *,
        now: date,
        at: date | None = None,
        alternatives: Sequence[Offer] = (),
        rescale: Rescale | None = None,
    ) -> None:
        """Price every row at its own day, or at the day *at*; rows without one at *now*.

        *alternatives*, with *rescale*, are the offers whose size classes matter too.
        """
        self.data, self.book, self.at = data, book, at
        self._now, self._cuts = now, cuts_of(book, alternatives, rescale)
        self._row_prices: dict[tuple[object, ...], _RowPrices | LlmcmpError] = {}
        self._prompts: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._unpriced: dict[tuple[str, str], UnpricedRows] = {}
        self._lost_sizes: dict[str, Sum] = {}
        self._over_limit: dict[str, Sum] = {}
        with exact():
            self.rows = list(self._priced())

    @property
    def unpriced(self) -> tuple[UnpricedRows, ...]:
        """What could not be priced."""
        return tuple(self._unpriced.values())

    @property
    def count_priced(self) -> int:
        """Number of source rows with a price."""
        return sum(priced.row.rows for priced in self.rows)

    @property
    def count_unpriced(self) -> int:
        """Number of source rows without a price."""
        return sum(group.rows for group in self._unpriced.values())

    def day_of(self, row: UsageRow) -> date:
        """Return the day whose prices hold for *row*."""
        return self.at or row.day or self._now

    def costs_at(self, priced: PricedRow, day: date) -> Costs:
        """Return what a row that was priced would cost at the prices of another *day*."""
        row, tariff = priced.row, priced.tariff
        if row.tier == FREE:
            return priced.costs
        sizes = (row.bucket_low, row.bucket)
        key = (tariff, tariff.stretch(day), row.written_model, row.channel, sizes, row.hour)
        prices = self._row_prices.get(key)
        if not isinstance(prices, _RowPrices):
            prices = self._row_prices[key] = self._prices_on(row, day, tariff)
        with exact():
            return _costs(prices, priced.counts)

    def cost_of(self, row: UsageRow, tariff: Tariff, counts: list[tuple[str, int]]) -> Decimal:
        """Return what *counts* in place of the row's own would cost on another tariff."""
        with exact():
            return _costs(self._prices_on(row, self.day_of(row), tariff), counts)[0]

    def _priced(self) -> Iterator[PricedRow]:
        for row in self.data.rows:
            counts = used(row.usage)
            try:
                prices = self._prices_of(row)
                costs = _costs(prices, counts) if row.tier != FREE else _free(row)
            except (UnknownNameError, UnpricedError) as error:
                self._keep_unpriced(row, error)
                continue
            if prices.lost_sizes and costs[1] != costs[2]:
                self._lost_sizes.setdefault(prices.tariff.spec.id, Sum()).add(row, counts, costs)
            self._check_limit(row, prices.tariff, counts, costs)
            yield PricedRow(row=row, tariff=prices.tariff, counts=counts, costs=costs)

    def _prices_of(self, row: UsageRow) -> _RowPrices:
        """Return the prices of a kind of row, looked up once; raise the same error every time."""
        day = self.day_of(row)
        sizes = (row.bucket_low, row.bucket)
        key = (row.written_model, row.channel, row.tier, day, sizes, row.hour)
        prices = self._row_prices.get(key)
        if prices is None:
            try:
                tier = "standard" if row.tier == FREE else row.tier
                tariff = self.book.tariff(row.written_model, row.channel, tier, day)
                prices = self._prices_on(row, day, tariff)
            except (UnknownNameError, UnpricedError) as error:
                prices = error
            self._row_prices[key] = prices
        if isinstance(prices, LlmcmpError):
            raise prices
        return prices

    def _prices_on(self, row: UsageRow, day: date, tariff: Tariff) -> _RowPrices:
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
        return _RowPrices(
            tariff=tariff,
            price=tariff.per_million(day, prompts[0], minute),
            others=tuple(others.values()),
            lost_sizes=len(bands) > 1,
        )

    def prompts(self, row: UsageRow) -> tuple[int, ...]:
        """Return one prompt size of each class the row's requests can have."""
        key = (row.written_model, row.channel, row.bucket_low, row.bucket)
        if key not in self._prompts:
            self._prompts[key] = self._representatives(row)
        return self._prompts[key]

    def _representatives(self, row: UsageRow) -> tuple[int, ...]:
        cuts = self._cuts(row.written_model, row.channel)
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

    def _keep_unpriced(self, row: UsageRow, error: LlmcmpError) -> None:
        key = (row.written_model, str(error))
        group = self._unpriced.setdefault(key, UnpricedRows(model=row.written_model, error=error))
        group.rows += row.rows
        group.tokens += token_count(row.usage)

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
        for model, lost in self._lost_sizes.items():
            yield Notice(
                code="sizes-lost",
                text=f"{lost.rows:,} rows of {model} are sums of requests, and long prompts cost "
                f"more: they are priced as short ones, {usd(lost.cost)}; "
                f"at most {usd(lost.high)}",
                selector=model,
            )
        for model, over in self._over_limit.items():
            yield Notice(
                code="over-limit",
                text=f"{over.rows:,} rows hold prompts longer than {model} takes: "
                "check what the columns mean",
                selector=model,
            )
        if any(priced.row.day is None for priced in self.rows) and self.at is None:
            yield Notice(code="no-dates", text=f"rows without a date are priced at {self._now}")
        if self.rows and total.requests is None:
            yield Notice(
                code="no-requests",
                text="the files do not count requests: cost per request is not known",
            )
        regions = sorted({priced.row.region for priced in self.rows if priced.row.region})
        if regions:
            yield Notice(
                code="region",
                text=f"served in {', '.join(regions)}: surcharges of regions are not in the "
                "registry and not in the cost",
            )


def _costs(prices: _RowPrices, counts: list[tuple[str, int]]) -> Costs:
    """Return cost, low and high of these counts."""
    cost = _cost(prices.price, counts)
    if len(prices.others) == 1 and prices.others[0] is prices.price:
        return cost, cost, cost
    others = [_cost(price, counts) for price in prices.others]
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
