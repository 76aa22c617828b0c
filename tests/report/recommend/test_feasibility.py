"""What is left out of a recommendation, and why."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.hosting import HostingTables
from llmcmp.needs import Needs
from llmcmp.registry import Registry
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests.report.check.gate_registry import AT, SMALL, able, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)
FEW = Workload(requests=1_000, input_tokens=1_000, output_tokens=200)


def test_every_reason_is_given_the_most_telling_first() -> None:
    """A retired model says so before anything else; an unknown score does not pass."""
    needs = Needs(offers=("image",), min_context=64_000, min_scores={"MMLU": Decimal(75)})
    result = recommend(registry(), at=AT, workload=CHAT, needs=needs)

    reasons = {m.selector: [r.text for r in m.reasons] for m in result.excluded}
    assert reasons["gone"] == ["retired on 2026-01-01", "MMLU: unknown"]
    assert reasons["blind"] == [
        "no image",
        "context of 4,000 is under 64,000",
        "MMLU: unknown",
    ]
    assert reasons["small"] == ["MMLU 70 is under 75"]
    assert [m.selector for m in result.ranked] == ["large"]


def test_excluded_models_that_come_nearest_stand_first() -> None:
    """One known miss is nearer than something unknown, and that nearer than a retired model."""
    needs = Needs(min_scores={"MMLU": Decimal(75)})
    result = recommend(registry(), at=AT, workload=CHAT, needs=needs)

    assert [m.selector for m in result.excluded] == [
        "small+batch", "small", "blind", "leaving", "gone",
    ]  # fmt: skip


def test_a_model_nobody_sells_is_not_forgotten() -> None:
    """A model without any price is excluded with that reason, not dropped."""
    result = recommend(registry(SMALL, able("unsold")), at=AT, workload=CHAT)

    assert [(m.selector, m.reasons[0].code) for m in result.excluded] == [("unsold", "unpriced")]


def test_a_meter_without_a_price_excludes_and_does_not_stop() -> None:
    """Caching without a known rate is unpriced: the offer is excluded, the others are ranked."""
    cached = Workload(requests=1, input_tokens=2_000, output_tokens=1, cached_share=Decimal("0.5"))
    result = recommend(registry(SMALL), at=AT, workload=cached)

    assert [m.selector for m in result.ranked] == ["small"]
    assert result.excluded[0].selector == "small+batch"
    assert result.excluded[0].reasons[0].text.startswith("no cached_input price known for small")


def test_an_unsuitable_card_excludes_with_a_reason(
    shipped: tuple[Registry, HostingTables],
) -> None:
    """A model that fits no server is excluded with the plan's own reason, not dropped."""
    registry, tables = shipped
    result = recommend(registry, ["opt-175b@1xL4"], at=AT, workload=FEW, hosting=tables)

    assert result.ranked == ()
    assert [reason.code for reason in result.excluded[0].reasons][-1] == "hosting"
