"""Frames of Spark as tables: what is left to Python; ``test_addresses`` reads real ones."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.engine.spark.table import refuse_loose_lines
from llmcmp.engine.sql.query import NeedsPython


def test_tables_of_very_many_columns_are_left_to_python() -> None:
    """Spark plans 2,000 columns in seconds; of 2,001 no line is looked at."""
    lines: Any = None
    with pytest.raises(NeedsPython, match="2,001 columns"):
        refuse_loose_lines(lines, ",", 2001)
