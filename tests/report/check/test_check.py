"""Each policy holds where it should and breaks where it should."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.report.check.baseline import read_baseline
from llmcmp.report.check.case import PolicyResult, PromptCount
from llmcmp.report.check.check import CheckResult
from llmcmp.report.check.policies import KINDS
from llmcmp.schema.config import LIMITS, Policies
from tests.report.check.gate_registry import AT, checked, registry

HEAD = "workloads:\n  chat: {model: %s, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
"""A million requests of 1,000 tokens in and 100 out: $1,400 on small, $2,200 on large."""


def one(result: CheckResult, policy: str) -> PolicyResult:
    """Return the only result of one policy."""
    (found,) = (item for item in result.policies if item.id == policy)
    return found


def run(folder: Path, model: str, more: str = "", **given: Any) -> CheckResult:
    """Check the workload on *model* with further lines of configuration."""
    return checked(folder, HEAD % model + more, **given)


def test_budget(tmp_path: Path) -> None:
    """1000 x 1 + 100 x 4 = 1,400 is within 1,400 and over 1,399."""
    assert one(run(tmp_path, "small", "budgets: {chat: 1400}\n"), "budget").held is True

    broken = run(tmp_path, "small", "budgets: {chat: 1399}\n")
    found = one(broken, "budget")
    assert (found.held, found.severity, found.actual) == (False, "error", Decimal(1400))
    assert found.message == "chat: $1,400.00 a month is $1.00 over the budget of $1,399.00"
    assert (found.path, found.line) == ("llmcmp.yaml", 3)
    assert broken.failed
    assert broken.verdict.startswith("The check fails. budget: chat: $1,400.00")


def test_budget_total(tmp_path: Path) -> None:
    """Both workloads fit their own budgets and break the one they share."""
    more = (
        "  bulk: {model: small+batch, requests: 1M, input_tokens: 1k, output_tokens: 100}\n"
        "budgets: {chat: 1400, bulk: 700, total: 2000}\n"
    )
    found = one(run(tmp_path, "small", more), "budget_total")

    assert (found.held, found.actual, found.limit) == (False, Decimal(2100), Decimal(2000))
    assert found.workload is None


def test_severity_decides_what_fails(tmp_path: Path) -> None:
    """A broken policy that only warns does not fail the check; off is not looked at."""
    more = "budgets: {chat: 1}\npolicies: {budget: {severity: %s}}\n"

    warned = run(tmp_path, "small", more % "warn")
    assert (one(warned, "budget").held, warned.failed) == (False, False)
    assert not [r for r in run(tmp_path, "small", more % "off").policies if r.id == "budget"]


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
    ("limits", "held"),
    [
        ("percent: 39", False),  # 1400 is 40 % more than 1000
        ("percent: 40", True),
        ("usd: 399", False),
        ("usd: 400", True),
        ("percent: 39, usd: 400", True),  # both must be passed
        ("percent: 39, usd: 399", False),
    ],
)
def test_cost_increase(tmp_path: Path, limits: str, held: bool) -> None:
    """An increase breaks the policy where it passes every limit that is given."""
    more = f"policies: {{cost_increase: {{{limits}}}}}\n"
    found = one(run(tmp_path, "small", more, baseline=baseline("1000")), "cost_increase")

    assert (found.held, found.actual) == (held, Decimal(400))
    assert "$400.00 (40 %) more than the baseline" in found.message


def test_cost_increase_without_a_baseline_is_unknown(tmp_path: Path) -> None:
    """Nothing to compare with is neither a pass nor a failure."""
    result = run(tmp_path, "small", "policies: {cost_increase: {percent: 1}}\n")

    assert one(result, "cost_increase").held is None
    assert not result.failed


def test_cost_increase_from_nothing(tmp_path: Path) -> None:
    """What cost nothing and now costs something has risen by more than any percentage."""
    more = "policies: {cost_increase: {percent: 1000}}\n"

    assert one(run(tmp_path, "small", more, baseline=baseline("0")), "cost_increase").held is False


@pytest.mark.parametrize(("percent", "held"), [("36", False), ("37", True)])
def test_cheaper_model(tmp_path: Path, percent: str, held: bool) -> None:
    """Large costs 2,200, small 1,400: 800 / 2,200 less, which only who reads it rounds."""
    more = f"candidates: [small, large]\npolicies: {{cheaper_model: {{percent: {percent}}}}}\n"
    found = one(run(tmp_path, "large", more), "cheaper_model")

    assert (found.held, found.severity) == (held, "warn")
    assert found.actual == Decimal("36.3636363636")
    assert "small can do the work for $1,400.00 a month, $800.00 (36.4 %) less" in found.message


def test_a_batch_is_no_cheaper_model_unless_it_is_named(tmp_path: Path) -> None:
    """Without candidates only offers of the tier in use count: a batch is no answer in a chat."""
    more = "needs: {offers: [image]}\npolicies: {cheaper_model: {percent: 1}}\n"
    found = one(run(tmp_path, "leaving", more), "cheaper_model")
    assert found.held is True

    named = "candidates: [small+batch]\n" + more
    assert one(run(tmp_path, "small", named), "cheaper_model").held is False


def test_feasible(tmp_path: Path) -> None:
    """A model that lacks what the work needs breaks the policy with every reason."""
    found = one(run(tmp_path, "blind", "needs: {offers: [image], min_context: 64k}\n"), "feasible")

    assert found.held is False
    assert found.message == ("chat: blind cannot do it: no image; context of 4,000 is under 64,000")


@pytest.mark.parametrize(("days", "held"), [("40", False), ("39", True)])
def test_retirement(tmp_path: Path, days: str, held: bool) -> None:
    """From 2026-11-22 to 2027-01-01 there are 40 days."""
    more = f"policies: {{retirement: {{severity: error, days: {days}}}}}\n"
    found = one(run(tmp_path, "leaving", more), "retirement")

    assert (found.held, found.actual) == (held, 40)
    assert "retires on 2027-01-01, in 40 days" in found.message
    assert found.message.endswith("Acme recommends small")


def test_a_retired_model_breaks_two_policies(tmp_path: Path) -> None:
    """A retired model is past its retirement and cannot do the work."""
    result = run(tmp_path, "gone")

    assert one(result, "retirement").held is False
    assert one(result, "feasible").held is False
    assert result.failed


@pytest.mark.parametrize(("days", "held"), [("18", False), ("17", True)])
def test_price_change(tmp_path: Path, days: str, held: bool) -> None:
    """From 2026-11-22 to 2026-12-10 there are 18 days."""
    more = f"policies: {{price_change: {{days: {days}}}}}\n"
    found = one(run(tmp_path, "leaving", more), "price_change")

    assert (found.held, found.actual) == (held, 18)
    assert "becomes $3.00 in, $3.00 out per million tokens on 2026-12-10" in found.message


@pytest.mark.parametrize(("at", "held"), [(date(2027, 1, 19), True), (date(2027, 1, 20), False)])
def test_stale_prices(tmp_path: Path, at: date, held: bool) -> None:
    """The price was checked with the registry on 2026-11-20; 60 days later is 2027-01-19."""
    found = one(run(tmp_path, "small", at=at), "stale_prices")

    assert (found.held, found.workload) == (held, "chat")


@pytest.mark.parametrize(("model", "held"), [("small", True), ("leaving", False)])
def test_licence(tmp_path: Path, model: str, held: bool) -> None:
    """A licence that forbids commercial use breaks the policy, once it is asked for."""
    assert one(run(tmp_path, model, "policies: {licence: {}}\n"), "licence").held is held


@pytest.mark.parametrize("model", ["smal", "small@nowhere", "small+flex"])
def test_unpriced(tmp_path: Path, model: str) -> None:
    """A model nobody knows or prices fails the check, and its budget is unknown, not kept."""
    result = run(tmp_path, model, "budgets: {chat: 1M}\n")

    assert one(result, "unpriced").held is False
    assert one(result, "budget").held is None
    assert result.failed
    assert result.monthly is None


@pytest.mark.parametrize(
    ("limits", "held", "limit"),
    [
        ("tokens: 899", False, 899),
        ("tokens: 900", True, 900),
        ("percent_of_context: 0.9", True, 900),  # 0.9 % of 100,000
        ("percent_of_context: 0.5", False, 500),
        ("tokens: 5k, percent_of_context: 0.5", False, 500),
    ],
)
def test_prompt_growth(tmp_path: Path, limits: str, held: bool, limit: int) -> None:
    """A prompt file may have no more tokens than the lower of the limits; the file is named."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="exact", low=900, high=900)
    more = f"policies: {{prompt_growth: {{{limits}}}}}\n"
    result = run(tmp_path, "small", more, prompts={"chat": [count]})
    found = one(result, "prompt_growth")

    assert (found.held, found.actual, found.limit) == (held, 900, limit)
    assert (found.path, found.line) == ("prompts/a.md", 1)


def test_tokens_of_prompt_files_are_paid_for(tmp_path: Path) -> None:
    """900 tokens of a prompt file come on top of the 1,000 of each request: + $900."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="exact", low=900, high=900)
    result = run(tmp_path, "small", prompts={"chat": [count]})

    assert result.monthly == Decimal(2300)
    assert result.workloads[0].workload.input_tokens == 1900


def test_a_calibrated_count_has_a_band_of_cost(tmp_path: Path) -> None:
    """800 to 1,000 tokens a million times: $2,200 to $2,400 around $2,300."""
    count = PromptCount(path="prompts/a.md", tokens=900, kind="calibrated", low=800, high=1000)
    cost = run(tmp_path, "small", prompts={"chat": [count]}).workloads[0].cost

    assert cost is not None
    assert (cost.low, cost.monthly, cost.high) == (Decimal(2200), Decimal(2300), Decimal(2400))


def test_every_policy_is_described_and_documented() -> None:
    """The rules, their limits and the keys of the configuration are one list."""
    assert list(KINDS) == list(LIMITS) == list(Policies.__dataclass_fields__)
    assert all(kind.about.endswith(".") for kind in KINDS.values())


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
