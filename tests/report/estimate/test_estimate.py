"""Estimates: what is refused, what is told, and the contract of the JSON."""

import json
from decimal import Decimal

import pytest

from llmcmp.render.formats.json import json_text
from llmcmp.usage import (
    RowCounts,
)
from tests.report.acme import data, row
from tests.report.estimates import estimated, month_of_days


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
