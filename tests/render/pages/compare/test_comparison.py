"""A comparison, laid out: up to four models as columns, more as rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from llmcmp.render.page import Page, Table, Text
from llmcmp.render.pages.compare.comparison import MOST_COLUMNS, comparison_page
from llmcmp.report.compare.comparison import compare
from llmcmp.usage import Workload
from tests.factories import model, rates, registry

REGISTRY = registry(
    *(
        model(f"m{number}", rates("2025-01-01", str(number), str(4 * number)), name=f"M {number}")
        for number in range(1, MOST_COLUMNS + 2)
    )
)
LOAD = Workload(requests=1000, input_tokens=1000)


def page(number: int, workload: Workload | None = None, **options: Any) -> Page:
    """Lay out this many models."""
    names = [f"m{each}" for each in range(1, number + 1)]
    report = compare(REGISTRY, names, at=date(2026, 1, 1), workload=workload)
    return comparison_page(report, **options)


def tables(result: Page) -> list[Table]:
    """Return the tables of a page."""
    return [block for block in result.blocks if isinstance(block, Table)]


def test_few_models_stand_side_by_side() -> None:
    """A column for each, headed by its name, and a row for each fact."""
    (table,) = tables(page(2))
    rows = {row[0].strip(): row[1:] for row in table.rows if row}

    assert [column.title for column in table.columns] == ["", "M 1", "M 2"]
    assert rows["Developer"] == ("Acme", "Acme")
    assert rows["input"] == ("$1.00", "$2.00")
    assert rows["output"] == ("$4.00", "$8.00")
    # (3 x 1 + 4) / 4 = 1.75
    assert rows["blend 3:1"] == ("$1.75", "$3.50")


def test_more_models_stand_one_below_the_other() -> None:
    """Their prices are rows of one table; their facts follow, a few models at a time."""
    prices, *facts = tables(page(MOST_COLUMNS + 1))

    assert [row[0] for row in prices.rows] == ["m1", "m2", "m3", "m4", "m5"]
    assert [column.title for table in facts for column in table.columns if column.title] == [
        *("M 1", "M 2", "M 3"),
        *("M 4", "M 5"),
    ]


def test_a_workload_has_a_cost_and_can_be_explained() -> None:
    """A million tokens at $1 and at $2; the lines of the bill only where they are asked for."""
    (table,) = tables(page(2, LOAD))
    assert any(row[1:3] == ("$1.00", "$2.00") for row in table.rows if row)

    _, *bills = tables(page(2, LOAD, explain=True))
    assert [bill.rows[0][3] for bill in bills] == ["$1.00", "$2.00"]


def test_the_title_says_what_the_numbers_are() -> None:
    """The day, the registry, and the workload or the unit."""
    title = page(2).blocks[0]

    assert isinstance(title, Text)
    assert title.lines == (
        "Prices of 2026-01-01 (UTC), registry 2026-11-20; USD per million tokens",
    )


def test_csv_has_a_row_for_each_model() -> None:
    """However many there are."""
    assert [row[0] for row in page(MOST_COLUMNS + 1).data.rows] == ["m1", "m2", "m3", "m4", "m5"]
