"""What the usage in files cost, what the month will cost, what it would cost elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..._version import __version__
from ...billing.ledger import DayCosts, Group, Ledger, keys_of
from ...billing.price_book import PriceBook
from ...billing.priced_usage import Billing
from ...billing.size_classes import Rescale, cut_points
from ...billing.sums import EXACT, Sum, quotient
from ...billing.unpriced import Unpriced, cannot_price, left_out, unpriced_of
from ...errors import UsageFileError
from ...notices import Notice
from ...readable import plural, usd
from ...records import record
from ...registry import Offer, Registry, select
from ...registry.freshness import PriceAge, price_age, stale_notices
from ...schema import PER_CALL
from ...usage import CutsFor, Rejected, UsageData
from ..header import RegistryUsed, registry_used
from ..offers.notices import ahead
from .budget import Budget, budget_notices, weigh
from .months import Month, months_of
from .unusual_days import unusual_days
from .what_if import Alternative, Host, alternative


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
    """Everything that could be priced, together."""

    cost: Decimal
    """USD."""
    low: Decimal
    """USD at the cheapest hours and bands the rows allow; the cost where nothing was lost."""
    high: Decimal
    """USD at the dearest hours and bands the rows allow."""
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
class Estimate:
    """The answer to ``llmcmp estimate``."""

    schema: str = "llmcmp/estimate/1"
    """Name and version of this shape."""
    llmcmp: str = __version__
    """Version of the program."""
    at: date
    """Day whose prices hold for what has no day of its own: what-ifs, files without dates."""
    registry: RegistryUsed
    """Registry the prices come from."""
    warnings: tuple[Notice, ...]
    """What a reader of the numbers must know."""
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
    """By the ``by`` columns, dearest first."""
    alternatives: tuple[Alternative, ...]
    """The same traffic elsewhere, in the order asked for."""
    budget: Budget | None
    """Whether the monthly budget holds; None where none was given."""
    unpriced: tuple[Unpriced, ...]
    """What has no known price, most tokens first."""
    rejected: tuple[Rejected, ...]
    """The first refused rows."""
    price_ages: tuple[PriceAge, ...]
    """When each price that was used was last compared with its sources."""

    @property
    def dearest_days(self) -> tuple[DayCosts, ...]:
        """The days, dearest first."""
        return tuple(sorted(self.days, key=lambda day: (-day.cost, day.day)))

    @property
    def unpriced_share(self) -> Decimal:
        """Share of all tokens that have no known price."""
        missing = sum(lost.tokens for lost in self.unpriced)
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
    cuts: CutsFor | None = None,
) -> Estimate:
    """Price the usage rows of *data*, each at its own day, or all at the day *at*.

    *now* is the day of the run: it tells the running month, and prices what has no date.
    *alternatives* are selectors on which the same traffic is priced too, at *at* or *now*.
    *gaps_are_idle*: days without usage between the first and the last cost nothing, instead of
    being unknown. *cuts* must be the function the reader of *data* was given; without it, it is
    the one ``cut_points`` returns for the same arguments.
    Raises ``UnpricedError`` where something has no known price, unless *allow_unpriced*.
    """
    when = at or now
    offers = [
        chosen if isinstance(chosen, Offer) else select(registry, chosen, at=when)
        for chosen in alternatives
    ]
    if cuts is None:
        cuts = cut_points(registry, offers, aliases=aliases, rescale=rescale)
    _check_has_usage(data)
    billing = Billing(data, PriceBook(registry, aliases=aliases), cuts, now=now, at=at)
    keys = keys_of(by, data)
    ledger = Ledger(billing, keys)
    unpriced = unpriced_of(billing, registry)
    if unpriced and not (allow_unpriced and billing.bills):
        raise cannot_price(unpriced, billing.unpriced_rows, sum(row.rows for row in data.rows))
    months = months_of(billing, ledger.days, now=now, gaps_are_idle=gaps_are_idle)
    # Before the alternatives are tried: what is doubtful of their prices is said with them.
    said = (
        *left_out(unpriced),
        *billing.notices(ledger.total),
        *_other_charges(data),
        *_file_notices(data),
    )
    others = [
        alternative(billing, offer, ledger.total, when=when, rescale=rescale, host=host)
        for offer in offers
    ]
    weighed = None if budget is None else weigh(budget, months, now, gate_forecast=gate_forecast)
    ages = _price_ages(registry, billing.book, now)
    notices = (
        *said,
        *stale_notices(ages),
        *_announced(billing.book, now),
        *(notice for _, told in months for notice in told),
        *(notice for _, told in others for notice in told),
        *(budget_notices(weighed) if weighed is not None else ()),
        *unusual_days({day: sum_.cost for day, sum_ in ledger.days.items()}, now),
    )
    return Estimate(
        at=when,
        repriced=at is not None,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(notices)),
        format=", ".join(dict.fromkeys(file.format for file in data.files)),
        period=_period(ledger.days),
        rows=_tally(data, billing),
        total=Total(
            cost=ledger.total.cost,
            low=ledger.total.low,
            high=ledger.total.high,
            requests=ledger.total.requests,
            tokens=ledger.total.by_meter(),
        ),
        cache_hit_rate=ledger.total.cache_hit_rate,
        cost_per_request=ledger.total.cost_per_request,
        months=tuple(month for month, _ in months),
        days=ledger.day_lines(),
        by=tuple(keys),
        groups=ledger.group_lines(),
        alternatives=tuple(other for other, _ in others),
        budget=weighed,
        unpriced=unpriced,
        rejected=data.rejected,
        price_ages=ages,
    )


def _price_ages(registry: Registry, book: PriceBook, now: date) -> tuple[PriceAge, ...]:
    """Return when each price that was applied was last compared with its sources."""
    ages = (
        price_age(registry, tariff.spec.id, rates, now)
        for tariff in book.tariffs
        for rates in tariff.applied
    )
    return tuple(dict.fromkeys(ages))


def _announced(book: PriceBook, now: date) -> Iterable[Notice]:
    """Say what will change of the prices in use."""
    for tariff in book.tariffs:
        if not tariff.applied:
            continue
        name = tariff.spec.id
        offer = Offer(selector=name, spec=tariff.spec, channel=tariff.channel, tier=tariff.tier)
        for notice in ahead(offer, now, tariff.rows_or_none(now)):
            yield Notice(code=notice.code, text=notice.text, selector=name)


def _check_has_usage(data: UsageData) -> None:
    """Refuse data that holds nothing to price: an empty answer would read as a cheap one."""
    if data.rows:
        return
    names = ", ".join(file.file for file in data.files) or "no file"
    if data.reported:
        raise UsageFileError(
            f"charges but no token counts, so nothing to price: {names}",
            hint="set it against usage: llmcmp estimate USAGE --reconcile BILL",
        )
    counts = data.counts
    raise UsageFileError(
        f"no usage in the period: {names}",
        hint=f"{counts.read} rows read, {counts.empty} empty, {counts.rejected} rejected, "
        f"{counts.outside} outside of --since and --until",
    )


def _tally(data: UsageData, billing: Billing) -> Tally:
    """Count what became of the rows; a row that is nowhere is a bug, not a rounding."""
    counts, usage_rows = data.counts, sum(row.rows for row in data.rows)
    tally = Tally(
        read=usage_rows + counts.rejected + counts.empty,
        priced=billing.priced_rows,
        unpriced=billing.unpriced_rows,
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


def _other_charges(data: UsageData) -> Iterable[Notice]:
    """Say what bills among the files charge for other things than usage."""
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for charge in data.reported:
        if charge.kind in ("other", "purchase"):
            amount, rows = sums.get((charge.kind, charge.currency), (Decimal(0), 0))
            key = (charge.kind, charge.currency)
            sums[key] = (EXACT.add(amount, charge.amount), rows + charge.rows)
    for (kind, currency), (amount, rows) in sums.items():
        what = "purchases" if kind == "purchase" else "charges for other things than tokens"
        money = usd(amount) if currency.upper() == "USD" else f"{amount:f} {currency}"
        yield Notice(
            code="other-charges",
            text=f"{what} in the files, {money} in {plural(rows, 'row')}, are in no amount",
        )


def _file_notices(data: UsageData) -> Iterable[Notice]:
    for file in data.files:
        for text in file.warnings:
            yield Notice(code="usage-file", text=f"{file.file}: {text}")
