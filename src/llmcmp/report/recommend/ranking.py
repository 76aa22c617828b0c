"""Models that can do the job, each with its place among the others."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...exact import exact
from ...records import field_names, record
from ..offers.offered_model import OfferedModel
from ..offers.scores import score_in


@record
class RankedModel(OfferedModel):
    """A model that can do the job, and its rank among the others."""

    rank: int
    """Place, the cheapest first; equal costs share a place."""
    pareto: bool | None
    """No cheaper model scores as high; absent where the benchmark's score is unknown."""
    saving: Decimal | None
    """USD a month less than the model in use; negative where it costs more."""
    undecided_with: tuple[str, ...]
    """Selectors whose cost is equal or overlaps within what is uncertain."""


def ranked_models(
    models: Sequence[OfferedModel],
    in_use: OfferedModel | None,
    benchmark: str | None,
    within: str | None,
) -> tuple[RankedModel, ...]:
    """Return *models*, the cheapest first as they came, with their places and savings."""
    prices = [model.price or Decimal(0) for model in models]
    front = _front(models, benchmark, within)
    paid = None if in_use is None else paid_for(in_use, models)
    ranked = []
    for model, price in zip(models, prices, strict=True):
        known = {name: getattr(model, name) for name in field_names(OfferedModel)}
        ranked.append(
            RankedModel(
                **known,
                rank=1 + sum(other < price for other in prices),
                pareto=front.get(model.selector),
                saving=_saving(paid, price),
                undecided_with=tuple(
                    other.selector
                    for other in models
                    if other is not model and _overlap(model, other)
                ),
            )
        )
    return tuple(ranked)


def paid_for(in_use: OfferedModel, models: Sequence[OfferedModel]) -> Decimal | None:
    """Return the price of the model in use; its blend is none where the others have costs."""
    costs = any(model.cost is not None for model in models)
    return None if costs and in_use.cost is None else in_use.price


def _saving(paid: Decimal | None, price: Decimal) -> Decimal | None:
    if paid is None:
        return None
    with exact():
        return paid - price


def _overlap(model: OfferedModel, other: OfferedModel) -> bool:
    """Tell whether the order of two costs is not certain."""
    if model.cost is None or other.cost is None:
        return model.price == other.price
    return model.cost.low <= other.cost.high and other.cost.low <= model.cost.high


def _front(
    models: Sequence[OfferedModel], benchmark: str | None, within: str | None
) -> dict[str, bool]:
    """Tell of each model with a comparable score whether no other is at once cheaper and better."""
    if benchmark is None:
        return {}
    scored = [
        (model.selector, model.price or Decimal(0), score)
        for model in models
        if (score := score_in(model, benchmark, within)) is not None
    ]
    return {
        name: not any(
            cost <= price and points >= score and (cost, points) != (price, score)
            for _, cost, points in scored
        )
        for name, price, score in scored
    }
