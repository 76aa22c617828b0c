"""Estimates: what is refused, what is told, and the contract of the JSON."""

import json
from decimal import Decimal

import pytest

from llmcmp.errors import UsageFileError
from llmcmp.render.formats.json import json_text
from llmcmp.usage import (
    ReportedCost,
    RowCounts,
)
from tests.report.acme import data, row
from tests.report.estimates import estimated, month_of_days


def test_charges_for_other_things_are_told() -> None:
    """Storage on a bill is no usage: it is not included, and a warning says so."""
    storage = ReportedCost(file="b", amount=Decimal("0.0158"), kind="other", rows=2)
    answer = estimated(data(row("2026-06-01", 1_000), reported=(storage,)))

    assert answer.total.cost == Decimal("0.001")
    (said,) = [notice.text for notice in answer.warnings if notice.code == "other-charges"]
    assert said == (
        "charges for other things than tokens in the files, $0.0158 in 2 rows, are not included"
    )


def test_nothing_to_price_is_an_error() -> None:
    """An empty file and a bill without tokens both say so."""
    with pytest.raises(UsageFileError, match=r"no usage in the period: usage\.csv"):
        estimated(data())
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    with pytest.raises(UsageFileError, match="charges but no token counts"):
        estimated(data(reported=bill, counts=RowCounts(read=1)))


def test_rows_that_only_tell_a_charge_are_not_usage() -> None:
    """A file with one usage row and one charge: one row read and priced."""
    bill = (ReportedCost(file="bill.csv", amount=Decimal(5)),)
    usage = data(row("2026-06-01", 1_000), reported=bill, counts=RowCounts(read=2))

    assert estimated(usage).rows.read == estimated(usage).rows.priced == 1


def test_rows_lost_between_reading_and_pricing_are_a_bug() -> None:
    """A reader that kept three rows and handed over one is not believed."""
    with pytest.raises(RuntimeError, match="rows were lost"):
        estimated(data(row("2026-06-01", 1), counts=RowCounts(read=3)))


def test_the_json_has_the_keys_of_the_contract() -> None:
    """What DESIGN promises, amounts as text, the same bytes twice."""
    usage = month_of_days(*[2] * 19)
    text = json_text(estimated(usage, budget=Decimal(50), alternatives=["small"]))
    report = json.loads(text)

    assert list(report)[:5] == ["schema", "llmcmp", "at", "registry", "warnings"]
    assert {
        *("format", "period", "rows", "total", "cache_hit_rate", "cost_per_request", "months"),
        *("days", "groups", "alternatives", "budget", "unpriced", "rejected"),
    } <= set(report)
    assert list(report["rows"]) == ["read", "priced", "unpriced", "rejected", "empty"]
    assert list(report["total"]) == ["cost", "low", "high", "requests", "tokens"]
    assert report["total"]["cost"] == "38"
    assert report["months"][0]["forecast"]["backtest"]["starts"] == 16
    assert {"selector", "cost", "low", "high", "saving", "saving_percent", "feasible"} <= set(
        report["alternatives"][0]
    )
    assert text == json_text(estimated(usage, budget=Decimal(50), alternatives=["small"]))
