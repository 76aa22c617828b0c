"""Every policy, applied to the workloads it looks at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from llmcmp.files.config import load_config
from llmcmp.report.check.case import PolicyResult
from llmcmp.report.check.in_use import workload_in_use
from llmcmp.report.check.results import Circumstances, policy_results
from llmcmp.report.market import Market
from tests.report.check.gate_registry import registry

AT = date(2026, 11, 22)
TWO = """\
workloads:
  chat: {model: small, requests: 1M, input_tokens: 1k, output_tokens: 100}
  mail: {model: leaving, requests: 1, input_tokens: 1k, output_tokens: 100}
"""


def results(folder: Path, more: str = "", monthly: int = 1400) -> tuple[PolicyResult, ...]:
    """Return what the policies find of two workloads that together cost this."""
    path = folder / "llmcmp.yaml"
    path.write_text(TWO + more)
    file = load_config(path, name="llmcmp.yaml")
    market = Market(registry=registry(), at=AT)
    uses = [workload_in_use(market, file, name, None) for name in ("chat", "mail")]
    total = Decimal(monthly)
    around = Circumstances(file=file, at=AT, baseline=None, monthly=total, due=total + 1)
    return policy_results(around, uses)


def test_each_policy_looks_at_its_own_subjects(tmp_path: Path) -> None:
    """Most look at each workload, the total budget at all together, by what is due."""
    match = results(tmp_path, "budgets: {total: 1k}\n")
    subjects = {
        name: [result.workload for result in match if result.id == name]
        for name in ("retirement", "budget_total")
    }

    assert sorted(map(str, subjects["retirement"])) == ["chat", "mail"]
    assert subjects["budget_total"] == [None]
    (total,) = (result for result in match if result.id == "budget_total")
    assert (total.held, total.actual, total.limit) == (False, 1401, 1000)


def test_a_policy_that_is_off_finds_nothing(tmp_path: Path) -> None:
    """Nor does one that is off unless it is named."""
    match = {result.id for result in results(tmp_path, "policies: {retirement: {severity: off}}\n")}

    assert not match & {"retirement", "licence", "cheaper_model"}


def test_the_worst_comes_first(tmp_path: Path) -> None:
    """Broken errors, broken warnings, what is unknown, what holds."""
    more = "budgets: {chat: 1k}\npolicies: {cost_increase: {percent: 5}}\n"
    match = results(tmp_path, more)
    order = [(result.held, result.severity) for result in match]

    assert order[0] == (False, "error")
    ranks = [{False: 0, None: 1, True: 2}[holds] for holds, _ in order]
    assert ranks == sorted(ranks)
    assert {result.id for result in match if result.held is None} == {"cost_increase"}
