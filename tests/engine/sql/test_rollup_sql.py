"""The one roll-up in SQL, run on a table of four rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb

from llmcmp.engine.sql import rollup_sql

LAYOUT = rollup_sql.Layout(
    kinds={"model": "text", "input_tokens": "text", "output_tokens": "text"},
    tags=0,
    cuts=0,
    hourly=False,
    exclusive=False,
    may_turn=False,
)
ROWS = [("small", "100", "1"), ("small", "150.0", "2"), ("small", "", ""), ("small", "9x", "3")]


def answers(layout: rollup_sql.Layout, text: str, *cuts: int) -> list[tuple[Any, ...]]:
    """Return what DuckDB answers to a query over ``ROWS``."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE MACRO try_sum(n) AS SUM(n)")
        connection.execute("CREATE MACRO regexp_like(text, form) AS regexp_matches(text, form)")
        connection.execute(
            f"CREATE TABLE {rollup_sql.ROWS} "
            "(model STRING, input_tokens STRING, output_tokens STRING)"
        )
        connection.executemany(f"INSERT INTO {rollup_sql.ROWS} VALUES (?, ?, ?)", ROWS)
        if layout.joins:
            columns = ", ".join(f"{cut} AS cut_{number}" for number, cut in enumerate(cuts))
            connection.execute(
                f"CREATE TABLE {rollup_sql.CUT_POINTS} AS "
                f"SELECT 'small' AS model, 0 AS hourly, {columns}"
            )
        return sorted(connection.execute(text).fetchall(), key=str)


def test_rows_are_summed_by_what_they_are() -> None:
    """100 and 150.0 are 250 tokens of two rows; one row is empty, and one is left to Python."""
    result = answers(LAYOUT, rollup_sql.rollup(LAYOUT))

    assert rollup_sql.key_names(LAYOUT) == ("kind", "model")
    assert rollup_sql.sum_names(LAYOUT) == ("input_tokens", "output_tokens")
    assert [row[:3] for row in result] == [
        (rollup_sql.PLAIN, "small", 2),
        (rollup_sql.EMPTY, "small", 1),
        (rollup_sql.ODD, "small", 1),
    ]
    assert result[0][3:] == (250, 3)


def test_odd_rows_come_back_as_they_were_written() -> None:
    """Python reads them and says what is wrong."""
    assert answers(LAYOUT, rollup_sql.odd_rows(LAYOUT)) == [("small", "9x", "3")]


def test_requests_are_sorted_by_size() -> None:
    """With a cut at 120, 100 tokens exceed none and 150 exceed one."""
    layout = replace(LAYOUT, cuts=1)
    plain = [
        row for row in answers(layout, rollup_sql.rollup(layout), 120) if row[0] == rollup_sql.PLAIN
    ]

    assert rollup_sql.key_names(layout) == ("kind", "model", "bucket")
    assert plain == [
        (rollup_sql.PLAIN, "small", 0, 1, 100, 1),
        (rollup_sql.PLAIN, "small", 1, 1, 150, 2),
    ]


def test_no_value_of_a_file_is_part_of_the_query() -> None:
    """Only names of our own columns are: the text is the same whatever the file holds."""
    assert "small" not in rollup_sql.rollup(LAYOUT)
    assert "rows_.input_tokens" in rollup_sql.rollup(LAYOUT)
