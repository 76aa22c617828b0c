"""Anthropic's Console and Admin API: costs, size classes and cache writes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.engine import read_usage
from llmcmp.engine.formats.anthropic import cache_writes, speed_tier
from llmcmp.engine.rows.cells import BadRow
from tests import folders

DATA = folders.DATA / "engine"


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("anthropic_console_cost.csv", ["0.11", "0.15", "0.11"]),
        # cents: 10.7532 and 10.0
        ("anthropic_cost_report.json", ["0.107532", "0.1"]),
    ],
)
def test_cost_export_is_reported_cost(name: str, amounts: list[str]) -> None:
    """A cost export yields charges, exact, in USD, and no tokens."""
    data = read_usage([DATA / name])
    assert [charge.amount for charge in data.reported] == [Decimal(a) for a in amounts]
    assert data.rows == ()


def test_context_window_bounds_the_size_class() -> None:
    """Rows of 200k-1M lie above a cut at 200,000; rows of 0-200k at or below it."""
    data = read_usage(
        [DATA / "anthropic_usage_report_messages.json"], cuts_for=lambda _m, _c: (200_000,)
    )
    sonnet = [r for r in data.rows if r.written_model.startswith("claude-sonnet")]
    bounds = {(r.usage.input, r.bucket_low, r.bucket) for r in sonnet if r.tier == "standard"}
    assert bounds == {(260_000, 1, 1), (35_844, 0, 0)}


def test_the_flat_count_of_cache_writes_repeats_the_split() -> None:
    """300 written, 200 of them for an hour: 100 are short; more than the flat count is refused."""
    split = {"ephemeral_1h_input_tokens": 200}
    assert cache_writes({"cache_creation_input_tokens": 300, "cache_creation": split}) == (100, 200)
    assert cache_writes({"cache_creation": split}) == (0, 200)
    with pytest.raises(BadRow, match="200 of 150"):
        cache_writes({"cache_creation_input_tokens": 150, "cache_creation": split})


def test_fast_mode_is_a_tier() -> None:
    """Whatever else the request was."""
    assert speed_tier("batch", "fast") == "fast"
    assert speed_tier("batch", "standard") == "batch"
