"""What is recommended, and what a recommendation refuses."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UnknownNameError
from llmcmp.needs import Needs
from llmcmp.registry import Layer, Registry
from llmcmp.render.formats.json import json_text
from llmcmp.report.offers.offered_model import OfferedModel
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests.report.check.gate_registry import AT, LARGE, SMALL, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)


def test_cheapest_that_can_do_the_job_comes_first() -> None:
    """Ranking is by monthly cost over every channel and tier, feasible ones only."""
    result = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT)

    # A million requests: batch 1000 x 0.5 + 100 x 2 = 700; small 1000 + 400; large 2000 + 200.
    costs = [(m.rank, m.selector, m.cost.monthly) for m in result.ranked if m.cost]
    assert costs == [
        (1, "small+batch", Decimal(700)),
        (2, "small", Decimal(1400)),
        (3, "large", Decimal(2200)),
    ]


def test_saving_is_counted_against_the_model_in_use() -> None:
    """A dearer model has a negative saving; the model in use saves nothing."""
    result = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT, current="small")

    assert [m.saving for m in result.ranked] == [Decimal(700), Decimal(0), Decimal(-800)]
    assert "$700.00 (50 %) less than small at $1,400.00" in result.verdict


def test_json_of_a_ranked_model_is_flat() -> None:
    """A ranked model is compare's model object with four more keys."""
    result = recommend(registry(SMALL), at=AT, workload=CHAT)
    dumped = json.loads(json_text(result))["ranked"][0]

    assert set(dumped) == {item.name for item in fields(OfferedModel)} | {
        "rank", "pareto", "saving", "undecided_with",
    }  # fmt: skip
    assert dumped["cost"]["monthly"] == "700"


def test_report_has_the_keys_of_the_contract() -> None:
    """The keys that programs rely on, in their order."""
    result = json.loads(json_text(recommend(registry(SMALL), at=AT, workload=CHAT)))

    assert list(result) == [
        "schema", "llmcmp", "at", "registry", "warnings", "workload", "needs", "current",
        "benchmark", "scores_set", "ranked", "excluded", "flip_points", "verdict",
    ]  # fmt: skip
    assert result["schema"] == "llmcmp/recommend/1"


def test_a_horizon_that_has_passed_is_refused() -> None:
    """Being available until yesterday says nothing about today."""
    with pytest.raises(InputError, match="available until 2026-01-01"):
        recommend(registry(), at=AT, needs=Needs(available_until=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        (Needs(min_scores={"MMLUU": Decimal(1)}), "unknown benchmark: MMLUU"),
        (Needs(developers=("Acne",)), "unknown developer: Acne"),
        (Needs(channels=("acne",)), "unknown channel: acne"),
    ],
)
def test_names_nobody_declared_are_refused(needs: Needs, message: str) -> None:
    """A typo in a need would exclude everything; it is an error with the names there are."""
    with pytest.raises(UnknownNameError, match=message):
        recommend(registry(), at=AT, needs=needs)


def test_without_a_workload_unit_prices_are_ranked() -> None:
    """The blend of three tokens in to one out orders models where nothing is priced."""
    result = recommend(registry(SMALL, LARGE), ["small", "large"], at=AT)

    # (3 x 1 + 4) / 4 = 1.75; (3 x 2 + 2) / 4 = 2.
    assert [(m.selector, m.price) for m in result.ranked] == [
        ("small", Decimal("1.75")),
        ("large", Decimal(2)),
    ]
    assert result.flip_points == ()


def test_an_empty_registry_says_so() -> None:
    """Nothing to choose from is an answer, not a crash."""
    assert recommend(Registry(Layer()), at=AT, workload=CHAT).verdict == (
        "There is nothing to choose from."
    )
