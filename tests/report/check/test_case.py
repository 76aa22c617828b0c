"""What a rule of the gate looks at, and how it says what it found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.report.check.case import Case
from llmcmp.schema.config import Config, ConfigFile
from llmcmp.schema.policies import Policy

FILE = ConfigFile(
    config=Config(budgets={"chat": "1.5k", "total": "2M"}),
    path="llmcmp.yaml",
    folder=".",
    sha256="0",
    lines={"workloads": 1, "workloads.chat": 2, "budgets.chat": 5},
)


def case(**changes: Any) -> Case:
    """Return a case of a workload that nobody priced."""
    fields: dict[str, Any] = {
        "file": FILE,
        "policy": Policy(percent="2.5", days="30"),
        "id": "budget",
        "severity": "error",
        "at": date(2026, 1, 1),
        "baseline": None,
        "workload": "chat",
        "offer": None,
        "model": None,
        "problem": None,
        "monthly": None,
        "prompts": (),
        "alternatives": (),
    }
    return Case(**{**fields, **changes})


def test_limits_are_numbers() -> None:
    """As they are written in the file; an absent one is none."""
    assert case().limit("days") == 30
    assert case().limit("percent") == Decimal("2.5")
    assert case().limit("usd") is None


def test_the_budget_of_a_workload_or_of_all() -> None:
    """``total`` is the budget of all; a workload without one has none."""
    assert case().budget == 1500
    assert case(workload=None).budget == 2_000_000
    assert case(workload="mail").budget is None


def test_a_result_says_where_to_look() -> None:
    """The line of the value, of the workload, or the first line of a prompt file."""
    at_budget = case().result(False, "too much", at=("budgets", "chat"), actual=2, limit=1)
    at_model = case().result(True, "fine")
    in_prompt = case().result(None, "not counted", path="prompts/a.txt")

    assert (at_budget.path, at_budget.line) == ("llmcmp.yaml", 5)
    assert (at_model.path, at_model.line) == ("llmcmp.yaml", 2)
    assert (in_prompt.path, in_prompt.line) == ("prompts/a.txt", 1)
    assert (at_budget.id, at_budget.workload, at_budget.severity) == ("budget", "chat", "error")
    assert (at_budget.held, at_budget.actual, at_budget.limit) == (False, 2, 1)
