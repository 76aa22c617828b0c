"""The rows of the roll-up by column."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from llmcmp.engine.sql import rollup_sql
from llmcmp.engine.sql.groups import Groups
from llmcmp.engine.sql.query import NeedsPython

LAYOUT = rollup_sql.Layout(
    kinds={"model": "text", "input_tokens": "integer", "output_tokens": "integer"},
    tags=1,
    cuts=0,
    hourly=False,
    exclusive=False,
    may_turn=False,
)
ROWS: list[tuple[Any, ...]] = [
    (rollup_sql.PLAIN, "small", "team a", 2, 30, 4),
    (rollup_sql.ODD, "large", None, 1, 50, 6),
]


def test_columns_have_names() -> None:
    """Kind, model, tag, number of rows, and the sums."""
    groups = Groups(LAYOUT, ROWS)

    assert groups["row_count"] == (2, 1)
    assert groups.counts("input_tokens") == (30, 50)
    assert groups.names() == [("small", None, None, "team a"), ("large", None, None, None)]


def test_what_the_file_lacks_is_at_its_default() -> None:
    """Without a column of requests every row is one; without cached tokens there are none."""
    groups = Groups(LAYOUT, ROWS)

    assert groups["single"] == (True, True)
    assert groups["bucket"] == (0, 0)
    assert groups.counts("cached_input_tokens") == (0, 0)
    assert "channel" not in groups


def test_one_kind_at_a_time() -> None:
    """Rows that are understood, and rows that Python must read."""
    groups = Groups(LAYOUT, ROWS)

    assert groups.only(rollup_sql.PLAIN)["model"] == ("small",)
    assert groups.only(rollup_sql.ODD)["model"] == ("large",)
    assert groups.only(rollup_sql.EMPTY)["model"] == ()


def test_a_sum_that_did_not_fit_is_left_to_python() -> None:
    """An engine gives NULL instead of a sum beyond 64 bits, which is never taken for nothing."""
    rows = [(rollup_sql.PLAIN, "small", None, 2, None, 4)]

    with pytest.raises(NeedsPython, match="2\\^63"):
        Groups(LAYOUT, rows).counts("input_tokens")


def test_no_rows_are_no_groups() -> None:
    """Every column is empty; times are columns where the file has them."""
    layout = replace(LAYOUT, kinds={**LAYOUT.kinds, "timestamp": "text"})
    groups = Groups(layout, [])

    assert groups["first_at"] == groups["model"] == ()
    assert groups.names() == []
