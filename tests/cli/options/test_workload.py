"""The options that describe a workload."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.cli.options.workload import Per, WorkloadOptions
from llmcmp.errors import InputError
from llmcmp.usage import Image, Workload


def test_without_an_option_there_is_no_workload() -> None:
    """Then unit prices are compared; a period alone says nothing."""
    assert WorkloadOptions().workload() is None
    assert WorkloadOptions(per=Per.DAY).workload() is None


def test_every_option_reaches_the_workload() -> None:
    """Numbers are read as people write them."""
    options = WorkloadOptions(
        requests="1.5k",
        input_tokens="2k",
        output_tokens="300",
        cached_share="40%",
        cache_write_share="0.1",
        per=Per.HOUR,
        image=["10x20"],
    )

    assert options.sized
    assert options.workload() == Workload(
        requests=1500,
        input_tokens=2000,
        output_tokens=300,
        cached_share=Decimal("0.4"),
        cache_write_share=Decimal("0.1"),
        per="hour",
        images=(Image(width=10, height=20),),
    )


def test_requests_need_a_size() -> None:
    """A number of requests alone cannot be priced, unless a prompt gives their size."""
    options = WorkloadOptions(requests="5")

    with pytest.raises(InputError, match="a workload needs the size of a request"):
        options.workload()
    assert options.workload(has_prompt=True) == Workload(requests=5)
    assert WorkloadOptions().workload(has_prompt=True) == Workload()
