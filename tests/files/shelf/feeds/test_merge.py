"""Several feeds as one shelf."""

from __future__ import annotations

import json
from decimal import Decimal

from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.files.shelf.feeds.reader import parse_feed
from llmcmp.schema import Tier
from tests import folders
from tests.files.shelf.feeds.feed_models import merged_spec, row_of

DATA = folders.DATA / "shelf"


def test_feeds_that_differ_leave_a_dispute(genai: Feed, litellm: Feed) -> None:
    """The first feed's price stays, the other's is on the row with the rule that chose."""
    raw = json.loads((DATA / "litellm.json").read_text())
    raw["gpt-4o"]["input_cost_per_token"] = 3e-06
    other = parse_feed(json.dumps(raw).encode(), version="x")
    spec = merged_spec([genai, other], "openai", "gpt-4o")

    row = row_of(spec)
    assert row.input == Decimal("2.5")
    assert [(d.stated, d.sources) for d in row.disputes] == [
        ("input 3 (against 2.5)", ("litellm-x",))
    ]
    assert "genai-prices-0.2.3" in str(row.disputes[0].note)


def test_a_later_feed_fills_what_the_first_lacks(genai: Feed, litellm: Feed) -> None:
    """Output limit and fine-tuned tier come from the second feed, each under its name."""
    spec = merged_spec([genai, litellm], "openai", "gpt-4o")

    assert spec.max_output_tokens == 16_384
    assert spec.sources["max_output_tokens"] == ("litellm-1.109.1",)
    assert row_of(spec, Tier.FINE_TUNED).sources == ("litellm-1.109.1",)
    assert row_of(spec).sources == ("genai-prices-0.2.3", "litellm-1.109.1")
