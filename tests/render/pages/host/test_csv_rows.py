"""A hosting plan as the rows of CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from llmcmp.hosting import HostingTables
from llmcmp.records import replace
from llmcmp.render.pages.host.csv_rows import CSV_PLAN, csv_rows
from llmcmp.report.host.hosting import Hosting, host
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.factories import model, rates, registry


@pytest.fixture
def report(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Hosting:
    """Return a plan beside two APIs."""
    apis = (model(name, rates("2025-01-01", "1", "5")) for name in ("one", "two"))
    return host(
        registry(spec("opt-6.7b"), *apis),
        "opt-6.7b@L40S",
        HostingTables(lambda: gpus, lambda: parameters),
        at=date(2026, 11, 22),
        workload=Workload(requests=1000, input_tokens=1000, output_tokens=100),
        against=["one", "two"],
    )


def cells(report: Hosting) -> list[dict[str, str]]:
    """Return the rows by column."""
    table = csv_rows(report)
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, row, strict=True)) for row in table.rows]


def test_a_row_for_each_api(report: Hosting) -> None:
    """The plan is the same in both; a thousand requests at $0.0015 are $1.50."""
    first, second = cells(report)

    assert (first["api"], second["api"]) == ("one", "two")
    assert (first["api_per_request"], first["api_monthly"]) == ("0.0015", "1.5")
    assert all(first[name] == second[name] for name in ("selector", *CSV_PLAN.split()))
    assert (first["gpu"], first["requests_per_month"]) == ("L40S", "1000")


def test_without_an_api_there_is_one_row(report: Hosting) -> None:
    """With nothing in the columns of APIs."""
    (row,) = cells(replace(report, apis=(), break_even=()))

    assert row["model"] == "opt-6.7b"
    assert {row[name] for name in row if name.startswith(("api", "break"))} == {""}
