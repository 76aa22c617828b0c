"""What litellm's price map says, as price rows; and what of it is refused."""

from __future__ import annotations

from decimal import Decimal

from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.schema import Tier
from tests.files.shelf.feeds.feed_models import row_of, spec_of


def test_rates_per_token_become_rates_per_million(litellm: Feed) -> None:
    """2.5e-06 USD a token is 2.5 USD per million, exactly; bands and tiers by their suffix."""
    spec = spec_of(litellm, "google", "gemini-2.5-pro")

    assert row_of(spec).input == Decimal("1.25")
    assert row_of(spec, over=200_000).output == Decimal(15)
    assert row_of(spec, Tier.BATCH, 200_000).output == Decimal("7.5")
    assert row_of(spec).web_search == Decimal("0.035")


def test_fine_tuned_entries_are_a_tier_of_their_base(litellm: Feed) -> None:
    """``ft:gpt-4o-2024-08-06`` is the tier fine-tuned of ``gpt-4o-2024-08-06``."""
    spec = spec_of(litellm, "openai", "gpt-4o-2024-08-06")

    assert {row.tier for row in spec.rates} == {Tier.FINE_TUNED, Tier.FINE_TUNED_BATCH}
    assert row_of(spec, Tier.FINE_TUNED).input == Decimal("3.75")


def test_zero_and_wrong_units_are_refused(litellm: Feed) -> None:
    """A zero that means unknown and 3,200 USD per million are no prices."""
    reasons = {refusal.name: refusal.reason for refusal in litellm.refused}

    assert "unknown" in reasons["ollama/llama3"]
    assert "wrong unit" in reasons["azure_ai/jais-30b-chat"]
    assert spec_of(litellm, "ollama", "ollama/llama3").rates == ()
