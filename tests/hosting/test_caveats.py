"""What a plan says of the workload it cannot serve or does not count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.hosting import plan
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Image, Workload

AT = date(2026, 11, 22)


def test_requests_beyond_the_context_are_a_reason_not_a_lack_of_memory(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """100,000 tokens would need 472 GB of OPT-175B's cache, but fail at 2,048 already."""
    long = Workload(requests=1, input_tokens=100_000, output_tokens=1)
    result = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=long)

    assert 100_001 * 4_718_592 > 470 * 10**9
    assert result.reasons == ("a request of 100,001 tokens exceeds the context of opt-175b, 2,048",)


def test_what_of_a_workload_is_left_out_is_said(llama: Any) -> None:
    """Prefix caching and images are outside the model."""
    work = Workload(
        requests=1,
        input_tokens=10,
        output_tokens=1,
        cached_share=Decimal("0.5"),
        images=(Image(width=10, height=10),),
    )

    assert {"prefix-cache", "images"} <= {one.code for one in llama(workload=work).warnings}
