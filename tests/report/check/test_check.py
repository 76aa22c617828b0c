"""A check as a whole: severities, prompt files, order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from llmcmp.report.check.case import PromptCount, SentPrompts
from tests.report.check.gate_registry import AT, checked, one, registry, run


def test_severity_decides_what_fails(tmp_path: Path) -> None:
    """A broken policy that only warns does not fail the check; off is not looked at."""
    more = "budgets: {chat: 1}\npolicies: {budget: {severity: %s}}\n"

    warned = run(tmp_path, "small", more % "warn")
    assert (one(warned, "budget").held, warned.failed) == (False, False)
    assert not [r for r in run(tmp_path, "small", more % "off").policies if r.id == "budget"]


def test_tokens_of_prompt_files_are_paid_for(tmp_path: Path) -> None:
    """900 tokens of a prompt file come on top of the 1,000 of each request: + $900."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="exact", low=900, high=900)
    result = run(tmp_path, "small", prompts={"chat": SentPrompts(files=(count,))})

    assert result.monthly == Decimal(2300)
    assert result.workloads[0].workload.input_tokens == 1900


def test_a_calibrated_count_has_a_band_of_cost(tmp_path: Path) -> None:
    """800 to 1,000 tokens a million times: $2,200 to $2,400 around $2,300."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="calibrated", low=800, high=1000)
    cost = run(tmp_path, "small", prompts={"chat": SentPrompts(files=(count,))}).workloads[0].cost

    assert cost is not None
    assert (cost.low, cost.monthly, cost.high) == (Decimal(2200), Decimal(2300), Decimal(2400))


def test_the_worst_comes_first_and_the_order_is_stable(tmp_path: Path) -> None:
    """Broken errors, broken warnings, what is unknown, what holds; the same bytes each time."""
    more = (
        "budgets: {chat: 1}\npolicies: {cost_increase: {percent: 1}, licence: {severity: warn}}\n"
    )
    result = run(tmp_path, "leaving", more)

    order = [(item.held, item.severity) for item in result.policies]
    assert order == sorted(order, key=lambda x: ({False: 0, None: 1, True: 2}[x[0]], x[1]))
    assert result == run(tmp_path, "leaving", more)
    assert result.registry.version == registry().version
    assert result.at == AT


def test_the_smallest_file_passes_and_breaks(tmp_path: Path) -> None:
    """The same workload passes a budget of 2,000 and breaks one of 1,000."""
    text = (
        "workloads:\n  chat: {model: small, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
    )

    assert not checked(tmp_path, text + "budgets: {chat: 2k}\n").failed
    assert checked(tmp_path, text + "budgets: {chat: 1k}\n").failed
