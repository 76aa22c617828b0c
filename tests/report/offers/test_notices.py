"""What a reader is warned of, offer by offer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.cli import main
from llmcmp.schema import (
    Features,
    Licence,
    Lifecycle,
    Rates,
)
from tests.project import Run
from tests.report.comparisons import codes, report, spec


@pytest.mark.parametrize(
    ("retires", "messages"),
    # 180 days after 2026-11-22 is 2027-05-21
    [("2026-11-23", True), ("2027-05-21", True), ("2027-05-22", False), ("unknown", False)],
)
def test_retirement_is_a_warning_when_it_is_near(retires: str, messages: bool) -> None:
    """Within 180 days of the day asked about; a far one stands in the table."""
    result = report(spec("a", "1", "1", lifecycle=Lifecycle(state="active", retires=retires)))

    assert ("retires" in codes(result)) is messages


def test_warnings_of_terms_and_prices() -> None:
    """A licence that forbids business, a base model, a price that changes or ends."""
    rates = Rates(channel="acme", since="2024-01-01", input=Decimal(1), output=Decimal(1))
    changing = (rates, replace(rates, since="2027-01-01", input=Decimal(2)))
    ending = (replace(rates, ended="2026-12-31"),)
    closed = Licence(name="research", commercial_use="no")

    assert codes(report(spec("a", "1", "1", licence=closed))) == ["licence"]
    assert codes(report(spec("a", "1", "1", features=Features(instruction_tuned="no")))) == [
        "base-model"
    ]
    change = report(spec("a", "1", "1", rates=changing))
    assert codes(change) == ["price-changes"]
    assert "changes on 2027-01-01 to 2 input and 1 output" in change.warnings[0].text
    assert codes(report(spec("a", "1", "1", rates=ending))) == ["price-expires"]
    assert codes(report(spec("a", "1", "1", rates=changing), at=date(2026, 1, 1))) == []


@pytest.mark.usefixtures("frozen_registry", "project")
def test_old_prices_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    """A comparison on a day long after the last check says so; today's does not."""
    warned = {}
    for day in ("2026-11-22", "2027-03-01"):
        assert main(["compare", "gpt-4o-mini", "opt-175b", "--at", day, "-f", "json"]) == 0
        result = json.loads(capsys.readouterr().out)
        warned[day] = [w["text"] for w in result["warnings"] if w["code"] == "stale-price"]
    assert warned["2026-11-22"] == []
    (text,) = warned["2027-03-01"]
    assert text.endswith("was last checked on 2026-11-21, 100 days before")
    assert result["models"][0]["price_ages"][0]["days"] == 100


def test_models_say_which_shelf_they_are_on(run_project: Run) -> None:
    """Curated ones are; imported ones name their feeds, and a comparison warns of them."""
    shown = {
        name: run_project("models", "show", name)[1]
        for name in ("gpt-4o-mini", "claude-sonnet-4-5")
    }
    assert "curated" in shown["gpt-4o-mini"]
    assert "imported from genai-prices" in shown["claude-sonnet-4-5"].replace("\n", " ")
    result = json.loads(run_project("compare", "claude-sonnet-4-5", "gpt-4o-mini", "-f", "json")[1])
    assert [model["shelf"] for model in result["models"]] == ["imported", "curated"]
    assert "imported-price" in {warning["code"] for warning in result["warnings"]}
