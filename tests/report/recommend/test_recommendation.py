"""What is ranked, what is left out, and why."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UnknownNameError
from llmcmp.needs import Needs
from llmcmp.registry import Registry
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.markdown import markdown_text
from llmcmp.render.pages.recommend import recommendation_page
from llmcmp.report.offers.offered_model import OfferedModel
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.schema import Lifecycle, Rates
from llmcmp.usage import Workload
from tests.report.check.gate_registry import AT, BLIND, LARGE, SMALL, model, rates, registry, score

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)


def test_cheapest_that_can_do_the_job_comes_first() -> None:
    """Ranking is by monthly cost over every channel and tier, feasible ones only."""
    found = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT)

    # A million requests: batch 1000 x 0.5 + 100 x 2 = 700; small 1000 + 400; large 2000 + 200.
    costs = [(m.rank, m.selector, m.cost.monthly) for m in found.ranked if m.cost]
    assert costs == [
        (1, "small+batch", Decimal(700)),
        (2, "small", Decimal(1400)),
        (3, "large", Decimal(2200)),
    ]


def test_saving_is_counted_against_the_model_in_use() -> None:
    """A dearer model has a negative saving; the model in use saves nothing."""
    found = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT, current="small")

    assert [m.saving for m in found.ranked] == [Decimal(700), Decimal(0), Decimal(-800)]
    assert "$700.00 (50 %) less than small at $1,400.00" in found.verdict


def test_what_is_in_use_may_be_cheaper_than_every_candidate() -> None:
    """Then the best candidate is not called the cheapest that can do the job."""
    known = registry(SMALL, LARGE)
    found = recommend(known, ["small", "large"], at=AT, workload=CHAT, current="small+batch")

    assert found.verdict.startswith(
        "small is the cheapest candidate, at $1,400.00 a month. "
        "That is $700.00 more than small+batch, in use and able to do it."
    )


def test_every_reason_is_given_the_most_telling_first() -> None:
    """A retired model says so before anything else; an unknown score does not pass."""
    needs = Needs(offers=("image",), min_context=64_000, min_scores={"MMLU": Decimal(75)})
    found = recommend(registry(), at=AT, workload=CHAT, needs=needs)

    reasons = {m.selector: [r.text for r in m.reasons] for m in found.excluded}
    assert reasons["gone"] == ["retired on 2026-01-01", "MMLU: unknown"]
    assert reasons["blind"] == [
        "no image",
        "context of 4,000 is under 64,000",
        "MMLU: unknown",
    ]
    assert reasons["small"] == ["MMLU 70 is under 75"]
    assert [m.selector for m in found.ranked] == ["large"]


def test_excluded_models_that_come_nearest_stand_first() -> None:
    """One known miss is nearer than something unknown, and that nearer than a retired model."""
    needs = Needs(min_scores={"MMLU": Decimal(75)})
    found = recommend(registry(), at=AT, workload=CHAT, needs=needs)

    assert [m.selector for m in found.excluded] == [
        "small+batch", "small", "blind", "leaving", "gone",
    ]  # fmt: skip


def test_nothing_feasible_names_the_need_to_relax() -> None:
    """The verdict names the nearest misses and what each relaxed need would admit."""
    needs = Needs(min_scores={"MMLU": Decimal(90)})
    found = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT, needs=needs)

    assert found.ranked == ()
    assert found.verdict == (
        "None of 3 offers can do the job. Nearest: small+batch (MMLU 70 is under 90); "
        "small (MMLU 70 is under 90); large (MMLU 80 is under 90). "
        "Relaxing only min_scores MMLU would admit 3."
    )


def test_two_needs_in_the_way_are_both_named() -> None:
    """Where no single need would help, those that exclude most are named."""
    needs = Needs(offers=("image",), min_context=64_000)
    found = recommend(registry(BLIND), at=AT, workload=CHAT, needs=needs)

    assert "those that exclude most: image (1) and min_context (1)." in found.verdict


def test_a_model_nobody_sells_is_not_forgotten() -> None:
    """A model without any price is excluded with that reason, not dropped."""
    found = recommend(registry(SMALL, model("unsold")), at=AT, workload=CHAT)

    assert [(m.selector, m.reasons[0].code) for m in found.excluded] == [("unsold", "unpriced")]


def test_a_meter_without_a_price_excludes_and_does_not_stop() -> None:
    """Caching without a known rate is unpriced: the offer is excluded, the others are ranked."""
    cached = Workload(requests=1, input_tokens=2_000, output_tokens=1, cached_share=Decimal("0.5"))
    found = recommend(registry(SMALL), at=AT, workload=cached)

    assert [m.selector for m in found.ranked] == ["small"]
    assert found.excluded[0].selector == "small+batch"
    assert found.excluded[0].reasons[0].text.startswith("no cached_input price known for small")


def test_equal_costs_share_a_rank_and_are_undecided() -> None:
    """Two offers at one price have one rank, and each says that the order is undecided."""
    twin = model("twin", rates(input="1", cached_input="0.5", output="4"))
    found = recommend(registry(SMALL, twin), ["small", "twin", "small+batch"], at=AT, workload=CHAT)

    assert [(m.rank, m.selector, m.undecided_with) for m in found.ranked] == [
        (1, "small+batch", ()),
        (2, "small", ("twin",)),
        (2, "twin", ("small",)),
    ]


def test_models_left_out_of_a_remark_are_counted() -> None:
    """Of five equal costs a row names two others and says that there are two more."""
    same = [model(f"m{n}", rates(input="1", output="4")) for n in range(5)]
    page = markdown_text(recommendation_page(recommend(registry(*same), at=AT, workload=CHAT)))

    assert "too close to call with m1, m2 and 2 more" in page
    assert "too close to call with m0, m1 and 2 more" in page


def test_overlapping_bands_leave_the_order_undecided() -> None:
    """A price that depends on the hour has a band; a cost inside it cannot be ordered."""
    moody = model(
        "moody",
        rates(input="1", output="0"),
        Rates(channel="acme", since="2024-01-01", input=Decimal(3), output=Decimal(0),
              hours=("00:00-12:00",)),
    )  # fmt: skip
    middle = model("middle", rates(input="2.5", output="0"))
    work = Workload(requests=1_000_000, input_tokens=1, output_tokens=0)
    found = recommend(registry(moody, middle), at=AT, workload=work)

    # Half the day at 3, half at 1: 2 expected, between 1 and 3.
    assert [(m.selector, m.undecided_with) for m in found.ranked] == [
        ("moody", ("middle",)),
        ("middle", ("moody",)),
    ]
    assert "The order is undecided" in found.verdict


def test_the_front_holds_what_is_neither_cheaper_nor_better() -> None:
    """Cost against a benchmark: dominated models are off the front, unscored ones are neither."""
    worse = model("worse", rates(input="3", output="3"), scores=(score("MMLU", "75"),))
    other = model("other", rates(input="3", output="3"), scores=(score("MMLU", "99", "table-2"),))
    found = recommend(
        registry(SMALL, LARGE, worse, other),
        ["small", "large", "worse", "other"],
        at=AT,
        workload=CHAT,
        benchmark="mmlu",
    )

    assert found.scores_set == "table-1"
    assert {m.selector: m.pareto for m in found.ranked} == {
        "small": True,
        "large": True,
        "worse": False,
        "other": None,
    }


def test_a_host_of_a_retired_closed_model_needs_a_date() -> None:
    """Closed weights that the developer has retired are not recommended on an undated host."""
    old = model(
        "old",
        rates("hostco", input="1", output="1"),
        lifecycle=Lifecycle(state="retired", retires="2026-01-01"),
    )
    kept = model(
        "kept",
        rates("hostco", input="1", output="1"),
        lifecycle=Lifecycle(
            state="retired", retires="2026-01-01", elsewhere={"hostco": "2028-01-01"}
        ),
    )
    found = recommend(registry(old, kept), at=AT, workload=CHAT)

    assert [m.selector for m in found.ranked] == ["kept@hostco"]
    assert found.excluded[0].reasons[0].text == (
        "retired by Acme on 2026-01-01; no later day is known for hostco"
    )


def test_json_of_a_ranked_model_is_flat() -> None:
    """A ranked model is compare's model object with four more keys."""
    found = recommend(registry(SMALL), at=AT, workload=CHAT)
    dumped = json.loads(json_text(found))["ranked"][0]

    assert set(dumped) == {item.name for item in fields(OfferedModel)} | {
        "rank", "pareto", "saving", "undecided_with",
    }  # fmt: skip
    assert dumped["cost"]["monthly"] == "700"


def test_report_has_the_keys_of_the_contract() -> None:
    """The keys that programs rely on, in their order."""
    found = json.loads(json_text(recommend(registry(SMALL), at=AT, workload=CHAT)))

    assert list(found) == [
        "schema", "llmcmp", "at", "registry", "warnings", "workload", "needs", "current",
        "benchmark", "scores_set", "ranked", "excluded", "flip_points", "verdict",
    ]  # fmt: skip
    assert found["schema"] == "llmcmp/recommend/1"


CONTRADICTIONS = {
    "weights": (lambda: Needs(weights=("none",), channels=("self",)), "contradictory needs"),
    "twice": (
        lambda: Needs(min_scores={"MMLU": Decimal(1), "mmlu": Decimal(2)}),
        "contradictory needs: two least scores for MMLU",
    ),
}


@pytest.mark.parametrize(("make", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictory_needs_are_refused(make: object, said: str) -> None:
    """Needs that no model could ever meet are bad input, not an empty ranking."""
    with pytest.raises(InputError, match=said):
        make()  # type: ignore[operator]


def test_a_horizon_that_has_passed_is_refused() -> None:
    """Being available until yesterday says nothing about today."""
    with pytest.raises(InputError, match="available until 2026-01-01"):
        recommend(registry(), at=AT, needs=Needs(available_until=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (Needs(min_scores={"MMLUU": Decimal(1)}), "unknown benchmark: MMLUU"),
        (Needs(developers=("Acne",)), "unknown developer: Acne"),
        (Needs(channels=("acne",)), "unknown channel: acne"),
    ],
)
def test_names_nobody_declared_are_refused(needs: Needs, said: str) -> None:
    """A typo in a need would exclude everything; it is an error with the names there are."""
    with pytest.raises(UnknownNameError, match=said):
        recommend(registry(), at=AT, needs=needs)


def test_without_a_workload_unit_prices_are_ranked() -> None:
    """The blend of three tokens in to one out orders models where nothing is priced."""
    found = recommend(registry(SMALL, LARGE), ["small", "large"], at=AT)

    # (3 x 1 + 4) / 4 = 1.75; (3 x 2 + 2) / 4 = 2.
    assert [(m.selector, m.price) for m in found.ranked] == [
        ("small", Decimal("1.75")),
        ("large", Decimal(2)),
    ]
    assert found.flip_points == ()


def test_an_empty_registry_says_so() -> None:
    """Nothing to choose from is an answer, not a crash."""
    assert recommend(Registry({}), at=AT, workload=CHAT).verdict == (
        "There is nothing to choose from."
    )
