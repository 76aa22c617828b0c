"""Policies about the model in use hold where they should and break where they should."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.report.check.gate_registry import one, run


def test_feasible(tmp_path: Path) -> None:
    """A model that lacks what the work needs breaks the policy with every reason."""
    result = one(run(tmp_path, "blind", "needs: {offers: [image], min_context: 64k}\n"), "feasible")

    assert result.held is False
    assert result.message == (
        "chat: blind cannot do it: no image; context of 4,000 is under 64,000"
    )


@pytest.mark.parametrize(("days", "holds"), [("40", False), ("39", True)])
def test_retirement(tmp_path: Path, days: str, holds: bool) -> None:
    """From 2026-11-22 to 2027-01-01 there are 40 days."""
    more = f"policies: {{retirement: {{severity: error, days: {days}}}}}\n"
    result = one(run(tmp_path, "leaving", more), "retirement")

    assert (result.held, result.actual) == (holds, 40)
    assert "retires on 2027-01-01, in 40 days" in result.message
    assert result.message.endswith("Acme recommends small")


def test_a_retired_model_breaks_two_policies(tmp_path: Path) -> None:
    """A retired model is past its retirement and cannot do the work."""
    result = run(tmp_path, "gone")

    assert one(result, "retirement").held is False
    assert one(result, "feasible").held is False
    assert result.failed


@pytest.mark.parametrize(("days", "holds"), [("18", False), ("17", True)])
def test_price_change(tmp_path: Path, days: str, holds: bool) -> None:
    """From 2026-11-22 to 2026-12-10 there are 18 days."""
    more = f"policies: {{price_change: {{days: {days}}}}}\n"
    result = one(run(tmp_path, "leaving", more), "price_change")

    assert (result.held, result.actual) == (holds, 18)
    assert "becomes $3.00 in, $3.00 out per million tokens on 2026-12-10" in result.message


@pytest.mark.parametrize(("at", "holds"), [(date(2027, 1, 19), True), (date(2027, 1, 20), False)])
def test_stale_prices(tmp_path: Path, at: date, holds: bool) -> None:
    """The price was checked with the registry on 2026-11-20; 60 days later is 2027-01-19."""
    result = one(run(tmp_path, "small", at=at), "stale_prices")

    assert (result.held, result.workload) == (holds, "chat")


@pytest.mark.parametrize(("model", "holds"), [("small", True), ("leaving", False)])
def test_licence(tmp_path: Path, model: str, holds: bool) -> None:
    """A licence that forbids commercial use breaks the policy, once it is asked for."""
    assert one(run(tmp_path, model, "policies: {licence: {}}\n"), "licence").held is holds


@pytest.mark.parametrize("model", ["smal", "small@nowhere", "small+flex"])
def test_unpriced(tmp_path: Path, model: str) -> None:
    """A model nobody knows or prices fails the check, and its budget is unknown, not kept."""
    result = run(tmp_path, model, "budgets: {chat: 1M}\n")

    assert one(result, "unpriced").held is False
    assert one(result, "budget").held is None
    assert result.failed
    assert result.monthly is None
