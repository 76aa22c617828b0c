"""Real responses, priced as a peer recorded them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.files import load_registry
from llmcmp.pricing import quote
from llmcmp.usage import Usage
from tests import folders

SAMPLE = json.loads((folders.DATA / "shelf" / "responses.json").read_text())
RECORDED = date(2026, 8, 21)
VENDORS = {"openai", "anthropic", "openrouter", "groq", "cerebras"}
CASES = [
    (entry["model"], reading["provider_id"], extracted["usage"], reading)
    for entry in SAMPLE
    for extracted in entry["extracted"]
    for reading in extracted["extractors"]
    if reading["provider_id"] in VENDORS and "input_price" in reading
]


@pytest.mark.parametrize(("name", "channel", "counts", "reading"), CASES)
def test_recorded_prices_are_ours(
    name: str, channel: str, counts: dict[str, int], reading: dict[str, str]
) -> None:
    """The peer counts cached tokens as input too; taken apart, the sums are equal."""
    registry = load_registry()
    spec = registry.with_channel(registry.find(name, RECORDED).spec, channel)
    cached, written = counts.get("cache_read_tokens", 0), counts.get("cache_write_tokens", 0)
    usage = Usage(
        input=counts["input_tokens"] - cached - written,
        cached_input=cached,
        cache_write=written,
        output=counts.get("output_tokens", 0),
    )

    bill = quote(spec, usage, RECORDED, channel=channel)

    assert bill.cost == Decimal(reading["input_price"]) + Decimal(reading["output_price"])


def test_the_sample_is_not_empty() -> None:
    """Cases were found, so that the test above tests something."""
    assert len(CASES) >= 10
