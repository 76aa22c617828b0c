"""DeepSeek's export: one row per kind of count."""

from __future__ import annotations

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.deepseek import UsageAmount
from llmcmp.engine.rows.cells import BadRow
from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Row


def read(kind: str) -> Row | None:
    """Read a row of 12 of a kind."""
    record = {"type": kind, "amount": "12", "model": "v4", "start_time_iso": "2026-10-02"}
    return UsageAmount(ReadOptions()).read(record)


@pytest.mark.parametrize(
    ("kind", "counts", "requests"),
    [
        ("request_count", {}, 12),
        ("input_cache_hit_tokens", {"cached_input": 12}, 0),
        ("input_cache_miss_tokens", {"input": 12}, 0),
        ("output_tokens", {"output": 12}, 0),
    ],
)
def test_a_row_is_one_kind_of_count(kind: str, counts: dict[str, int], requests: int) -> None:
    """Requests come in rows of their own, without tokens."""
    row = read(kind)
    assert row is not None
    assert (row.counts, row.requests) == (by_meter(**counts), requests)


def test_an_unknown_kind_is_refused() -> None:
    """Its tokens are of no known price."""
    with pytest.raises(BadRow, match="type: unknown: 'video_tokens'"):
        read("video_tokens")
