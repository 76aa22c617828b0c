"""Which benchmark results may stand side by side."""

from __future__ import annotations

from collections.abc import Sequence

from ..spec import Score


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
