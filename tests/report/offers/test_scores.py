"""Which scores may stand side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.report.offers.scores import common_set
from llmcmp.schema import (
    Score,
)


def score(set_: str | None, benchmark: str = "MMLU") -> Score:
    """Return a score of a set."""
    return Score(benchmark=benchmark, value=Decimal(1), set=set_, reported_by="x")


@pytest.mark.parametrize(
    ("scores", "common"),
    [
        ([(score("a"),), (score("b"),)], None),
        ([(score("a"),), (score("a"),)], "a"),
        ([(score(None),), (score(None),)], None),
        ([(score("a"), score("b")), (score("a"), score("b")), (score("b"),)], "b"),
        ([(score("a"), score("b")), (score("a"), score("b"), score("b", "GPQA"))], "b"),
        ([(score("b"), score("a")), (score("b"), score("a"))], "a"),
        ([(score("a"), score("a", "GPQA"))], None),
    ],
)
def test_scores_stand_side_by_side_within_one_set(
    scores: list[tuple[Score, ...]], common: str | None
) -> None:
    """The set most models share, then the larger, then by name; never two sets mixed."""
    assert common_set(scores) == common
