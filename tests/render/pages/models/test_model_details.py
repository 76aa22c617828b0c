"""Everything known of one model, laid out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.render.page import Table, Text
from llmcmp.render.pages.models.model_details import details_page
from llmcmp.report.market import Market
from llmcmp.report.models.model_details import model_details
from llmcmp.schema import (
    Architecture,
    Caching,
    Dispute,
    ImageTokens,
    Lifecycle,
    Modalities,
    Source,
)
from tests.factories import model, rates, registry


def facts(**changes: Any) -> tuple[dict[str, tuple[str, str]], list[Table | Text]]:
    """Return value and sources by fact, and all blocks, of a model with these changes."""
    spec = model("small", *changes.pop("rows", ()), **changes)
    sources = {"S1": Source(title="Price page", date="2025", url="https://acme.example")}
    report = model_details(
        Market(registry=registry(spec, sources=sources), at=date(2026, 1, 1)), "small"
    )
    page = details_page(report)
    return {name: (value, ids) for name, value, ids in page.data.rows}, list(page.blocks)


def test_each_fact_has_its_sources() -> None:
    """A source of a part of a fact is one of the fact; without any it says so."""
    result, blocks = facts(sources={"context_window": ("S1",), "lifecycle.retires": ("S1",)})

    assert result["context window"] == ("1,000,000", "S1")
    assert result["lifecycle"] == ("active", "S1")
    assert result["developer"] == ("Acme", "none")
    table = blocks[-1]
    assert isinstance(table, Table)
    assert table.rows == (("S1", "Price page (2025) https://acme.example"),)


def test_what_is_not_known_is_left_out_or_unknown() -> None:
    """A model without a family has no such line."""
    result, blocks = facts(modalities=Modalities())

    assert "family" not in result
    assert result["modalities"][0] == "unknown"
    lines = [line for block in blocks if isinstance(block, Text) for line in block.lines]
    assert "No API price is known on any channel." in lines


def test_a_lifecycle_is_told_whole() -> None:
    """With what replaces it, and the days of other channels."""
    life = Lifecycle(
        state="deprecated",
        retires="2026-06-01",
        deprecated="2025-12-01",
        replacement="large",
        elsewhere={"azure": "2027"},
    )

    assert facts(lifecycle=life)[0]["lifecycle"][0] == (
        "retires 2026-06-01, deprecated 2025-12-01, replacement large, on azure 2027"
    )


def test_rules_of_tokens_and_shape() -> None:
    """Numbers by name, what is absent left out."""
    result, _ = facts(
        architecture=Architecture(layers=32, d_model=4096, heads=32),
        caching=Caching(minimum_prefix=1024),
        image_tokens=ImageTokens(rule="area", divisor=750, sources=("S1",)),
    )

    assert result["architecture"][0] == "dense; layers 32, d_model 4,096, heads 32"
    assert result["caching"][0] == "from 1,024 tokens"
    assert result["image tokens"] == ("rule area, divisor 750", "S1")


def test_price_rows_and_disputes() -> None:
    """Each row with its offer; what a source says otherwise stands below."""
    dispute = Dispute(about="input", stated="$2", note="another page")
    row = rates("2025-01-01", "1", "4", prompt_over=1000, ended="2025-12-31", disputes=(dispute,))
    _, blocks = facts(rows=(row,))

    (prices,) = (
        block
        for block in blocks
        if isinstance(block, Table) and (block.title or "").startswith("Price rows")
    )
    assert prices.rows == (("2025-01-01", "acme, over 1,000, ended 2025-12-31", "1", "4", ""),)
    lines = [line for block in blocks if isinstance(block, Text) for line in block.lines]
    assert "- acme standard price since 2025-01-01: input: $2 (no source); another page" in lines
    assert Decimal(prices.rows[0][2]) == 1
