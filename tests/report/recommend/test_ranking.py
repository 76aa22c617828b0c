"""The order of what can do the job: equal costs, bands, the front, hosting among APIs."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.hosting import HostingTables
from llmcmp.registry import Registry
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.schema import Rates
from llmcmp.usage import Workload
from tests.factories import rates
from tests.report.check.gate_registry import AT, LARGE, SMALL, able, registry, score

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)
FEW = Workload(requests=1_000, input_tokens=1_000, output_tokens=200)


def test_api_batch_and_self_hosted_stand_in_one_table(
    shipped: tuple[Registry, HostingTables],
) -> None:
    """Without selectors all three kinds of offers are ranked together."""
    registry, tables = shipped
    result = recommend(registry, at=AT, workload=FEW, hosting=tables)

    channels = {model.channel == "self" for model in result.ranked}
    assert channels == {True, False}
    assert any(model.tier == "batch" for model in result.ranked)
    # A thousand requests never pay for a card of their own.
    assert result.ranked[0].channel != "self"
    costs = [model.cost.monthly for model in result.ranked if model.cost]
    assert costs == sorted(costs)


def test_equal_costs_share_a_rank_and_are_undecided() -> None:
    """Two offers at one price have one rank, and each says that the order is too close to call."""
    twin = able("twin", rates(input="1", cached_input="0.5", output="4"))
    result = recommend(
        registry(SMALL, twin), ["small", "twin", "small+batch"], at=AT, workload=CHAT
    )

    assert [(m.rank, m.selector, m.undecided_with) for m in result.ranked] == [
        (1, "small+batch", ()),
        (2, "small", ("twin",)),
        (2, "twin", ("small",)),
    ]


def test_overlapping_bands_leave_the_order_undecided() -> None:
    """A price that depends on the hour has a band; a cost inside it cannot be ordered."""
    moody = able(
        "moody",
        rates(input="1", output="0"),
        Rates(channel="acme", since="2024-01-01", input=Decimal(3), output=Decimal(0),
              hours=("00:00-12:00",)),
    )  # fmt: skip
    middle = able("middle", rates(input="2.5", output="0"))
    work = Workload(requests=1_000_000, input_tokens=1, output_tokens=0)
    result = recommend(registry(moody, middle), at=AT, workload=work)

    # Half the day at 3, half at 1: 2 expected, between 1 and 3.
    assert [(m.selector, m.undecided_with) for m in result.ranked] == [
        ("moody", ("middle",)),
        ("middle", ("moody",)),
    ]
    assert "The order is undecided" in result.verdict


def test_the_front_holds_what_is_neither_cheaper_nor_better() -> None:
    """Cost against a benchmark: dominated models are off the front, unscored ones are neither."""
    worse = able("worse", rates(input="3", output="3"), scores=(score("MMLU", "75"),))
    other = able("other", rates(input="3", output="3"), scores=(score("MMLU", "99", "table-2"),))
    result = recommend(
        registry(SMALL, LARGE, worse, other),
        ["small", "large", "worse", "other"],
        at=AT,
        workload=CHAT,
        benchmark="mmlu",
    )

    assert result.scores_set == "table-1"
    assert {m.selector: m.pareto for m in result.ranked} == {
        "small": True,
        "large": True,
        "worse": False,
        "other": None,
    }
