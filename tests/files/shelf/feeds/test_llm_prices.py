"""llm-prices' history, as price rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.files.shelf.feeds.feed_models import parsed


def test_llm_prices_history_is_read() -> None:
    """Rows of one id are its history; the last one holds."""
    rows: list[dict[str, Any]] = [
        {"id": "m", "vendor": "acme", "input": 2, "output": 8, "input_cached": None},
        {"id": "m", "vendor": "acme", "input": 1, "output": 4, "from_date": "2026-02-01"},
    ]
    (model,) = parsed({"prices": rows})

    assert [(row.since, row.input) for row in model.spec.rates] == [
        ("unknown", Decimal(2)),
        ("2026-02-01", Decimal(1)),
    ]
