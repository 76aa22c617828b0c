"""``models list``: the models that pass a filter, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from ...errors import UnpricedError
from ...needs import Needs, shortfalls
from ...pricing import PriceRows, price_rows
from ...records import record, replace
from ...registry import SELF, Offer
from ...schema import (
    UNKNOWN,
    Meter,
    ModelSpec,
    Tier,
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
    """The models that meet the needs given as filters."""

    schema: str = "llmcmp/models-list/1"
    needs: Needs
    total: int
    """Models in the registry."""
    models: tuple[OfferedModel, ...]
    """The models that pass, in order."""


def model_list(
    market: Market,
    needs: Needs,
    *,
    states: Sequence[str] = (),
    max_input: Decimal | None = None,
    max_output: Decimal | None = None,
    sort: Sort = Sort.ID,
    descending: bool = False,
    shelf: Literal["curated", "imported", "all"] = "curated",
) -> ModelList:
    """Return the models that meet *needs* and the price limits (USD per million)."""
    registry, at = market.registry, market.at
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
