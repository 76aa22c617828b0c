"""Computed cost against what was charged: where they differ, why, and what closes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..._version import __version__
from ...billing.price_book import PriceBook
from ...billing.priced_usage import PricedRow, PricedUsage
from ...billing.sums import sort_key
from ...billing.unpriced import cannot_price, unpriced_of
from ...errors import InputError, UnknownNameError, UsageFileError
from ...exact import exact, exact_sum, quotient
from ...notices import Notice
from ...readable import plural
from ...records import record
from ...registry import Registry
from ...schema import Meter
from ...usage import ReportedCost, UsageData
from ..header import RegistryUsed, registry_used
from .causes import Cause, causes_of
from .line import Line

NO_MODEL = "(no model)"
"""How reports call charges that name no model."""

Key = tuple[date | None, str, str | None]


@record
class Residual:
    """What one day, model and tier was charged above its computed cost."""

    day: date | None
    """UTC day; None where the bill does not tell days."""
    model: str
    """Registry id, or the bill's own words where the registry does not know the model."""
    tier: str | None
    """Tier; None where the bill does not tell tiers."""
    computed: Decimal | None
    """USD at the registry's prices; None where the usage files have nothing to match."""
    reported: Decimal | None
    """USD charged; None where the bill has nothing to match."""
    residual: Decimal
    """USD charged less computed; negative where less was charged."""
    percent: Decimal | None
    """The residual in percent of the computed cost; None where that is zero or missing."""


@record
class Reconciliation:
    """The answer to ``llmcmp estimate --reconcile``."""

    schema: str = "llmcmp/reconcile/1"
    """Name and version of this shape."""
    llmcmp: str = __version__
    """Version of the program."""
    registry: RegistryUsed
    """Registry the computed cost comes from."""
    warnings: tuple[Notice, ...]
    """What a reader of the numbers must know."""
    computed: Decimal
    """USD at the registry's prices."""
    reported: Decimal
    """USD charged for usage, credits taken off."""
    residual: Decimal
    """USD charged less computed."""
    lines: tuple[Residual, ...]
    """By day, model and tier, in order."""
    causes: tuple[Cause, ...]
    """What likely explains it, with what closes it."""
    unexplained: Decimal
    """USD of the residual that the causes leave."""
    not_compared: Mapping[str, Decimal]
    """Charges that are no usage (purchases, storage, ...), USD by kind."""


def reconcile(
    usage: UsageData,
    bill: UsageData,
    registry: Registry,
    *,
    now: date,
    aliases: Mapping[str, str] | None = None,
    allow_unpriced: bool = False,
) -> Reconciliation:
    """Compare the computed cost of *usage* with the charges of *bill*, by day, model and tier.

    Raises ``UnpricedError`` where usage has no known price, unless *allow_unpriced*.
    """
    charges = list(_charges(bill))
    _check(charges, bill)
    book = PriceBook(registry, aliases=aliases)
    with exact():
        priced = PricedUsage(usage, book, now=now)
        unpriced = unpriced_of(priced, registry)
        if unpriced and not allow_unpriced:
            rows = sum(row.rows for row in usage.rows)
            raise cannot_price(unpriced, priced.count_unpriced, rows)
        return _compare(priced, charges, now)


def _compare(usage: PricedUsage, charges: Sequence[ReportedCost], now: date) -> Reconciliation:
    compared = [charge for charge in charges if charge.kind in ("usage", "credit")]
    lines = _Matching(usage.book, compared, now).lines(usage.rows)
    causes = tuple(causes_of(usage, lines))
    computed = exact_sum(line.computed for line in lines if line.computed is not None)
    reported = exact_sum(line.reported for line in lines if line.reported is not None)
    residual = reported - computed
    return Reconciliation(
        registry=registry_used(usage.book.registry),
        warnings=tuple(dict.fromkeys((*usage.book.notices, *_unpriced(usage)))),
        computed=computed,
        reported=reported,
        residual=residual,
        lines=tuple(_residual(line) for line in lines),
        causes=causes,
        unexplained=residual - exact_sum(cause.closes for cause in causes),
        not_compared=_by_kind(charge for charge in charges if charge not in compared),
    )


def _charges(bill: UsageData) -> Iterator[ReportedCost]:
    """Yield the charges of a bill; those a usage row carries where it has no others."""
    yield from bill.reported
    if bill.reported:
        return
    for row in bill.rows:
        if row.reported_cost is not None:
            yield ReportedCost(
                file="",
                day=row.day,
                model=row.written_model or None,
                channel=row.channel,
                tier=row.tier,
                amount=row.reported_cost,
                rows=row.rows,
            )


def _check(charges: list[ReportedCost], bill: UsageData) -> None:
    names = ", ".join(file.file for file in bill.files)
    if not charges:
        raise UsageFileError(f"no charges to compare with the computed cost: {names}")
    others = sorted({charge.currency.upper() for charge in charges} - {"USD"})
    if others:
        raise InputError(
            f"a bill in {', '.join(others)} cannot be compared with USD: {names}",
            hint="export the bill in USD",
        )


@dataclass(slots=True)
class _Side:
    """Both sides of one line, while they are added up."""

    rows: list[PricedRow] = field(default_factory=list)
    reported: Decimal | None = None
    charges: int = 0
    meters: set[Meter | None] = field(default_factory=set)


class _Matching:
    """Brings charges and usage rows to the same keys: the finest the bill tells."""

    def __init__(self, book: PriceBook, charges: list[ReportedCost], now: date) -> None:
        self._book, self._now = book, now
        self._charges = charges
        usage = [charge for charge in charges if charge.kind == "usage"] or charges
        self._by_day = all(charge.day is not None for charge in usage)
        self._by_model = any(charge.model is not None for charge in usage)
        self._by_tier = self._by_model and all(charge.tier is not None for charge in usage)
        self._by_name = {spec.name.casefold(): spec.id for spec in book.registry.models()}

    def lines(self, rows: Iterable[PricedRow]) -> list[Line]:
        """Return one line per key of either side, in order."""
        sides: dict[Key, _Side] = {}
        for charge in self._charges:
            side = sides.setdefault(self._charged(charge), _Side())
            side.reported = (side.reported or Decimal(0)) + charge.amount
            side.charges += charge.rows
            if charge.kind == "usage":
                side.meters.add(charge.meter)
        for priced in rows:
            sides.setdefault(self._used(priced), _Side()).rows.append(priced)
        return [
            Line(
                day=key[0],
                model=key[1],
                tier=key[2],
                rows=tuple(side.rows),
                computed=exact_sum(row.costs[0] for row in side.rows) if side.rows else None,
                reported=side.reported,
                charges=side.charges,
                meters=frozenset(side.meters),
            )
            for key, side in sorted(sides.items(), key=lambda item: sort_key(item[0]))
        ]

    def _charged(self, charge: ReportedCost) -> Key:
        model = NO_MODEL if charge.model is None else self._id(charge.model, charge)
        return (
            charge.day if self._by_day else None,
            model if self._by_model else "",
            charge.tier if self._by_tier and charge.model is not None else None,
        )

    def _used(self, priced: PricedRow) -> Key:
        return (
            priced.row.day if self._by_day else None,
            priced.tariff.spec.id if self._by_model else "",
            priced.own("tier") if self._by_tier else None,
        )

    def _id(self, written: str, charge: ReportedCost) -> str:
        """Return the registry's id of a model as a bill spells it, or the bill's own words."""
        try:
            return self._book.find_model(written, charge.channel, charge.day or self._now).id
        except UnknownNameError:
            return self._by_name.get(written.casefold(), written)


def _residual(line: Line) -> Residual:
    off = line.residual
    return Residual(
        day=line.day,
        model=line.model,
        tier=line.tier,
        computed=line.computed,
        reported=line.reported,
        residual=off,
        percent=quotient(off * 100, line.computed) if line.computed else None,
    )


def _unpriced(usage: PricedUsage) -> Iterator[Notice]:
    for group in usage.unpriced:
        yield Notice(
            code="unpriced",
            text=f"not in the computed cost: {plural(group.rows, 'row')} of "
            f"{group.model or NO_MODEL}: {group.error}",
        )


def _by_kind(charges: Iterable[ReportedCost]) -> dict[str, Decimal]:
    kinds: dict[str, Decimal] = {}
    for charge in charges:
        kinds[charge.kind] = kinds.get(charge.kind, Decimal(0)) + charge.amount
    return dict(sorted(kinds.items()))
