"""A list of models, laid out."""

from __future__ import annotations

from datetime import date

from llmcmp.needs import Needs
from llmcmp.render.page import Page, Table, Text
from llmcmp.render.pages.csv_records import MODEL_COLUMNS
from llmcmp.render.pages.models.model_list import list_page
from llmcmp.report.market import Market
from llmcmp.report.models.model_list import model_list
from tests.factories import model, rates, registry

REGISTRY = registry(model("small", rates("2025-01-01", "1", "4")), model("unpriced"))


def page(**needs: tuple[str, ...]) -> Page:
    """Lay out the models that meet these needs."""
    return list_page(model_list(Market(registry=REGISTRY, at=date(2026, 1, 1)), Needs(**needs)))  # type: ignore[arg-type]


def test_a_row_for_each_model() -> None:
    """Its window, its two prices and where it stands; a dash where there is no price."""
    table, count = page().blocks

    assert isinstance(table, Table)
    assert table.rows == (
        ("small", "1,000,000", "$1.00", "$4.00", "active"),
        ("unpriced", "1,000,000", "-", "-", "active"),
    )
    assert isinstance(count, Text)
    assert count.lines == ("2 of 2 models; USD per million tokens on 2026-01-01",)


def test_a_channel_that_is_asked_for_is_shown() -> None:
    """Only then do prices of different channels stand together."""
    table, _ = page(channels=("acme",)).blocks

    assert isinstance(table, Table)
    assert [column.title for column in table.columns][4] == "Channel"
    assert {row[4] for row in table.rows} <= {"acme"}


def test_csv_has_all_columns_of_a_model() -> None:
    """The same as a comparison."""
    assert [column.title for column in page().data.columns] == MODEL_COLUMNS.split()
