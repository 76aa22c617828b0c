"""Computed cost against a bill, laid out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.render.page import Table, Text
from llmcmp.render.pages.reconcile import MOST_LINES, reconciliation_page
from llmcmp.report.reconcile.reconciliation import Reconciliation, reconcile
from llmcmp.usage import ReportedCost
from tests.factories import model, rates, registry
from tests.report.acme import data, row

PRICES = registry(model("small", rates("2025-01-01", "1", "4")))


def reconciled(*charges: tuple[str, str], **more: Any) -> Reconciliation:
    """Set a million tokens at $1 on each day of a charge against these charges."""
    usage = data(*(row(day, 1_000_000) for day, _ in charges))
    costs = tuple(
        ReportedCost(
            file="bill.csv",
            day=date.fromisoformat(day),
            model="small",
            tier="standard",
            amount=Decimal(amount),
            **more,
        )
        for day, amount in charges
    )
    return reconcile(usage, data(reported=costs), PRICES, now=date(2026, 6, 20))


def lines(report: Reconciliation, kind: str) -> list[str]:
    """Return the sentences of a kind."""
    blocks = reconciliation_page(report).blocks
    return [
        line for block in blocks if isinstance(block, Text) if block.kind == kind
        for line in block.lines
    ]  # fmt: skip


def test_a_bill_that_matches() -> None:
    """The title has both sums, the verdict says that they agree."""
    report = reconciled(("2026-06-01", "1.00"))

    assert lines(report, "title") == ["Charged $1.00, computed $1.00: residual $0.00 (0 %)"]
    assert lines(report, "verdict") == ["The bill matches the usage."]


def test_a_cause_comes_with_what_closes_it() -> None:
    """Twenty percent less on two days is a discount, printed as an overlay."""
    report = reconciled(("2026-06-01", "0.80"), ("2026-06-02", "0.80"))

    assert any(line.startswith("Likely cause (-$0.400): ") for line in lines(report, "note"))
    assert "This overlay closes the gap (--registry FILE):" in lines(report, "note")
    assert lines(report, "chart")[0] == "discounts:"
    assert lines(report, "verdict") == ["Unexplained: $0.00."]


def test_a_row_for_each_line() -> None:
    """With the residual in USD and in percent; CSV adds the total and the causes."""
    report = reconciled(("2026-06-01", "2.50"))
    page = reconciliation_page(report)

    (table,) = (block for block in page.blocks if isinstance(block, Table))
    assert table.rows == (("2026-06-01", "small", "standard", "$1.00", "$2.50", "+$1.50", "+150"),)
    assert [cells[:2] for cells in page.data.rows][:2] == [("line", "2026-06-01"), ("total", "")]


def test_long_bills_are_cut_on_the_page_only() -> None:
    """CSV holds every line."""
    days = [(f"2026-{1 + n // 28:02}-{1 + n % 28:02}", "1.00") for n in range(MOST_LINES + 2)]
    page = reconciliation_page(reconciled(*days))

    (table,) = (block for block in page.blocks if isinstance(block, Table))
    assert len(table.rows) == MOST_LINES
    assert "and 2 more lines; JSON and CSV hold all of them" in lines(reconciled(*days), "note")
    assert len([cells for cells in page.data.rows if cells[0] == "line"]) == MOST_LINES + 2
