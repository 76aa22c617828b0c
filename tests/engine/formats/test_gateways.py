"""Gateways: what they charge, and what they answer themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.gateways import HeliconeRequests, LiteLLMSpendLogs, OpenRouterActivity
from llmcmp.engine.rows.counts import by_meter


def test_a_key_of_one_s_own_costs_only_the_fee() -> None:
    """1,000 of prompt of which 400 cached; the cost is kept, and a note says what it is."""
    form = OpenRouterActivity(ReadOptions())
    row = form.read(
        {
            "created_at": "2026-10-02 09:30:00",
            "model_permaslug": "openai/gpt-5",
            "byok_usage_inference": "0.02",
            "tokens_prompt": "1000",
            "tokens_cached": "400",
            "tokens_completion": "50",
            "cost_total": "0.001",
        }
    )
    assert row is not None
    assert row.counts == by_meter(input=600, cached_input=400, output=50)
    assert row.cost == Decimal("0.001")
    assert form.warnings() == ("cost_total of calls with your own key is only the fee",)


@pytest.mark.parametrize("change", [{"cache_hit": "True"}, {"status": "failure"}])
def test_what_the_gateway_answers_itself_declares_nothing(change: dict[str, str]) -> None:
    """A hit of its own cache and a failure cost nothing."""
    record = {
        "startTime": "2026-10-02T09:30:00Z",
        "model": "m",
        "cache_hit": "False",
        "prompt_tokens": "9",
        "completion_tokens": "1",
    }
    form = LiteLLMSpendLogs(ReadOptions())
    row = form.read(record)
    assert row is not None
    assert row.counts == by_meter(input=9, output=1)
    assert form.read({**record, **change}) is None


@pytest.mark.parametrize(("convention", "fresh"), [("auto", 600), ("exclusive", 1000)])
def test_the_user_may_say_what_the_prompt_includes(convention: Any, fresh: int) -> None:
    """400 of 1,000, or 400 beside them: Helicone keeps the count of whichever provider."""
    row = HeliconeRequests(ReadOptions(cache_convention=convention)).read(
        {
            "request_created_at": "2026-10-02T09:30:00Z",
            "model": "m",
            "prompt_tokens": "1000",
            "prompt_cache_read_tokens": "400",
            "completion_tokens": "50",
        }
    )
    assert row is not None
    assert row.counts == by_meter(input=fresh, cached_input=400, output=50)
