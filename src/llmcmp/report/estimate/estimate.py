"""What the usage in files cost, what the month will cost, what it would cost elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ...billing.ledger import DayCosts, Group
from ...billing.price_book import PriceBook
from ...billing.size_classes import Rescale
from ...billing.sums import Sum
from ...billing.unpriced import Unpriced
from ...exact import exact, quotient
from ...notices import Notice
from ...records import record
from ...registry import Offer, Registry
from ...registry.freshness import PriceAge, price_age, stale_notices
from ...schema import PER_CALL
from ...usage import Rejected, UsageData
from ..header import Report, registry_used
from ..market import Market
from ..offers.notices import ahead
from .budget import Budget, budget_notices, weigh
from .choices import PricingChoices
from .months import Month, months_of
from .traffic import Host
from .unusual_days import unusual_days
from .usage_cost import UsageCost, usage_cost
from .what_if import Alternative, alternative


@record
class Tally:
    """What became of the rows: read = priced + unpriced + rejected + empty."""

    read: int
    """Rows of the files that tell usage of the period, or should."""
    priced: int
    """Rows whose cost is in the total."""
    unpriced: int
    """Rows that name something without a known price."""
    rejected: int
    """Rows that could not be understood or cannot be true."""
    empty: int
    """Rows that declare no usage, or repeat one already counted."""


@record
class Total:
    """The cost in USD of everything that could be priced, together."""

    cost: Decimal
    low: Decimal
    """USD at the cheapest hours and bands the rows allow; the cost where nothing was lost."""
    high: Decimal
    """USD at the most expensive hours and bands the rows allow."""
    requests: int | None
    """Requests; None where a format does not count them."""
    tokens: Mapping[str, int]
    """Tokens by meter."""


@record
class Period:
    """The days the usage covers."""

    first: date | None
    """First UTC day with usage; None where the files have no dates."""
    last: date | None
    """Last UTC day with usage."""
    days: int
    """Days with usage."""


@record
class Estimate(Report):
    """The answer to ``llmcmp estimate``; ``at`` holds for rows and what-ifs without a day."""

    schema: str = "llmcmp/estimate/1"
    """Name and version of this shape."""
    repriced: bool
    """Every row was priced at ``at`` instead of its own day."""
    format: str
    """Formats of the files."""
    period: Period
    """Days covered."""
    rows: Tally
    """What became of the rows."""
    total: Total
    """All that was priced."""
    cache_hit_rate: Decimal | None
    """Share of all prompt tokens read from a cache."""
    cost_per_request: Decimal | None
    """USD per request; None where a format does not count requests."""
    months: tuple[Month, ...]
    """By calendar month, UTC, oldest first."""
    days: tuple[DayCosts, ...]
    """By UTC day, oldest first."""
    by: tuple[str, ...]
    """Columns of the groups."""
    groups: tuple[Group, ...]
    """By the ``by`` columns, most expensive first."""
    alternatives: tuple[Alternative, ...]
    """The same traffic elsewhere, in the order asked for."""
    budget: Budget | None
    """Whether the monthly budget is kept; None without a budget."""
    unpriced: tuple[Unpriced, ...]
    """What has no known price, most tokens first."""
    rejected: tuple[Rejected, ...]
    """The first refused rows."""
    price_ages: tuple[PriceAge, ...]
    """When each price that was used was last compared with its sources."""

    @property
    def most_expensive_days(self) -> tuple[DayCosts, ...]:
        """The days, most expensive first."""
        return tuple(sorted(self.days, key=lambda day: (-day.cost, day.day)))

    @property
    def unpriced_share(self) -> Decimal:
        """Share of all tokens that have no known price."""
        missing = sum(group.tokens for group in self.unpriced)
        priced = sum(count for meter, count in self.total.tokens.items() if meter not in PER_CALL)
        return quotient(missing, missing + priced) if missing else Decimal(0)

    @property
    def cost_per_thousand(self) -> Decimal | None:
        """USD per 1,000 requests."""
        return None if self.cost_per_request is None else self.cost_per_request * 1000

    @property
    def held(self) -> bool:
        """Whether every gate held."""
        return self.budget is None or self.budget.held


def estimate(
    data: UsageData,
    registry: Registry,
    *,
    now: date,
    at: date | None = None,
    alternatives: Sequence[str | Offer] = (),
    by: Sequence[str] = (),
    budget: Decimal | None = None,
    gate_forecast: bool = False,
    aliases: Mapping[str, str] | None = None,
    allow_unpriced: bool = False,
    gaps_are_idle: bool = False,
    rescale: Rescale | None = None,
    host: Host | None = None,
) -> Estimate:
    """Price the usage rows of *data*, each at its own day, or all at the day *at*.

    *now* is the day of the run: it tells the running month, and prices what has no date.
    *alternatives* are selectors on which the same traffic is priced too, at *at* or *now*.
    *gaps_are_idle*: days without usage between the first and the last cost nothing, instead of
    being unknown.
    Raises ``UnpricedError`` where something has no known price, unless *allow_unpriced*.
    """
    market = Market(registry=registry, at=at or now)
    offers = [one if isinstance(one, Offer) else market.select(one) for one in alternatives]
    choices = PricingChoices(
        aliases=aliases, allow_unpriced=allow_unpriced, rescale=rescale, host=host
    )
    with exact():
        cost = usage_cost(data, registry, choices, now=now, at=at, by=by, alternatives=offers)
        months = months_of(cost.usage, cost.ledger.days, now=now, gaps_are_idle=gaps_are_idle)
        # Before the alternatives: doubts about their prices are reported with them.
        notices = tuple(cost.notices())
        others = [alternative(cost, offer, market.at, choices) for offer in offers]
        kept = None if budget is None else weigh(budget, months, now, gate_forecast=gate_forecast)
        ages = _price_ages(registry, cost.usage.book, now)
        notices += (
            *stale_notices(ages),
            *_announced(cost.usage.book, now),
            *(notice for _, of_month in months for notice in of_month),
            *(notice for _, of_other in others for notice in of_other),
            *(() if kept is None else budget_notices(kept)),
            *unusual_days({day: day_sum.cost for day, day_sum in cost.ledger.days.items()}, now),
        )
        return _report(
            cost,
            market,
            notices,
            months=tuple(month for month, _ in months),
            alternatives=tuple(other for other, _ in others),
            budget=kept,
            price_ages=ages,
        )


def _report(
    cost: UsageCost,
    market: Market,
    notices: tuple[Notice, ...],
    *,
    months: tuple[Month, ...],
    alternatives: tuple[Alternative, ...],
    budget: Budget | None,
    price_ages: tuple[PriceAge, ...],
) -> Estimate:
    usage, ledger, total = cost.usage, cost.ledger, cost.ledger.total
    return Estimate(
        at=market.at,
        repriced=usage.at is not None,
        registry=registry_used(market.registry),
        warnings=tuple(dict.fromkeys(notices)),
        format=", ".join(dict.fromkeys(file.format for file in usage.data.files)),
        period=_period(ledger.days),
        rows=_tally(cost),
        total=Total(
            cost=total.cost,
            low=total.low,
            high=total.high,
            requests=total.requests,
            tokens=total.by_meter(),
        ),
        cache_hit_rate=total.cache_hit_rate,
        cost_per_request=total.cost_per_request,
        months=months,
        days=ledger.day_lines(),
        by=ledger.by,
        groups=ledger.group_lines(),
        alternatives=alternatives,
        budget=budget,
        unpriced=cost.unpriced,
        rejected=usage.data.rejected,
        price_ages=price_ages,
    )


def _price_ages(registry: Registry, book: PriceBook, now: date) -> tuple[PriceAge, ...]:
    """Return when each price that was applied was last compared with its sources."""
    ages = (
        price_age(registry, tariff.spec.id, rates, now)
        for tariff in book.tariffs
        for rates in tariff.applied
    )
    return tuple(dict.fromkeys(ages))


def _announced(book: PriceBook, now: date) -> Iterator[Notice]:
    """Say what will change of the prices in use."""
    for tariff in book.tariffs:
        if not tariff.applied:
            continue
        name = tariff.spec.id
        offer = Offer(selector=name, spec=tariff.spec, channel=tariff.channel, tier=tariff.tier)
        for notice in ahead(offer, now, tariff.rows_or_none(now)):
            yield Notice(code=notice.code, text=notice.text, selector=name)


def _tally(cost: UsageCost) -> Tally:
    """Count what became of the rows; a row that is nowhere is a bug, not a rounding."""
    usage, data = cost.usage, cost.usage.data
    counts, usage_rows = data.counts, sum(row.rows for row in data.rows)
    tally = Tally(
        read=usage_rows + counts.rejected + counts.empty,
        priced=usage.count_priced,
        unpriced=usage.count_unpriced,
        rejected=counts.rejected,
        empty=counts.empty,
    )
    charges = counts.kept - usage_rows  # rows that only tell what was charged
    lost = tally.read != tally.priced + tally.unpriced + tally.rejected + tally.empty
    if lost or charges < 0 or (charges and not data.reported):
        raise RuntimeError(f"rows were lost between reading and pricing: {tally}, {counts}")
    return tally


def _period(days: Mapping[date, Sum]) -> Period:
    return Period(first=min(days, default=None), last=max(days, default=None), days=len(days))
