"""What a reader is warned of, offer by offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.schema import (
    Features,
    Licence,
    Lifecycle,
    Rates,
)
from tests.report.compared import codes, report, spec


@pytest.mark.parametrize(
    ("retires", "told"),
    # 180 days after 2026-11-22 is 2027-05-21
    [("2026-11-23", True), ("2027-05-21", True), ("2027-05-22", False), ("unknown", False)],
)
def test_retirement_is_a_warning_when_it_is_near(retires: str, told: bool) -> None:
    """Within 180 days of the day asked about; a far one stands in the table."""
    done = report(spec("a", "1", "1", lifecycle=Lifecycle(state="active", retires=retires)))

    assert ("retires" in codes(done)) is told


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
