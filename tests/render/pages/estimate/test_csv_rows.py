"""An estimate as one long table."""

from __future__ import annotations

from datetime import date
from typing import Any

from llmcmp.render.pages.estimate.csv_rows import csv_rows
from llmcmp.report.estimate.estimate import estimate
from tests.factories import model, rates, registry
from tests.report.acme import data, row

PRICES = registry(
    model("small", rates("2025-01-01", "1", "4")), model("cheap", rates("2025-01-01", "0.5", "2"))
)


def rows(**options: Any) -> list[dict[str, str]]:
    """Return an estimate of two days, 1 and 2 million tokens, by column."""
    usage = data(
        row("2026-06-01", 1_000_000, tags=("a",)),
        row("2026-06-02", 2_000_000, tags=("b",)),
        by=("team",),
    )
    table = csv_rows(estimate(usage, PRICES, now=date(2026, 6, 20), **options))
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, cells, strict=True)) for cells in table.rows]


def of(section: str, result: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of a section."""
    return [cells for cells in result if cells["section"] == section]


def test_total_and_days_add_up() -> None:
    """$1 and $2 are $3, of 3 million tokens of input."""
    result = rows()
    (total,) = of("total", result)

    assert (total["cost"], total["tokens"], total["input"]) == ("3", "3000000", "3000000")
    assert [(day["name"], day["cost"]) for day in of("day", result)] == [
        ("2026-06-01", "1"),
        ("2026-06-02", "2"),
    ]
    assert {cells["name"]: cells["rows"] for cells in of("rows", result)} == {
        "read": "2",
        "priced": "2",
        "unpriced": "0",
        "rejected": "0",
        "empty": "0",
    }


def test_groups_have_a_column_for_each_key() -> None:
    """The most expensive first."""
    groups = of("group", rows(by=["team"]))

    assert [(group["by_team"], group["cost"]) for group in groups] == [("b", "2"), ("a", "1")]


def test_alternatives_have_their_saving() -> None:
    """Half the price saves $1.50."""
    (other,) = of("alternative", rows(alternatives=["cheap"]))

    assert (other["name"], other["cost"], other["saving"]) == ("cheap", "1.5", "1.5")
    assert other["detail"].startswith("feasible")
