"""The options that say what a model must offer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.cli.options.needs import NeedsOptions
from llmcmp.errors import InputError
from llmcmp.needs import Needs

TODAY = date(2026, 11, 22)


def test_without_an_option_all_is_acceptable() -> None:
    """And that is not the same as an option that asks for nothing."""
    assert NeedsOptions().to_needs(TODAY) == Needs()
    assert not NeedsOptions().is_given
    assert NeedsOptions(commercial=True).is_given


def test_every_option_reaches_the_needs() -> None:
    """Names may be given with commas or one by one."""
    options = NeedsOptions(
        needs=["image,function_calling", "image"],
        min_context="100k",
        min_output="1k",
        min_score=["MMLU=75", "a=b=0.5"],
        commercial=True,
        weights=["open"],
        channel=["bedrock,self"],
        developer=["OpenAI"],
        available_until="today",
    )

    assert options.to_needs(TODAY) == Needs(
        offers=("image", "function_calling"),
        min_context=100_000,
        min_output=1000,
        min_scores={"MMLU": Decimal(75), "a=b": Decimal("0.5")},
        commercial_use=True,
        weights=("open",),
        channels=("bedrock", "self"),
        developers=("OpenAI",),
        available_until=TODAY,
    )


@pytest.mark.parametrize("text", ["MMLU", "=75", "MMLU=", "MMLU=high", "MMLU=NaN", "MMLU=1e9"])
def test_a_score_is_a_name_and_a_number(text: str) -> None:
    """A number that a benchmark can have."""
    with pytest.raises(InputError, match="--min-score: not NAME=NUMBER") as caught:
        NeedsOptions(min_score=[text]).to_needs(TODAY)
    assert caught.value.hint == "write MMLU=75"
