"""The dated prices of a name, laid out."""

from __future__ import annotations

from datetime import date

from llmcmp.render.page import Table, Text
from llmcmp.render.pages.models.price_history import history_page
from llmcmp.report.market import Market
from llmcmp.report.models.price_history import price_history
from tests.factories import model, rates, registry

AT = date(2026, 1, 1)
REGISTRY = registry(
    model("small", rates("2025-01-01", "2", "4"), rates("2025-07-01", "1", "4")),
    model("free"),
)


def test_a_table_for_each_model_and_channel() -> None:
    """A star marks the row in force; the one before it ended the day before."""
    page = history_page(price_history(Market(registry=REGISTRY, at=AT), "small"))

    (table,) = (block for block in page.blocks if isinstance(block, Table))
    assert table.title == "small on acme, USD per million tokens (* in force on 2026-01-01)"
    assert [column.title for column in table.columns] == ["Since", "Until", "For", "In", "Out"]
    assert table.rows == (
        ("2025-01-01", "2025-06-30", "standard", "2", "4"),
        ("2025-07-01*", "", "standard", "1", "4"),
    )


def test_csv_has_a_row_for_each_price() -> None:
    """With the day it ended, and whether it is in force."""
    data = history_page(price_history(Market(registry=REGISTRY, at=AT), "small")).data
    titles = [column.title for column in data.columns]

    rows = [dict(zip(titles, row, strict=True)) for row in data.rows]
    assert [(row["begins"], row["until"], row["in_force"], row["input"]) for row in rows] == [
        ("2025-01-01", "2025-06-30", "no", "2"),
        ("2025-07-01", "", "yes", "1"),
    ]


def test_a_model_without_a_price_says_so() -> None:
    """In a sentence, not as an empty table."""
    page = history_page(price_history(Market(registry=REGISTRY, at=AT), "free"))

    assert not any(isinstance(block, Table) for block in page.blocks)
    lines = [line for block in page.blocks if isinstance(block, Text) for line in block.lines]
    assert "No price is known for free on any channel." in lines
