"""A workload: requests per period, and what one of them is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import pytest

from llmcmp.errors import InputError, UncountableError
from llmcmp.usage import Image, PromptText, TokenCount, Workload


def tokens(number: int, **changes: Any) -> TokenCount:
    """Return a count of this many tokens."""
    fields = {"kind": "exact", "low": number, "high": number, "tokenizer": "o200k_base"}
    return TokenCount(**{"tokens": number, **fields, **changes})


@pytest.mark.parametrize(
    ("per", "monthly"), [("month", "100"), ("day", "3043.75"), ("hour", "73000")]
)
def test_a_month_of_requests(per: Literal["month", "day", "hour"], monthly: str) -> None:
    """A month has 30.4375 days, or 730 hours."""
    assert Workload(requests=100, per=per).monthly_requests == Decimal(monthly)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"requests": -1}, "requests: negative: -1"),
        ({"requests": Decimal("NaN")}, "requests: not a number: NaN"),
        ({"input_tokens": 10**15 + 1}, "input_tokens: more than 1,000,000,000,000,000"),
        ({"cached_share": Decimal("1.1")}, "cached_share: not a share from 0 to 1: 1.1"),
        (
            {"cached_share": Decimal("0.6"), "cache_write_share": Decimal("0.5")},
            "together more than 1: 1.1",
        ),
    ],
)
def test_impossible_workloads_are_refused(fields: dict[str, Any], message: str) -> None:
    """Each by the name of its field."""
    with pytest.raises(InputError, match=message):
        Workload(**fields)


def test_every_model_counts_the_prompt_in_its_own_way() -> None:
    """Ten tokens beside a text of 5 on one model, and of 4 to 7 on another."""
    prompt = PromptText(
        files=("a.txt",),
        counts={"exact": tokens(5), "calibrated": tokens(6, kind="calibrated", low=4, high=7)},
        uncounted={"image": "it reads no text"},
    )
    workload = Workload(input_tokens=10, prompt=prompt)

    assert [each.input_tokens for each in workload.on("exact")] == [15]
    assert [each.input_tokens for each in workload.on("calibrated")] == [16, 14, 17]
    with pytest.raises(UncountableError, match="it reads no text"):
        workload.on("image")
    with pytest.raises(UncountableError, match="nobody counted the prompt on other"):
        workload.on("other")


def test_without_a_text_every_model_has_the_same_workload() -> None:
    """The tokens that were stated."""
    workload = Workload(input_tokens=10)

    assert workload.on("any") == (workload,)
    assert workload.prompt_on("any") is None


def test_a_sum_is_as_sure_as_its_less_sure_part() -> None:
    """Ends and notes add up; a class that differs is none."""
    first = tokens(5, content_class="english", notes=("a",))
    second = tokens(6, kind="calibrated", low=4, high=7, content_class="code", notes=("a", "b"))
    total = first + second

    assert (total.tokens, total.low, total.high, total.kind) == (11, 9, 12, "calibrated")
    assert (total.content_class, total.notes) == (None, ("a", "b"))
    assert (first + first).kind == "exact"


@pytest.mark.parametrize("size", [(0, 1), (1, 1_000_001)])
def test_no_image_has_such_a_size(size: tuple[int, int]) -> None:
    """At least one pixel, at most a million."""
    with pytest.raises(InputError, match="image: not a size in pixels"):
        Image(width=size[0], height=size[1])
