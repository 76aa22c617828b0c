"""How old prices are, and which of them are stale."""

from __future__ import annotations

from datetime import date

import pytest

from llmcmp.files import load_registry
from llmcmp.registry import Registry
from llmcmp.registry.freshness import price_age, stale_notices
from tests.folders import FROZEN

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry that never changes, with the imported shelf behind it."""
    return load_registry(models=FROZEN)


def test_curated_prices_are_as_old_as_the_registry(registry: Registry) -> None:
    """The registry was checked on 2026-11-21; sixty days later its prices are not yet stale."""
    row = registry["gpt-4o-mini"].rates[0]

    assert price_age(registry, "gpt-4o-mini", row, TODAY).days == 1
    assert not price_age(registry, "gpt-4o-mini", row, date(2027, 1, 20)).is_stale()
    assert price_age(registry, "gpt-4o-mini", row, date(2027, 1, 21)).is_stale()  # 61 days


def test_imported_prices_are_as_old_as_their_newest_feed(registry: Registry) -> None:
    """A row that two feeds state was checked when the later one was."""
    spec = registry["gpt-5.4"]
    row = next(row for row in spec.rates if row.channel == "openai")

    assert price_age(registry, "gpt-5.4", row, TODAY).checked == TODAY


def test_stale_prices_are_named_once(registry: Registry) -> None:
    """One warning per channel and tier, with the day and the age."""
    spec = registry["gpt-4o-mini"]
    rows = [row for row in spec.rates if row.channel == "openai" and row.tier == "standard"]
    ages = [price_age(registry, spec.id, row, date(2027, 3, 1)) for row in rows]
    (notice,) = stale_notices(ages)

    assert notice.code == "stale-price"
    assert "2026-11-21, 100 days before" in notice.text
