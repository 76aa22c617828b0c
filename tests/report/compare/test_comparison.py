"""Comparisons: what cannot be asked of them, and ratios to the first model."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UnpricedError
from llmcmp.readable import plural
from llmcmp.schema import (
    Modalities,
)
from llmcmp.usage import Image, Workload
from tests.report.comparisons import load, report, spec


def test_images_for_a_model_that_reads_none() -> None:
    """It is priced for the text and cannot do the job; the comparison is not refused."""
    picture = Workload(
        requests=1_000, input_tokens=1_000, output_tokens=0, images=(Image(width=512, height=512),)
    )
    result = report(spec("blind", "1", "1"), workload=picture)

    # 1,000 requests x 1,000 tokens x 1 per million
    assert result.models[0].cost is not None
    assert result.models[0].cost.monthly == 1
    assert [reason.text for reason in result.models[0].reasons] == ["no image"]
    assert "blind reads no images: only the text is priced" in [n.text for n in result.warnings]

    unread = spec("unread", "1", "1", modalities=Modalities())
    with pytest.raises(UnpricedError, match="no rule known for the tokens of an image on unread"):
        report(unread, workload=picture)


def test_an_answer_no_model_can_write_is_refused() -> None:
    """Over the limit of one, that one cannot; over the limit of all, the workload is impossible."""
    small, large = spec("a", "1", "1"), spec("b", "1", "1", max_output_tokens=20_000)

    result = report(small, large, workload=load(10, 20_000))
    assert [model.feasible for model in result.models] == [False, True]

    with pytest.raises(InputError, match=r"output_tokens: above the limit of b, 20,000: 20,001"):
        report(small, large, workload=load(10, 20_001))


def test_an_answer_of_unknown_limit_is_not_refused() -> None:
    """Where one limit is unknown, nothing is impossible."""
    unknown = spec("b", "1", "1", max_output_tokens="unknown")

    assert report(spec("a", "1", "1"), unknown, workload=load(10, 50_000)).models


# Ratios, scores, words.


def test_ratio_to_the_first() -> None:
    """30 and 10 a month are 1 and 0.333333; a free first model has no ratio."""
    result = report(spec("a", "3", "3"), spec("b", "1", "1"), workload=load(5_000, 5_000))
    free = report(spec("a", "0", "0"), spec("b", "1", "1"), workload=load(5_000, 5_000))

    assert [model.ratio for model in result.models] == [1, Decimal("0.333333")]
    assert [model.ratio for model in free.models] == [None, None]


def test_one_request_is_no_requests() -> None:
    """A count and its noun agree."""
    assert [plural(n, "request") for n in (0, 1, 2_000)] == [
        "0 requests",
        "1 request",
        "2,000 requests",
    ]
