"""The whole plan: load over time, unit prices, and an answer to whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import InputError, LlmcmpError
from llmcmp.hosting import HostingOptions, break_even, plan
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import LoadProfile, Workload

AT = date(2026, 11, 22)
MINI = (1155 * Decimal("0.15") + 211 * Decimal("0.60")) / 1_000_000
L40S = HostingOptions(gpu="L40S", precision="fp8")


def test_a_file_without_timestamps_has_no_peak(llama: Any) -> None:
    """Tokens per month hide the peak: without times it is asked for, not assumed."""
    with pytest.raises(InputError, match="no timestamps") as caught:
        llama(profile=LoadProfile(minutes=()))
    assert "--peak-to-mean" in (caught.value.hint or "")


def test_a_profile_alone_gives_the_volume(llama: Any) -> None:
    """Ten requests a minute are 438,000 in a month of 730 hours."""
    result = llama(workload=None, profile=LoadProfile(minutes=(10,) * 120))

    assert result.requests_per_month == 10 * 60 * 730


@pytest.mark.parametrize(
    ("span", "basis"),
    [
        (1, "busiest of the usage file's 120 minutes"),
        (10, "busiest of the usage file's 12 spans of 10 minutes, each taken as even"),
        (60, "busiest of the usage file's 2 hours, each taken as even"),
    ],
)
def test_the_basis_of_a_peak_says_what_the_file_counts(llama: Any, span: int, basis: str) -> None:
    """A peak of hours is not sold as one of minutes."""
    result = llama(workload=None, profile=LoadProfile(minutes=(10,) * 120, span=span))

    assert result.peak_basis == basis


def test_without_a_workload_there_is_no_utilization(llama: Any) -> None:
    """Unit prices then come at full load and at the peak-sized best, 35 %, and say so."""
    result = llama(workload=None)

    assert result.utilization is None
    assert result.cost_per_million_tokens.workload is None
    assert result.peak_sized_utilization == Decimal("0.7") / 2
    assert result.cost_per_million_tokens.peak_sized == pytest.approx(
        result.cost_per_million_tokens.full_load / Decimal("0.35"), abs=Decimal("1e-20")
    )
    assert result.monthly_cost == Decimal("1.525") * 730


@given(
    name=st.sampled_from(["opt-125m", "opt-175b", "llama-3.1-8b", "qwen2.5-7b", "gemma-3-4b"]),
    gpu=st.sampled_from([None, "T4", "A100", "3xH100", "MI300X", "A6000", "nonsense", ""]),
    gpus_asked=st.sampled_from([None, 1, 2, 3, 8, 64, 10**9]),
    precision=st.sampled_from([None, "fp8", "int4", "nvfp4", "fp32", "fp17"]),
    engine=st.sampled_from([None, "trt-llm", "hf", "vLLM 9.9", "x"]),
    term=st.sampled_from(["on-demand", "spot", "reserved", "serverless"]),
    concurrency=st.sampled_from([None, 1, 10**9]),
    requests=st.sampled_from([0, 1, 10**6, 10**15]),
    prompt=st.sampled_from([0, 1, 1155, 10**6, 10**15]),
    answer=st.sampled_from([0, 1, 211, 10**15]),
    measured=st.sampled_from([None, Decimal("0.001"), Decimal(10**9)]),
)
def test_whatever_is_asked_ends_in_a_plan_or_a_sentence(
    spec: Any,
    gpus: GpusFile,
    parameters: HostingParameters,
    name: str,
    gpu: str | None,
    gpus_asked: int | None,
    precision: str | None,
    engine: str | None,
    term: Any,
    concurrency: int | None,
    requests: int,
    prompt: int,
    answer: int,
    measured: Decimal | None,
) -> None:
    """No combination of flags crashes; a plan's figures are positive, finite and ordered."""
    options = HostingOptions(
        gpu=gpu,
        gpus=gpus_asked,
        precision=precision,
        engine=engine,
        term=term,
        concurrency=concurrency,
        measured=measured,
    )
    work = Workload(requests=requests, input_tokens=prompt, output_tokens=answer)
    try:
        result = plan(spec(name), gpus, parameters, at=AT, workload=work, options=options)
    except LlmcmpError as refused:
        assert str(refused)
        assert not str(refused).endswith(".")
        return

    assert result.requests_per_second > 0
    assert result.throughput.low <= result.throughput.output <= result.throughput.high
    if result.monthly_cost is not None:
        assert result.monthly_low is not None
        assert result.monthly_high is not None
        assert 0 <= result.monthly_low <= result.monthly_cost <= result.monthly_high
        assert result.monthly_high.is_finite()
        break_even(result, MINI)


def test_coding_has_the_higher_peak(llama: Any) -> None:
    """Norms of the busiest minute: 2.0 for conversation, 3.5 for coding."""
    assert llama().peak_to_mean == 2
    assert llama(replace(L40S, traffic="coding")).peak_to_mean == Decimal("3.5")
