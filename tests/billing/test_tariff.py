"""What a token costs on one channel in one tier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.billing.price_book import PriceBook
from llmcmp.files import load_registry
from llmcmp.registry import Registry

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


@pytest.fixture
def book(registry: Registry) -> PriceBook:
    """Open a price book."""
    return PriceBook(registry)


def test_a_fee_per_call_that_only_feeds_know_is_priced(book: PriceBook) -> None:
    """Anthropic's web search costs 10 USD per 1,000 calls: 10,000 USD per million."""
    tariff = book.tariff("claude-haiku-4-5-20251001", "anthropic", "standard", DAY)

    assert tariff.per_million(DAY, 0)["web_search"] == Decimal(10_000)
    (notice,) = book.notices
    assert notice.text == "the web search price of claude-haiku-4-5 is from imported feeds"
