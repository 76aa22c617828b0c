"""``models list``, ``show`` and ``history``: what the registry holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Literal

from ...errors import UnpricedError
from ...needs import Needs, retirement, shortfalls
from ...notices import Notice
from ...pricing import PriceRows, price_rows
from ...pricing.schedule import begins
from ...records import record, replace
from ...registry import SELF, Offer, Registry
from ...schema import (
    UNKNOWN,
    AliasTarget,
    Meter,
    ModelSpec,
    Rates,
    Source,
    Tier,
    first_day,
    last_day,
)
from ..header import Report, registry_used
from ..market import Market
from ..offers.offered_model import OfferedModel, described, price_ages


class Sort(StrEnum):
    """What a list of models is ordered by."""

    ID = "id"
    NAME = "name"
    DEVELOPER = "developer"
    RELEASED = "released"
    CONTEXT = "context"
    INPUT = "input"
    OUTPUT = "output"
    BLEND = "blend"


@record
class ModelList(Report):
    """The models that pass a filter."""

    schema: str = "llmcmp/models-list/1"
    needs: Needs
    """The filter."""
    total: int
    """Models in the registry."""
    models: tuple[OfferedModel, ...]
    """The models that pass, in order."""


@record
class ModelDetails(Report):
    """Everything that is known of one model."""

    schema: str = "llmcmp/models-show/1"
    shelf: Literal["curated", "imported"]
    """Whether the registry's own files describe the model, or price feeds do."""
    models: tuple[ModelSpec, ...]
    """The model, as the registry holds it."""
    source_table: Mapping[str, Source]
    """The sources it cites, by id."""


@record
class PricePeriod:
    """One price row with the days between which it was, is or will be in force."""

    model: str
    """Id of the model."""
    rates: Rates
    """The row."""
    begins: date
    """First day it is applied on."""
    until: date | None
    """Last day, inclusive; absent where it is still in force."""
    in_force: bool
    """Whether it holds on the day of the report."""


@record
class PriceHistory(Report):
    """All prices a name ever had."""

    schema: str = "llmcmp/models-history/1"
    name: str
    """What was asked for."""
    meanings: tuple[AliasTarget, ...]
    """What the name stood for over time, where it moved."""
    periods: tuple[PricePeriod, ...]
    """The rows, by model, channel, tier, band and day."""


def model_list(
    registry: Registry,
    needs: Needs,
    *,
    at: date,
    states: Sequence[str] = (),
    max_input: Decimal | None = None,
    max_output: Decimal | None = None,
    sort: Sort = Sort.ID,
    descending: bool = False,
    shelf: Literal["curated", "imported", "all"] = "curated",
) -> ModelList:
    """Return the models that meet *needs* and the price limits (USD per million) on *at*."""
    market = Market(registry=registry, at=at)
    chosen = []
    models = [] if shelf == "imported" else list(registry.models())
    models += [] if shelf == "curated" else list(registry.imported_models())
    for spec in models:
        channel, rows = shown_rows(spec, at, needs.channels)
        if needs.channels and channel not in needs.channels:
            continue
        short = shortfalls(spec, needs, at, channel=channel)
        # Retired models are listed, unless the need is for one that will still be there.
        if any(reason.code != "retired" or needs.available_until for reason in short):
            continue
        if states and spec.lifecycle.state not in states:
            continue
        offer = Offer(selector=spec.id, spec=spec, channel=channel, tier=Tier.STANDARD)
        model = replace(
            described(offer, rows, None, short),
            price_ages=price_ages(market, offer, rows),
            shelf="curated" if registry.is_curated(spec.id) else "imported",
        )
        if not _under(model, Meter.INPUT, max_input) or not _under(model, Meter.OUTPUT, max_output):
            continue
        chosen.append(model)
    return ModelList(
        at=at,
        registry=registry_used(registry),
        warnings=(),
        needs=needs,
        total=len(models),
        models=tuple(_sorted(chosen, sort, descending)),
    )


def shown_rows(
    spec: ModelSpec, at: date, channels: Sequence[str] = ()
) -> tuple[str, PriceRows | None]:
    """Return the channel a list shows for a model and its rows there, if any are in force.

    Of the *channels* asked for, or else the developer's own one, the first that has a price.
    """
    wanted = channels or ([spec.own_channel] if spec.own_channel in spec.channels else [])
    if not wanted and len(spec.channels) == 1 and spec.id.startswith(f"{spec.channels[0]}/"):
        wanted = spec.channels  # a record of one host's own
    for channel in wanted:
        try:
            if channel is not None and channel in spec.channels:
                return channel, price_rows(spec, at, channel=channel, tier=Tier.STANDARD)
        except UnpricedError:
            continue
    return SELF if spec.may_be_hosted else (spec.own_channel or SELF), None


def _under(model: OfferedModel, meter: Meter, limit: Decimal | None) -> bool:
    if limit is None:
        return True
    rate = _rate(model, meter)
    return rate is not None and rate <= limit


def _sorted(models: list[OfferedModel], sort: Sort, descending: bool) -> list[OfferedModel]:
    """Order the models; those without a value come last either way, and ids break ties."""
    value = _VALUES[sort]
    models.sort(key=lambda model: model.id)
    have = [model for model in models if value(model) is not None]
    have.sort(key=lambda model: _comparable(value(model)), reverse=descending)
    return have + [model for model in models if value(model) is None]


def _comparable(value: object) -> tuple[Decimal, str]:
    return (value, "") if isinstance(value, Decimal) else (Decimal(0), str(value).casefold())


def _rate(model: OfferedModel, meter: Meter) -> Decimal | None:
    return model.rates[0].rate(meter) if model.rates else None


_VALUES: Mapping[Sort, Callable[[OfferedModel], object]] = {
    Sort.ID: lambda model: model.id,
    Sort.NAME: lambda model: model.name,
    Sort.DEVELOPER: lambda model: model.developer,
    Sort.RELEASED: lambda model: None if model.released == UNKNOWN else model.released,
    Sort.CONTEXT: lambda model: (
        Decimal(model.context_window) if isinstance(model.context_window, int) else None
    ),
    Sort.INPUT: lambda model: _rate(model, Meter.INPUT),
    Sort.OUTPUT: lambda model: _rate(model, Meter.OUTPUT),
    Sort.BLEND: lambda model: model.blend,
}


def model_details(registry: Registry, name: str, *, at: date) -> ModelDetails:
    """Return everything known of the model *name* stands for on *at*."""
    match = registry.find(name, at)
    cited = dict.fromkeys(cited_sources(match.spec))
    return ModelDetails(
        at=at,
        registry=registry_used(registry),
        warnings=match.warnings,
        shelf=match.shelf,
        models=(match.spec,),
        source_table={key: source for key in cited if (source := registry.source(key)) is not None},
    )


def cited_sources(spec: ModelSpec) -> Iterable[str]:
    """Yield the id of every source the model's record cites, in the order of its fields."""
    for ids in spec.sources.values():
        yield from ids
    if spec.architecture is not None:
        for ids in spec.architecture.sources.values():
            yield from ids
    for rule in (spec.image_tokens, spec.audio_tokens, spec.chat_overhead):
        if rule is not None:
            yield from rule.sources
    cited = [
        *(row.sources for row in spec.rates),
        *(price.sources for price in spec.training),
        *(score.sources for score in spec.scores),
        *(dispute.sources for dispute in spec.disputes),
    ]
    for ids in cited:
        yield from ids
    for row in spec.rates:
        for dispute in row.disputes:
            yield from dispute.sources


def price_history(registry: Registry, name: str, *, at: date) -> PriceHistory:
    """Return every price row of *name*; of all models it ever meant, where it moved."""
    folded = {alias.casefold(): alias for alias in registry.moving_aliases}
    alias = folded.get(name.casefold())
    if alias is None:
        specs = [registry[name]]
        meanings: tuple[AliasTarget, ...] = ()
    else:
        meanings = registry.moving_aliases[alias]
        specs = [registry[target.model] for target in meanings]
    notices = [
        Notice(code="disputed-price", text=f"{spec.id}: {_dispute(row)}", selector=spec.id)
        for spec in specs
        for row in spec.rates
        if row.disputes
    ]
    notices += [notice for spec in specs for notice in _last_rates(spec, at)]
    return PriceHistory(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(notices),
        name=name,
        meanings=meanings,
        periods=tuple(period for spec in specs for period in _periods(spec, at)),
    )


def _last_rates(spec: ModelSpec, at: date) -> Iterable[Notice]:
    """Say of a model its developer has retired that the rates in force are its last ones."""
    day = retirement(spec, spec.own_channel)
    if spec.own_channel not in spec.channels or day is None:
        return
    if day == UNKNOWN or first_day(day) <= at:
        when = "on an unknown day" if day == UNKNOWN else f"on {day}"
        text = f"{spec.id} was retired {when}: rates of {spec.own_channel} in force are its last"
        yield Notice(code="retired", text=text, selector=spec.id)


def _dispute(row: Rates) -> str:
    statements = "; ".join(
        f"{dispute.stated} ({', '.join(dispute.sources) or 'no source'})"
        for dispute in row.disputes
    )
    return f"the {row.channel} {row.tier} price since {row.since} is disputed: {statements}"


def _periods(spec: ModelSpec, at: date) -> Iterable[PricePeriod]:
    """Yield the rows of one model, each ending where the next of its series begins."""
    tiers = list(Tier)
    channels = spec.channels

    def place(row: Rates) -> tuple[object, ...]:
        edge = -1 if row.prompt_over is None else row.prompt_over
        where = (channels.index(row.channel), tiers.index(row.tier), edge, row.hours)
        return (*where, begins(spec, row))

    rows = sorted(spec.rates, key=place)
    for row, after in zip_longest(rows, rows[1:]):
        until = last_day(row.ended) if row.ended not in (None, UNKNOWN) else None
        if after is not None and place(after)[:4] == place(row)[:4]:
            next_day = begins(spec, after) - timedelta(days=1)
            until = next_day if until is None else min(until, next_day)
        start = begins(spec, row)
        yield PricePeriod(
            model=spec.id,
            rates=row,
            begins=start,
            until=until,
            in_force=start <= at and (until is None or until >= at),
        )
