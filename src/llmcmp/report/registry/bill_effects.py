"""What a difference between two registries does to a bill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ...billing.price_book import PriceBook
from ...billing.size_classes import cut_points, representative
from ...billing.tariff import Tariff
from ...errors import UnknownNameError, UnpricedError
from ...exact import exact
from ...pricing.effects import Effect, Lookup, Use, effects
from ...pricing.workloads import usage_of
from ...records import record, replace
from ...registry import Registry
from ...registry.changes import Change
from ...schema import ModelSpec, Tier
from ...usage import CutsFor, Usage, UsageData, UsageRow, Workload


@record
class BillEffects:
    """A bill before and after, use by use."""

    before: Decimal
    """USD of the uses that have a price on both sides, before."""
    after: Decimal
    """USD of the same uses, after."""
    effects: tuple[Effect, ...]
    """What changed: prices that were lost, then the largest change first."""
    same: int
    """Uses that cost the same on both sides."""
    unpriced: int
    """Uses without a price on either side."""


def both_cuts(before: Registry, after: Registry) -> CutsFor:
    """Return the size classes that matter to the prices of either side."""
    sides = (cut_points(before), cut_points(after))

    def cuts(written: str, channel: str | None = None) -> tuple[int, ...]:
        return tuple(sorted({cut for side in sides for cut in side(written, channel)}))

    return cuts


def effects_on_usage(
    data: UsageData, before: Registry, after: Registry, cuts: CutsFor, *, at: date
) -> BillEffects:
    """Price the rows of *data* on both sides, at the rates in force on *at*."""
    books = (PriceBook(before), PriceBook(after))
    uses = [_use(row, books, cuts, at) for row in data.rows]
    return bill_effects(_added(uses), _lookup(books[0], at), _lookup(books[1], at), at)


def effects_on_workload(
    workload: Workload, changes: Iterable[Change], before: Registry, after: Registry, *, at: date
) -> BillEffects:
    """Price a month of *workload* on every offer of which a price changed."""
    old, new = _lookup(PriceBook(before), at), _lookup(PriceBook(after), at)
    offers = dict.fromkeys((c.model, c.channel, c.tier) for c in changes)
    uses = [
        use
        for model, channel, tier in offers
        if channel is not None and tier is not None
        for use in _month(workload, new(model, channel), channel, tier, at)
    ]
    return bill_effects(uses, old, new, at)


def bill_effects(uses: Sequence[Use], before: Lookup, after: Lookup, at: date) -> BillEffects:
    """Weigh the uses of a bill."""
    each_effect = effects(uses, before, after, at)
    both = [effect for effect in each_effect if effect.delta is not None]
    with exact():
        return BillEffects(
            before=sum((e.before for e in both if e.before is not None), Decimal(0)),
            after=sum((e.after for e in both if e.after is not None), Decimal(0)),
            effects=tuple(e for e in each_effect if e.before != e.after),
            same=sum(1 for e in both if not e.delta),
            unpriced=sum(1 for e in each_effect if e.before is None and e.after is None),
        )


def _month(
    workload: Workload, spec: ModelSpec | None, channel: str, tier: Tier, at: date
) -> Iterator[Use]:
    if spec is None:
        return
    try:
        each, _ = usage_of(workload, spec, at, channel=channel, tier=tier)
    except UnpricedError:
        return
    with exact():
        month = Usage(**{meter: n * workload.monthly_requests for meter, n in each.metered()})
    yield Use(model=spec.id, channel=channel, tier=tier, usage=month, prompt=int(each.prompt))


def _use(row: UsageRow, books: Sequence[PriceBook], cuts: CutsFor, at: date) -> Use:
    """Return what a row used, under the name, channel and tier that the newer side reads in it."""
    tariff = next((t for book in reversed(books) if (t := _tariff(book, row, at))), None)
    word = row.tier if tariff is None else tariff.tier
    return Use(
        model=row.written_model or "(no model)",
        channel=row.channel or ("" if tariff is None else tariff.channel),
        tier=Tier(word) if word in set(Tier) else Tier.STANDARD,
        usage=row.usage,
        prompt=representative(cuts(row.written_model, row.channel), row.bucket_low),
    )


def _tariff(book: PriceBook, row: UsageRow, at: date) -> Tariff | None:
    try:
        return book.tariff(row.written_model, row.channel, row.tier, at)
    except (UnknownNameError, UnpricedError):
        return None


def _added(uses: Iterable[Use]) -> list[Use]:
    """Add up the uses that differ in nothing but their size."""
    sums: dict[tuple[object, ...], Use] = {}
    for use in uses:
        key = (use.model, use.channel, use.tier, use.prompt)
        other = sums.get(key)
        sums[key] = use if other is None else replace(other, usage=other.usage + use.usage)
    return list(sums.values())


def _lookup(book: PriceBook, at: date) -> Lookup:
    def find(name: str, channel: str) -> ModelSpec | None:
        for tier in Tier:
            try:
                return book.tariff(name, channel or None, tier, at).spec
            except (UnknownNameError, UnpricedError):
                continue
        return None

    return find
