"""OpenAI's usage page and API: costs, and tokens that include cached ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.formats.openai import ApiUsage
from llmcmp.engine.rows.counts import by_meter
from tests import folders

DATA = folders.DATA / "engine"


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        # 0.895874 + 0.0003
        ("openai_costs_api.json", ["0.895874", "0.0003"]),
        ("openai_dashboard_costs.csv", ["0.895874", "0.70646", "-0.01"]),
    ],
)
def test_cost_export_is_reported_cost(name: str, amounts: list[str]) -> None:
    """A cost export yields charges, exact, in USD, and no tokens."""
    data = read_usage([DATA / name])
    assert [charge.amount for charge in data.reported] == [Decimal(a) for a in amounts]
    assert data.rows == ()


def test_cached_and_written_tokens_are_inside_the_input() -> None:
    """1,000 of input, 400 cached and 100 written (30 for 12 hours): 500 are left."""
    row = ApiUsage(ReadOptions()).read(
        {
            "model": "gpt-5",
            "batch": True,
            "start_time": 1790899200,
            "num_model_requests": 3,
            "input_tokens": 1000,
            "input_cached_tokens": 400,
            "input_cache_write_tokens": 100,
            "input_cache_write_12h_tokens": 30,
            "output_tokens": 50,
        }
    )
    assert row is not None
    assert (row.tier, row.requests, row.at) == ("batch", 3, 1790899200)
    assert row.counts == by_meter(
        input=500, cached_input=400, cache_write=70, cache_write_1h=30, output=50
    )


def test_a_bucket_without_traffic_declares_nothing() -> None:
    """It has times and no counts."""
    assert ApiUsage(ReadOptions()).read({"start_time": 1790899200}) is None
