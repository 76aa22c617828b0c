"""Which benchmark results may be compared side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...schema import Score
from .offered_model import OfferedModel


def common_set(models: Sequence[tuple[Score, ...]]) -> str | None:
    """Return the set of scores most of the models share, if at least two do.

    Ties go to the set with more results, then to the name.
    """
    reach: dict[str, int] = {}
    size: dict[str, int] = {}
    for scores in models:
        for name in {score.set for score in scores if score.set is not None}:
            reach[name] = reach.get(name, 0) + 1
            size[name] = size.get(name, 0) + sum(score.set == name for score in scores)
    shared = [name for name, count in reach.items() if count > 1]
    return min(shared, key=lambda name: (-reach[name], -size[name], name), default=None)


def score_in(model: OfferedModel, benchmark: str, within: str | None) -> Decimal | None:
    """Return the model's score on *benchmark* within one set of comparable scores."""
    values = [
        score.value
        for score in model.scores
        if within is not None
        and score.set == within
        and score.benchmark.casefold() == benchmark.casefold()
    ]
    return max(values, default=None)


def comparable_set(models: Sequence[OfferedModel], benchmark: str) -> str | None:
    """Return the set in which most models have a score on *benchmark*."""
    wanted = benchmark.casefold()
    scores = [
        tuple(score for score in model.scores if score.benchmark.casefold() == wanted)
        for model in {model.id: model for model in models}.values()
    ]
    return common_set(scores)
