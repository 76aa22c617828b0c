"""Langfuse's observations: every key of the details is a count of its own."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.langfuse import ObservationsJson
from llmcmp.engine.rows.cells import BadRow
from llmcmp.engine.rows.counts import by_meter


def generation(**details: int) -> dict[str, Any]:
    """Return an observation with these usage details."""
    start = "2026-10-02T09:30:00Z"
    return {"type": "GENERATION", "model": "m", "start_time": start, "usage_details": details}


def test_keys_of_the_details_are_disjoint() -> None:
    """100 fresh, 400 read, 50 of output and 30 of reasoning beside it; the total is no count."""
    form = ObservationsJson(ReadOptions())
    parts = {"input": 100, "input_cached_tokens": 400, "output": 50, "output_reasoning_tokens": 30}
    row = form.read(generation(**parts, total=580))
    assert row is not None
    assert row.counts == by_meter(input=100, cached_input=400, output=80)
    assert form.warnings() == ()


def test_parts_beyond_their_total_are_told() -> None:
    """100 + 50 of 120: some tokens may be in both."""
    form = ObservationsJson(ReadOptions())
    form.read(generation(input=100, output=50, total=120))
    assert form.warnings() == ("the parts of usage_details exceed their total: they may overlap",)


def test_what_is_no_generation_declares_nothing() -> None:
    """A span repeats what is inside of it; a key that nobody knows is refused."""
    form = ObservationsJson(ReadOptions())
    assert form.read({**generation(input=1), "type": "SPAN"}) is None
    with pytest.raises(BadRow, match="unknown kind of count: 'frames'"):
        form.read(generation(frames=1))
