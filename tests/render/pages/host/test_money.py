"""What hosting costs: a month, a million tokens, and what moves them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.records import replace
from llmcmp.render.page import Table
from llmcmp.render.pages.host.money import money_blocks


def tables(plan: Any) -> list[Table]:
    """Return the tables of the money of a plan."""
    return [block for block in money_blocks(plan) if isinstance(block, Table)]


def test_low_typical_and_high(llama: Any) -> None:
    """The price of the hour to the cent, a month and a million tokens as guesses."""
    plan = llama()
    price = replace(plan.price, low=Decimal(1), typical=Decimal(2), high=Decimal(4))
    rows = {row[0]: row[1:] for row in tables(replace(plan, price=price))[0].rows}

    assert rows["GPU-hour"][:3] == ("$1.00", "$2.00", "$4.00")
    assert rows["Month"][0].startswith("≈$")
    assert rows["Month"][3].endswith("730 hours")
    assert list(rows)[2:] == ["1M tokens, your load", "1M tokens, at best", "1M tokens, floor"]


def test_without_a_load_there_is_no_cost_of_ones_own_load(llama: Any) -> None:
    """The floor and the best that can be reached remain."""
    rows = [row[0] for row in tables(llama(workload=None))[0].rows]

    assert "1M tokens, your load" not in rows
    assert "1M tokens, floor" in rows


def test_ways_of_paying_and_what_moves_the_cost(llama: Any) -> None:
    """Every way with its share in use; every assumption with its best and its worst case."""
    _, ways, moves = tables(llama())

    assert ways.title == "Ways of paying for the same load"
    assert [row[0] for row in ways.rows][:3] == ["reserved", "busy", "autoscaled"]
    assert moves.title == "What moves the cost per million tokens most"
    assert all(row[4].startswith("≈$") for row in moves.rows)


def test_a_card_without_a_price(llama: Any) -> None:
    """One line says so; no zero stands for it."""
    (table,) = tables(replace(llama(), price=None))

    assert table.rows == (("GPU-hour", "unpriced", "no price of L40S is known"),)
