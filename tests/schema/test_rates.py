"""What every meter says of itself."""

from __future__ import annotations

from llmcmp.billing.sums import token_count
from llmcmp.schema import PER_CALL, PROMPT_METERS, Meter
from llmcmp.usage import Usage


def test_every_meter_is_prompt_output_or_calls() -> None:
    """What is counted in calls has no side, and everything else has one: no meter is forgotten."""
    assert all((meter.side is None) == meter.per_call for meter in Meter)
    assert Meter.WEB_SEARCH in PER_CALL
    outputs = [meter for meter in Meter if meter.side == "output"]
    assert outputs[:2] == ["output", "output_audio"]
    assert sorted((*PROMPT_METERS, *outputs, *PER_CALL)) == sorted(Meter)


def test_calls_are_no_tokens() -> None:
    """A number of tokens leaves out what is counted in calls."""
    assert token_count(Usage(input=3, output_audio=4, web_search=5)) == 7


def test_a_meter_is_its_name() -> None:
    """A meter is found by the name of its column and is equal to it."""
    assert Meter("cached_input") is Meter.CACHED_INPUT
    assert {"cached_input": 1}[Meter.CACHED_INPUT] == 1
    assert str(Meter.WEB_SEARCH) == f"{Meter.WEB_SEARCH}" == "web_search"
