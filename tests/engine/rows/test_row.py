"""One row as understood."""

from __future__ import annotations

from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Row


def test_the_prompt_is_all_that_goes_in() -> None:
    """Fresh, cached, written and audio tokens of the prompt; no output and no web search."""
    counts = by_meter(
        input=1, cached_input=20, cache_write=300, input_audio=4000, output=50_000, web_search=9
    )

    assert Row(model="small", counts=counts).prompt == 4321
    assert Row(model="small", counts=None).prompt == 0


def test_the_fullest_of_several_writings_has_most_output() -> None:
    """Then most of everything; one that only tells a cost is the least full."""
    little, more = by_meter(input=9, output=1), by_meter(input=1, output=2)
    rows = [
        Row(model="small", counts=more),
        Row(model="small", counts=None),
        Row(model="small", counts=little),
    ]

    assert max(rows, key=lambda row: row.fullness) is rows[0]
    assert min(rows, key=lambda row: row.fullness) is rows[1]
    assert Row(model="small", counts=little).fullness == (1, 10)
