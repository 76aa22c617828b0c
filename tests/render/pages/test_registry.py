"""Differences between two states of the registry, laid out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.pricing.effects import Effect, Use
from llmcmp.records import replace
from llmcmp.render.page import Table, Text
from llmcmp.render.pages.registry import diff_page
from llmcmp.report.registry.bill_effects import BillEffects
from llmcmp.report.registry.diff import registry_diff
from llmcmp.usage import Usage
from tests.factories import model, rates, registry

OLD = [model("small", rates("2025-01-01", "1", "4")), model("gone", rates("2025-01-01", "1", "1"))]
NEW = [model("small", rates("2025-01-01", "1.5", "4"))]
DIFF = registry_diff(registry(*NEW), ("llmcmp.lock", OLD), ("today", NEW), at=date(2026, 1, 1))


def test_a_row_for_each_change() -> None:
    """$1 to $1.50 is 50 % more; a model that went is one row."""
    table, head = diff_page(DIFF).blocks

    assert isinstance(table, Table)
    assert ("small", "acme", "standard", "", "input", "1", "1.5", "+50 %") in table.rows
    assert ("gone", "", "", "", "the whole model", "", "", "removed") in table.rows
    assert isinstance(head, Text)
    assert head.lines[0].startswith("2 differences between llmcmp.lock and today on 2026-01-01; ")


def test_the_effect_on_a_bill() -> None:
    """$10 to $15 is $5 more; what had no price before has none to compare."""
    use = Use(model="small", channel="acme", usage=Usage(input=10_000_000))
    bill = BillEffects(
        before=Decimal(10),
        after=Decimal(15),
        effects=(Effect(use=use, before=Decimal(10), after=Decimal(15)),),
        same=0,
        unpriced=2,
    )
    *_, table, text = diff_page(replace(DIFF, bill=bill)).blocks

    assert isinstance(table, Table)
    assert table.rows == (("small", "acme", "standard", "$10.00", "$15.00", "$5.00"),)
    assert isinstance(text, Text)
    assert text.lines == (
        "The bill goes from $10.00 to $15.00 ($5.00 more).",
        "Not included: 2 uses without a price on either side.",
    )


def test_no_difference_is_no_table() -> None:
    """One sentence says so."""
    same = registry_diff(registry(*NEW), ("a", NEW), ("b", NEW), at=date(2026, 1, 1))
    (head,) = diff_page(same).blocks

    assert isinstance(head, Text)
    assert head.lines[0].startswith("0 differences between a and b")
