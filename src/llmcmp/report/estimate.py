"""What the usage in files cost, what the month will cost, what it would cost elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from .. import __version__
from ..errors import InputError, UnpricedError, UsageFileError
from ..registry import Notice, Offer, Registry, select
from ..spec import record
from ..usage import CutsFor, Rejected, UsageData
from .billing import Billing
from .budget import Budget, weigh
from .cut_points import Rescale, cut_points
from .forecast import Forecast
from .header import RegistryUsed, registry_used
from .months import Month, months_of
from .price_book import PriceBook
from .sums import EXACT, Sum, quotient, sort_key
from .what_if import Alternative, Host, alternative

UNTAGGED = "(untagged)"
"""How reports call usage that does not carry the tag asked for."""

OWN_KEYS = ("model", "written_model", "channel", "tier", "day", "month")
"""Names ``by`` takes that need no column of the file."""

SHOWN = 10
"""How many mistakes an error names."""


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
class DayCosts:
    """One UTC day."""

    day: date
    """The day."""
    cost: Decimal
    """USD."""
    requests: int | None
    """Requests; None where they are not counted."""
    tokens: Mapping[str, int]
    """Tokens by meter."""


@record
class Group:
    """What one combination of the ``by`` columns cost."""

    key: Mapping[str, str]
    """Value by column; ``(untagged)`` where there is none."""
    cost: Decimal
    """USD."""
    requests: int | None
    """Requests; None where they are not counted."""
    tokens: Mapping[str, int]
    """Tokens by meter."""


@record
class Unpriced:
    """Rows of one model that have no known price."""

    model: str
    """The model as the files spell it."""
    rows: int
    """Rows."""
    tokens: int
    """Tokens of all meters."""
    reason: str
    """Why there is no price."""
    suggestions: tuple[str, ...]
    """Names that look like it, or selectors that are priced."""

    @property
    def alias(self) -> str | None:
        """The option that would price these rows, to paste where the suggestion is right."""
        if not self.suggestions:
            return None
        return f"--alias {_quoted(f'{self.model}={self.suggestions[0]}')}"


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
    repriced: bool
    """Every row was priced at ``at`` instead of its own day."""
    registry: RegistryUsed
    """Registry the prices come from."""
    warnings: tuple[Notice, ...]
    """What a reader of the numbers must know."""
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

    @property
    def dearest_days(self) -> tuple[DayCosts, ...]:
        """The days, dearest first."""
        return tuple(sorted(self.days, key=lambda day: (-day.cost, day.day)))

    @property
    def unpriced_share(self) -> Decimal:
        """Share of all tokens that have no known price."""
        missing = sum(lost.tokens for lost in self.unpriced)
        priced = sum(count for meter, count in self.total.tokens.items() if meter != "web_search")
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
    keys = _keys(by, data)
    ledger = _Ledger(billing, keys)
    unpriced = _unpriced(billing, registry)
    if unpriced and not (allow_unpriced and billing.bills):
        raise _cannot_price(unpriced, billing.unpriced_rows, data.counts.kept)
    months = months_of(billing, ledger.days, now=now, gaps_are_idle=gaps_are_idle)
    others = [
        alternative(billing, offer, ledger.total, when=when, rescale=rescale, host=host)
        for offer in offers
    ]
    weighed = None if budget is None else weigh(budget, months, now, gate_forecast=gate_forecast)
    notices = (
        *_left_out(unpriced),
        *billing.notices(ledger.total),
        *_file_notices(data),
        *(notice for _, said in months for notice in said),
        *(notice for _, said in others for notice in said),
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
    )


class _Ledger:
    """The priced rows, added up in every way the report shows."""

    def __init__(self, billing: Billing, keys: Mapping[str, int | None]) -> None:
        self._keys = keys
        self.total = Sum()
        self.days: dict[date, Sum] = {}
        self._groups: dict[tuple[str | None, ...], Sum] = {}
        with localcontext(EXACT):
            self._add_up(billing)

    def _add_up(self, billing: Billing) -> None:
        keys = self._keys
        for bill in billing.bills:
            values = tuple(
                bill.row.tags[place] if place is not None else bill.own(name)
                for name, place in keys.items()
            )
            self._groups.setdefault(values, Sum()).add(bill.row, bill.counts, bill.costs)
            if bill.row.day is not None:
                self.days.setdefault(bill.row.day, Sum()).add(bill.row, bill.counts, bill.costs)
        for group in self._groups.values():
            self.total.merge(group)

    def day_lines(self) -> tuple[DayCosts, ...]:
        """Return the days in order."""
        return tuple(
            DayCosts(day=day, cost=sum_.cost, requests=sum_.requests, tokens=sum_.by_meter())
            for day, sum_ in sorted(self.days.items())
        )

    def group_lines(self) -> tuple[Group, ...]:
        """Return the groups, dearest first, equals in the order of their keys."""
        ordered = sorted(self._groups.items(), key=lambda item: (-item[1].cost, sort_key(item[0])))
        return tuple(
            Group(
                key={
                    name: UNTAGGED if value is None else value
                    for name, value in zip(self._keys, values, strict=True)
                },
                cost=sum_.cost,
                requests=sum_.requests,
                tokens=sum_.by_meter(),
            )
            for values, sum_ in ordered
        )


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """Return the ``by`` names that a reader must find in the files."""
    return tuple(name for name in by if name not in OWN_KEYS)


def _keys(by: Sequence[str], data: UsageData) -> dict[str, int | None]:
    """Map each ``by`` name to its place among the tags, None for those known without a tag."""
    keys: dict[str, int | None] = {}
    for name in by or ("model",):
        if name in OWN_KEYS:
            keys[name] = None
        elif name in data.by:
            keys[name] = data.by.index(name)
        else:
            columns = sorted({column for file in data.files for column in file.columns})
            raise InputError(
                f"no column to group by: {name}",
                hint=f"use one of: {', '.join((*OWN_KEYS, *columns))}",
            )
    return keys


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


def _unpriced(billing: Billing, registry: Registry) -> tuple[Unpriced, ...]:
    """Return one line per model and reason, most tokens first."""
    lines = [
        Unpriced(
            model=missing.model,
            rows=missing.rows,
            tokens=missing.tokens,
            reason=str(missing.error),
            suggestions=_suggestions(missing.model, registry),
        )
        for missing in billing.missing
    ]
    return tuple(sorted(lines, key=lambda line: (-line.tokens, line.model, line.reason)))


def _suggestions(model: str, registry: Registry) -> tuple[str, ...]:
    """Return what *model* may have meant: near names, or the channels that price it.

    A known model whose tier or meter has no price gets none: another name would not price it.
    """
    if not model:
        return ()
    if model not in registry:
        return tuple(registry.near(model))
    if model.casefold() not in registry.name_index:
        return ()
    spec = registry[model]
    return (
        ()
        if spec.own_channel in spec.channels
        else tuple(f"{spec.id}@{channel}" for channel in spec.channels)
    )


def _cannot_price(unpriced: Sequence[Unpriced], rows: int, kept: int) -> UnpricedError:
    """Return the error that names every model without a price, and what to paste."""
    lines = [f"no price known for {rows:,} of {kept:,} rows"]
    lines += [
        f"  {line.model or '(no model)'}: {line.reason} "
        f"({line.rows:,} rows, {line.tokens:,} tokens)"
        for line in unpriced[:SHOWN]
    ]
    if len(unpriced) > SHOWN:
        lines.append(f"  and {len(unpriced) - SHOWN:,} more")
    pasted = " ".join(line.alias for line in unpriced[:SHOWN] if line.alias)
    unnamed = any(not line.model for line in unpriced)
    known = [line for line in unpriced if line.model and not line.suggestions]
    steps = [
        *(["--model MODEL names the model of rows that name none"] if unnamed else []),
        *([f"if these are the models meant: {pasted}"] if pasted else []),
        *(["give missing prices in an overlay: --registry FILE"] if known else []),
        *(["--allow-unpriced goes on without these rows"] if rows < kept else []),
    ]
    return UnpricedError("\n".join(lines), hint="; ".join(steps))


def _left_out(unpriced: Sequence[Unpriced]) -> Iterable[Notice]:
    """Say that the figures are not the whole story."""
    if unpriced:
        rows, tokens = (sum(getattr(line, of) for line in unpriced) for of in ("rows", "tokens"))
        yield Notice(
            code="unpriced",
            text=f"{rows:,} rows with {tokens:,} tokens have no known price and are in no amount",
        )


def _file_notices(data: UsageData) -> Iterable[Notice]:
    for file in data.files:
        for text in file.warnings:
            yield Notice(code="usage-file", text=f"{file.file}: {text}")


def _quoted(text: str) -> str:
    """Quote *text* for a shell where it needs it."""
    import shlex

    return shlex.quote(text)


__all__ = [
    "OWN_KEYS",
    "UNTAGGED",
    "Alternative",
    "Budget",
    "DayCosts",
    "Estimate",
    "Forecast",
    "Group",
    "Month",
    "Period",
    "Tally",
    "Total",
    "Unpriced",
    "columns_of",
    "estimate",
]
