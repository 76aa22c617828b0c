"""What genai-prices says, as price rows."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.schema import Tier
from tests.files.shelf.feeds.feed_models import row_of, spec_of

ZERO = Decimal(0)


def test_long_prompt_tiers_become_bands(genai: Feed) -> None:
    """A tier from 272,000 holds for more than 272,000 tokens, for every meter."""
    spec = spec_of(genai, "openai", "gpt-5.4")

    assert (row_of(spec).input, row_of(spec).output) == (Decimal("2.5"), Decimal(15))
    band = row_of(spec, over=272_000)
    assert (band.input, band.output) == (Decimal(5), Decimal("22.5"))
    assert band.web_search == Decimal("0.01")  # 10 USD per thousand, in no band


def test_hours_come_with_the_dated_price_before_them(genai: Feed) -> None:
    """DeepSeek's peak windows hold from the day of the price they follow, not from ever."""
    spec = spec_of(genai, "deepseek", "deepseek-v4-pro")
    peak = [row for row in spec.rates if row.hours]

    assert [(row.since, row.hours) for row in peak] == [
        ("2026-08-17", ("01:00-04:00", "06:00-10:00"))
    ]
    assert peak[0].input == 2 * Decimal("0.66")
    assert [row.since for row in spec.rates if not row.hours] == ["unknown", "2026-08-17"]


def test_tiers_are_the_variants_the_feed_states(genai: Feed) -> None:
    """Batch replaces the rates it names and keeps the others, from the day it was seen."""
    batch = row_of(spec_of(genai, "openai", "gpt-4o"), Tier.BATCH)

    assert (batch.input, batch.output) == (Decimal("1.25"), Decimal(5))
    assert batch.cached_input == Decimal("1.25")  # the feed: no cached rate in the batch table
    assert batch.since == "2026-10-14"


def test_free_is_zero_only_where_the_feed_says_free(genai: Feed) -> None:
    """A model without prices is free as ``:free``, and unpriced otherwise."""
    free = spec_of(genai, "openrouter", "openrouter/openai/gpt-oss-120b:free")
    unpriced = spec_of(genai, "cerebras", "cerebras/qwen-3-coder-480b")

    assert (free.rates[0].input, free.rates[0].output) == (ZERO, ZERO)
    assert unpriced.rates == ()
    assert "without a price" in unpriced.notes[0]


def test_other_developers_models_on_google_are_on_vertex(genai: Feed) -> None:
    """The feed's provider google is two channels."""
    channels = {
        m.spec.id: m.channel for m in genai.models if "google" in m.channel or m.channel == "vertex"
    }

    assert channels == {"gemini-2.5-pro": "google", "vertex/claude-3-haiku": "vertex"}
