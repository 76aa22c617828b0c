"""What the verdict of a recommendation says."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.needs import Needs
from llmcmp.report.recommend.recommendation import recommend
from llmcmp.usage import Workload
from tests.report.check.gate_registry import AT, BLIND, LARGE, SMALL, registry

CHAT = Workload(requests=1_000_000, input_tokens=1_000, output_tokens=100)


def test_what_is_in_use_may_be_cheaper_than_every_candidate() -> None:
    """Then the best candidate is not called the cheapest that can do the job."""
    known = registry(SMALL, LARGE)
    result = recommend(known, ["small", "large"], at=AT, workload=CHAT, current="small+batch")

    assert result.verdict.startswith(
        "small is the cheapest candidate, at $1,400.00 a month. "
        "That is $700.00 more than small+batch, in use and able to do it."
    )


def test_nothing_feasible_names_the_need_to_relax() -> None:
    """The verdict names the nearest misses and what each relaxed need would admit."""
    needs = Needs(min_scores={"MMLU": Decimal(90)})
    result = recommend(registry(SMALL, LARGE), at=AT, workload=CHAT, needs=needs)

    assert result.ranked == ()
    assert result.verdict == (
        "None of 3 offers can do the job. Nearest: small+batch (MMLU 70 is under 90); "
        "small (MMLU 70 is under 90); large (MMLU 80 is under 90). "
        "Relaxing only min_scores MMLU would admit 3."
    )


def test_two_needs_in_the_way_are_both_named() -> None:
    """Where no single need would help, those that exclude most are named."""
    needs = Needs(offers=("image",), min_context=64_000)
    result = recommend(registry(BLIND), at=AT, workload=CHAT, needs=needs)

    assert "those that exclude most: image (1) and min_context (1)." in result.verdict
