"""Columns of Spark as the text that the roll-up reads."""

from __future__ import annotations

import pytest

from llmcmp.engine.spark.query import as_text


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("string", "CAST(`a` AS STRING)"),
        ("bigint", "CAST(`a` AS STRING)"),
        ("timestamp", "concat(CAST(`a` AS STRING), '+00')"),
    ],
)
def test_a_column_is_text(type_name: str, text: str) -> None:
    """An instant says that it is of UTC, whatever the zone of the reader."""
    assert as_text("`a`", type_name) == text


@pytest.mark.parametrize("type_name", ["float", "double"])
def test_large_floats_have_no_exponent(type_name: str) -> None:
    """Spark would write 12,000,000 as 1.2E7, which is no count."""
    text = as_text("`a`", type_name)
    assert text.startswith("CASE WHEN abs(`a`) >= 1e7 AND abs(`a`) < 1e16 THEN regexp_replace(")
    assert text.endswith("ELSE CAST(`a` AS STRING) END")
