"""Counts are made and read by the name of their meter, whatever their order."""

from __future__ import annotations

import pytest

from llmcmp.engine.rows.cells import BadRow
from llmcmp.engine.rows.counts import METERS, by_meter, from_disjoint, split_inclusive
from llmcmp.engine.rows.row import Row
from llmcmp.records import field_names
from llmcmp.schema import Meter
from llmcmp.usage import Usage


def test_usage_has_the_meters_of_the_enum() -> None:
    """A count per meter, in one order everywhere: that is what lets sums be told by name."""
    assert field_names(Usage) == METERS == tuple(Meter)


@pytest.mark.parametrize("meter", Meter)
def test_a_meter_counts_for_its_side_only(meter: Meter) -> None:
    """Seven of a prompt's meter are a prompt of seven; output and calls are no prompt."""
    row = Row(model="m", counts=by_meter(**{meter.value: 7}))
    assert row.prompt == Usage(**{meter.value: 7}).prompt == (7 if meter.side == "prompt" else 0)
    assert row.fullness == (7 if meter is Meter.OUTPUT else 0, 7)


def test_an_unknown_meter_is_an_error() -> None:
    """A misspelt name would be a count that nobody pays."""
    with pytest.raises(TypeError, match="inputs"):
        by_meter(inputs=3)


def test_a_split_adds_up_to_what_was_split() -> None:
    """1,000 of which 400 cached, 100 written and 50 audio are 450 fresh ones."""
    counts = split_inclusive(1000, 80, cached=400, write=100, audio=50, output_audio=30)
    assert counts == by_meter(
        input=450, cached_input=400, cache_write=100, output=50, input_audio=50, output_audio=30
    )
    assert Row(model="m", counts=counts).prompt == 1000


def test_disjoint_counts_stay_as_they_are() -> None:
    """Anthropic counts beside each other what others count inside."""
    assert from_disjoint(100, 50, cached=400, web_search=2) == by_meter(
        input=100, cached_input=400, output=50, web_search=2
    )


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"cached": 80, "write": 30}, "cached and cache-written tokens exceed input tokens: 110"),
        ({"cached": 60, "audio": 50}, "cached and audio tokens exceed input tokens: 110 of 100"),
        ({"output_audio": 11}, "audio tokens exceed the tokens they are part of"),
    ],
)
def test_parts_larger_than_the_whole_are_refused(parts: dict[str, int], reason: str) -> None:
    """A row that cannot be true is a bad row, never a negative count."""
    with pytest.raises(BadRow, match=reason):
        split_inclusive(100, 10, **parts)
