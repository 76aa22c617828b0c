"""Policies about money hold where they should and break where they should."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.report.check.baseline import read_baseline
from llmcmp.report.check.case import PromptCount, SentPrompts
from tests.report.check.gate_registry import one, run


def test_budget(tmp_path: Path) -> None:
    """1000 x 1 + 100 x 4 = 1,400 is within 1,400 and over 1,399."""
    assert one(run(tmp_path, "small", "budgets: {chat: 1400}\n"), "budget").held is True

    broken = run(tmp_path, "small", "budgets: {chat: 1399}\n")
    result = one(broken, "budget")
    assert (result.held, result.severity, result.actual) == (False, "error", Decimal(1400))
    assert result.message == "chat: $1,400.00 a month is $1.00 over the budget of $1,399.00"
    assert (result.path, result.line) == ("llmcmp.yaml", 3)
    assert broken.failed
    assert broken.verdict.startswith("The check fails. budget: chat: $1,400.00")


def test_budget_total(tmp_path: Path) -> None:
    """Both workloads fit their own budgets and break the one they share."""
    more = (
        "  bulk: {model: small+batch, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
        "budgets: {chat: 1400, bulk: 700, total: 2000}\n"
    )
    result = one(run(tmp_path, "small", more), "budget_total")

    assert (result.held, result.actual, result.limit) == (False, Decimal(2100), Decimal(2000))
    assert result.workload is None


def baseline(monthly: str, name: str = "chat") -> Any:
    """Return a baseline in which the workload cost so much on small."""
    return read_baseline(
        {
            "schema": "llmcmp/check/1",
            "at": "2026-11-01",
            "workloads": [
                {
                    "name": name,
                    "selector": "small",
                    "id": "small",
                    "channel": "acme",
                    "tier": "standard",
                    "tokenizer": "o200k_base",
                    "workload": {
                        "requests": 1_000_000,
                        "per": "month",
                        "input_tokens": 1000,
                        "output_tokens": 100,
                        "cached_share": "0",
                        "cache_write_share": "0",
                        "images": [],
                    },
                    "cost": {"monthly": monthly},
                }
            ],
        },
        "main.json",
    )


@pytest.mark.parametrize(
    ("limits", "holds"),
    [
        ("percent: 39", False),  # 1400 is 40 % more than 1000
        ("percent: 40", True),
        ("usd: 399", False),
        ("usd: 400", True),
        ("percent: 39, usd: 400", True),  # both must be passed
        ("percent: 39, usd: 399", False),
    ],
)
def test_cost_increase(tmp_path: Path, limits: str, holds: bool) -> None:
    """An increase breaks the policy where it passes every limit that is given."""
    more = f"policies: {{cost_increase: {{{limits}}}}}\n"
    result = one(run(tmp_path, "small", more, baseline=baseline("1000")), "cost_increase")

    assert (result.held, result.actual) == (holds, Decimal(400))
    assert "$400.00 (40 %) more than the baseline" in result.message


def test_cost_increase_without_a_baseline_is_unknown(tmp_path: Path) -> None:
    """Nothing to compare with is neither a pass nor a failure."""
    result = run(tmp_path, "small", "policies: {cost_increase: {percent: 1}}\n")

    assert one(result, "cost_increase").held is None
    assert not result.failed


def test_cost_increase_from_nothing(tmp_path: Path) -> None:
    """What cost nothing and now costs something has risen by more than any percentage."""
    more = "policies: {cost_increase: {percent: 1000}}\n"

    assert one(run(tmp_path, "small", more, baseline=baseline("0")), "cost_increase").held is False


@pytest.mark.parametrize(("percent", "holds"), [("36", False), ("37", True)])
def test_cheaper_model(tmp_path: Path, percent: str, holds: bool) -> None:
    """Large costs 2,200, small 1,400: 800 / 2,200 less, which only who reads it rounds."""
    more = f"candidates: [small, large]\npolicies: {{cheaper_model: {{percent: {percent}}}}}\n"
    result = one(run(tmp_path, "large", more), "cheaper_model")

    assert (result.held, result.severity) == (holds, "warn")
    assert result.actual == Decimal("36.3636363636")
    assert "small can do the work for $1,400.00 a month, $800.00 (36.4 %) less" in result.message


def test_a_batch_is_no_cheaper_model_unless_it_is_named(tmp_path: Path) -> None:
    """Without candidates only offers of the tier in use count: a batch is no answer in a chat."""
    more = "needs: {offers: [image]}\npolicies: {cheaper_model: {percent: 1}}\n"
    result = one(run(tmp_path, "leaving", more), "cheaper_model")
    assert result.held is True

    named = "candidates: [small+batch]\n" + more
    assert one(run(tmp_path, "small", named), "cheaper_model").held is False


@pytest.mark.parametrize(
    ("limits", "holds", "limit"),
    [
        ("tokens: 899", False, 899),
        ("tokens: 900", True, 900),
        ("percent_of_context: 0.9", True, 900),  # 0.9 % of 100,000
        ("percent_of_context: 0.5", False, 500),
        ("tokens: 5k, percent_of_context: 0.5", False, 500),
    ],
)
def test_prompt_growth(tmp_path: Path, limits: str, holds: bool, limit: int) -> None:
    """A prompt file may have no more tokens than the lower of the limits; the file is named."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="exact", low=900, high=900)
    more = f"policies: {{prompt_growth: {{{limits}}}}}\n"
    result = run(tmp_path, "small", more, prompts={"chat": SentPrompts(files=(count,))})
    match = one(result, "prompt_growth")

    assert (match.held, match.actual, match.limit) == (holds, 900, limit)
    assert (match.path, match.line) == ("prompts/a.md", 1)
