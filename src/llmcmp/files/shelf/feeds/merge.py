"""Several feeds as one shelf: who wins where they disagree, and what is kept of the others.

The order of the feeds is the order of trust. The first feed that prices a model on a channel
gives the rows; a later feed adds what the first lacks (tiers, limits, modalities, names), and
where it states another price the row carries a dispute. An id that a later feed spells out and
prices otherwise, and the first only covers by a rule, stays a record of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ....records import replace
from ....registry.names import same_model
from ....schema import UNKNOWN, Dispute, Features, Meter, ModelSpec, Rates, Tier
from .feed import Feed, FeedModel, own_name
from .guards import jump
from .rules import Rule, matches

RULE = "the feed that dates its prices and cites the vendor's page is followed: {}"

_FILLED = ("context_window", "max_input_tokens", "max_output_tokens", "weights")
_EMPTY = (None, UNKNOWN)

Plan = tuple[Tier, int | None, tuple[str, ...]]


class Merged:
    """Offers by channel and name, growing feed by feed."""

    def __init__(self) -> None:
        """Hold no offer yet."""
        self._as_of = ""
        self.models: list[FeedModel] = []
        self.heads: dict[str, Rule] = {}
        self._by_name: dict[tuple[str, str], int] = {}
        self._ruled: dict[str, list[int]] = {}

    def add(self, feed: Feed, *, as_of: str, only_known_channels: bool = False) -> None:
        """Take over what *feed*, read on the day *as_of*, adds to what is there."""
        self._as_of = as_of
        self.heads = {**feed.head_rules, **self.heads}
        channels = {model.channel for model in self.models}
        for model in feed.models:
            if only_known_channels and model.channel not in channels:
                continue
            index = self._index_of(model)
            if index is None:
                self._append(model)
            else:
                self._join(index, model)

    def _append(self, model: FeedModel) -> None:
        index = len(self.models)
        self.models.append(model)
        if model.rule is not None:
            self._ruled.setdefault(model.channel, []).append(index)
        self._claim(index, model)

    def _claim(self, index: int, model: FeedModel) -> None:
        for name in _names(model.spec):
            self._by_name.setdefault((model.channel, name), index)

    def _index_of(self, model: FeedModel) -> int | None:
        """Return where the same model on the same channel is, if it is there."""
        name = own_name(model)
        same_name = self._by_name.get((model.channel, name))
        if same_name is not None:
            return same_name
        for index in self._ruled.get(model.channel, ()):
            ruled = self.models[index]
            if ruled.rule is None or not matches(ruled.rule, name):
                continue
            if not any(same_model(name, known) for known in _names(ruled.spec)):
                continue
            return None if _differences(ruled.spec, model.spec, self._as_of) else index
        return None

    def _join(self, index: int, model: FeedModel) -> None:
        earlier = self.models[index]
        spec = _joined(earlier.spec, model.spec, self._as_of)
        names = [name for name in _spelled(model.spec) if self._free(model.channel, name, index)]
        known = {spec.id.casefold(), *(alias.casefold() for alias in spec.aliases)}
        fresh = tuple(name for name in names if name.casefold() not in known)
        merged = replace(earlier, spec=replace(spec, aliases=(*spec.aliases, *fresh)))
        self.models[index] = merged
        self._claim(index, merged)

    def _free(self, channel: str, name: str, index: int) -> bool:
        return self._by_name.get((channel, name.casefold()), index) == index


def _spelled(spec: ModelSpec) -> tuple[str, ...]:
    return (spec.id, *spec.aliases)


def _names(spec: ModelSpec) -> Iterator[str]:
    return (name.casefold() for name in _spelled(spec))


def _joined(first: ModelSpec, second: ModelSpec, as_of: str) -> ModelSpec:
    """Return what both say, the first one's word before the second's."""
    changes: dict[str, object] = {}
    sources = dict(first.sources)
    for field in _FILLED:
        if getattr(first, field) in _EMPTY and getattr(second, field) not in _EMPTY:
            changes[field] = getattr(second, field)
            sources[field] = second.sources.get(field, ())
    if not first.modalities.input and second.modalities.input:
        changes["modalities"] = second.modalities
        sources["modalities"] = second.sources.get("modalities", ())
    if first.features == Features() and second.features != Features():
        changes["features"] = second.features
        sources["features"] = second.sources.get("features", ())
    if "lifecycle" in second.sources and (
        "lifecycle" not in first.sources or first.lifecycle.retires is None
    ):
        changes["lifecycle"] = replace(second.lifecycle, state=first.lifecycle.state)
        sources["lifecycle"] = (*sources.get("lifecycle", ()), *second.sources["lifecycle"])
    rates = _joined_rates(first, second, as_of)
    notes = first.notes if first.rates or not second.rates else ()
    notes = tuple(dict.fromkeys((*notes, *(second.notes if second.rates else ()))))
    new = (*_limit_disputes(first, second), *_band_disputes(first, second, as_of))
    disputes = tuple(dict.fromkeys((*first.disputes, *new)))
    return replace(
        first,
        rates=rates,
        sources=sources,
        notes=notes,
        disputes=disputes,
        **changes,
    )


def _limit_disputes(first: ModelSpec, second: ModelSpec) -> Iterator[Dispute]:
    for field in ("context_window", "max_output_tokens"):
        ours, theirs = getattr(first, field), getattr(second, field)
        if isinstance(ours, int) and isinstance(theirs, int) and ours != theirs:
            yield Dispute(
                about=field,
                stated=f"{theirs:,} (against {ours:,})",
                sources=second.sources.get(field, ()),
            )


def _band_disputes(first: ModelSpec, second: ModelSpec, as_of: str) -> Iterator[Dispute]:
    """Yield a dispute where both feeds have bands of a tier and do not begin them alike."""
    ours, theirs = current(first, as_of), current(second, as_of)
    for tier in Tier:
        mine = {plan[1] for plan in ours if plan[0] is tier and plan[1]}
        other = {plan[1] for plan in theirs if plan[0] is tier and plan[1]}
        if mine and other and mine != other:
            yield Dispute(
                about="prompt_over",
                stated=f"{tier}: bands above {_edges(other)} tokens (against {_edges(mine)})",
                sources=second.sources.get("name", ()) or second.rates[0].sources,
                note=RULE.format(", ".join(first.rates[0].sources)),
            )


def _edges(edges: set[int]) -> str:
    return ", ".join(f"{edge:,}" for edge in sorted(edges))


def current(spec: ModelSpec, as_of: str = "9999") -> dict[Plan, Rates]:
    """Return the newest row of every tier, band and window on a day, withdrawn ones left out."""
    newest: dict[Plan, Rates] = {}
    for row in spec.rates:
        if row.since != UNKNOWN and row.since > as_of:
            continue
        plan = (row.tier, row.prompt_over, row.hours)
        earlier = newest.get(plan)
        if earlier is None or earlier.since == UNKNOWN or earlier.since <= row.since != UNKNOWN:
            newest[plan] = row
    return {plan: row for plan, row in newest.items() if row.ended is None or row.ended >= as_of}


def _joined_rates(first: ModelSpec, second: ModelSpec, as_of: str) -> tuple[Rates, ...]:
    if not first.rates:
        return second.rates
    ours, theirs = current(first, as_of), current(second, as_of)
    disputed = {plan: _difference(ours[plan], theirs[plan]) for plan in ours.keys() & theirs.keys()}
    rows: list[Rates] = []
    for row in first.rates:
        plan = (row.tier, row.prompt_over, row.hours)
        differs = disputed.get(plan) if ours.get(plan) is row else None
        statements = [dispute.stated for dispute in row.disputes]
        if differs and differs.stated not in statements:
            rows.append(replace(row, disputes=(*row.disputes, differs)))
        elif plan in disputed and not differs and ours[plan] is row:
            rows.append(_filled(row, theirs[plan]))
        else:
            rows.append(row)
    return (*rows, *_further(first, theirs, disputed, as_of))


def _further(
    first: ModelSpec,
    theirs: dict[Plan, Rates],
    disputed: dict[Plan, Dispute | None],
    as_of: str,
) -> Iterator[Rates]:
    """Yield rows of tiers that only the second feed prices, or prices from an earlier day.

    The second feed has no dates: its rows hold as long as the first one's standard price does.
    """
    standard = current(first, as_of).get((Tier.STANDARD, None, ()))
    if standard is None:
        return
    tiers = {row.tier for row in first.rates}
    begins: dict[Plan, str] = {}
    for row in first.rates:
        plan = (row.tier, row.prompt_over, row.hours)
        since = "" if row.since == UNKNOWN else row.since
        begins[plan] = min(since, begins.get(plan, since))
    since = "" if standard.since == UNKNOWN else standard.since
    for plan, row in theirs.items():
        if plan[0] is Tier.STANDARD or (plan[0] not in tiers and any(disputed.values())):
            continue
        later = begins.get(plan, "") > since
        if plan[0] not in tiers or (later and disputed.get(plan) is None):
            yield replace(row, since=standard.since, since_basis="seen")


def _filled(row: Rates, other: Rates) -> Rates:
    """Return *row* with the meters that only *other* prices: they agree on all the rest."""
    missing = {
        meter.value: other.rate(meter)
        for meter in Meter
        if row.rate(meter) is None and other.rate(meter) is not None
    }
    sources = tuple(dict.fromkeys((*row.sources, *other.sources)))
    if not missing:
        return replace(row, sources=sources)
    note = f"{', '.join(missing)} from {', '.join(other.sources)}"
    return replace(
        row,
        sources=sources,
        note=f"{row.note}; {note}" if row.note else note,
        **missing,
    )


def _difference(ours: Rates, theirs: Rates) -> Dispute | None:
    parts = []
    for meter in Meter:
        mine, other = ours.rate(meter), theirs.rate(meter)
        if mine is not None and other is not None and mine != other:
            parts.append(f"{meter} {_text(other)} (against {_text(mine)})")
    if not parts:
        return None
    return Dispute(
        about="rates",
        stated="; ".join(parts),
        sources=theirs.sources,
        note=RULE.format(", ".join(ours.sources)),
    )


def _differences(first: ModelSpec, second: ModelSpec, as_of: str) -> list[Dispute]:
    ours, theirs = current(first, as_of), current(second, as_of)
    shared = ours.keys() & theirs.keys()
    return [dispute for plan in shared if (dispute := _difference(ours[plan], theirs[plan]))]


def _text(rate: Decimal) -> str:
    return format(rate.normalize(), "f")


def jumps(before: Iterable[ModelSpec], after: Iterable[ModelSpec]) -> Iterator[str]:
    """Yield a sentence for each rate that is off its previous value by 1,000 or 1,000,000."""
    old = {
        (spec.id, row.channel, *plan): row for spec in before for plan, row in current(spec).items()
    }
    for spec in after:
        for plan, row in current(spec).items():
            previous = old.get((spec.id, row.channel, *plan))
            for meter in Meter if previous else ():
                mine, theirs = previous.rate(meter), row.rate(meter)  # type: ignore[union-attr]
                factor = jump(mine, theirs) if mine and theirs else None
                if factor:
                    yield f"{spec.id}: {meter} {mine} became {theirs}, a factor of about {factor:,}"
