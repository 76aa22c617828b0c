"""Names as cloud bills write them."""

from __future__ import annotations

import pytest

from llmcmp.registry.bill_names import billed

BEDROCK = (
    "amazon.nova-lite-v1:0",
    "eu.amazon.nova-lite-v1:0",
    "anthropic.claude-3-haiku-20240307-v1:0",
    "global.anthropic.claude-3-haiku-20240307-v1:0",
)
AZURE = ("gpt-4o-2024-08-06", "gpt-4o-2024-05-13", "global/gpt-5-2025-08-07", "gpt-4.1-2025-04-14")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Nova Lite, USE1", "amazon.nova-lite-v1:0"),
        ("Nova Lite, EUW1", "eu.amazon.nova-lite-v1:0"),
        (
            "Claude 3 Haiku (Amazon Bedrock Edition), USE1 global",
            "global.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        ("Nova Lite, XXX1", None),
        ("Nova Lite", None),
        ("Nova Pro, USE1", None),
    ],
)
def test_bedrock_names_a_product_and_where_it_was_served(text: str, meant: str | None) -> None:
    """Where regions and scopes have prices of their own, only the same one matches."""
    assert billed(text, "bedrock", BEDROCK) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("gpt-4o (meter 0806)", "gpt-4o-2024-08-06"),
        ("gpt-4o (meter 0513, global)", "gpt-4o-2024-05-13"),
        ("gpt-5 (global)", None),
        ("gpt-5 (meter 0807, global)", "global/gpt-5-2025-08-07"),
        ("gpt-4o (meter 0806, data zone)", None),
        ("gpt-4o", None),
    ],
)
def test_azure_names_the_day_of_the_snapshot(text: str, meant: str | None) -> None:
    """A data zone costs more, and is never priced as the global scope."""
    assert billed(text, "azure", AZURE) == meant


def test_two_possible_models_are_none() -> None:
    """A name that could mean either is not guessed, and no other channel has such names."""
    twins = ("amazon.nova-lite-v1:0", "amazon.nova-lite-v2:0")

    assert billed("Nova Lite, USE1", "bedrock", twins) is None
    assert billed("Nova Lite, USE1", "vertex", BEDROCK) is None
    assert billed("Nova Lite, USE1", None, BEDROCK) is None
