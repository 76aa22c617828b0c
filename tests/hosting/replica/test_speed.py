"""Speed: the worked table, the published evidence, and laws the roofline keeps."""

from __future__ import annotations

import runpy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import InputError
from llmcmp.hosting import HostingOptions, break_even, parse_measured, plan
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.folders import ROOT

AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)
MINI = (1155 * Decimal("0.15") + 211 * Decimal("0.60")) / 1_000_000

# model, plan, precision, price: weights GB, KV MB, room k, B, out tok/s, req/s, ms/token,
# $/month, $/1M at 100 %, $/1M at 36 %, M requests it takes, M requests to break even, possible
WORKED = [
    ("opt-175b", "8xA100-80", "fp16", "2.79",
     349, 4.72, 52, 38, 319, 1.51, 61, 16_294, 3.00, 8.23, 1.45, 54, False),
    ("opt-66b", "4xA100-80", "fp16", "2.79",
     131, 2.36, 71, 52, 464, 2.20, 56, 8_147, 1.03, 2.83, 2.11, 27, False),
    ("opt-13b", "1xA100-40", "fp16", "1.99",
     26, 0.82, 13, 9, 243, 1.15, 31, 1_453, 0.35, 0.96, 1.11, 4.8, False),
    ("opt-6.7b", "1xA10G", "fp16", "1.006",
     13, 0.52, 12, 9, 151, 0.72, 42, 734, 0.29, 0.78, 0.69, 2.4, False),
    ("mistral-7b-v0.3", "1xL4", "fp16", "0.8048",
     14, 0.13, 39, 29, 249, 1.18, 83, 588, 0.14, 0.38, 1.13, 2.0, False),
    ("llama-3.1-8b", "1xL40S", "fp8", "1.09",
     8, 0.07, 504, 256, 2341, 11.1, 46, 796, 0.020, 0.055, 10.6, 2.7, True),
    ("llama-3.1-8b", "1xH100", "fp8", "3.99",
     8, 0.07, 1013, 256, 6774, 32.1, 14, 2_913, 0.025, 0.069, 30.8, 9.7, True),
    ("llama-3.1-70b", "2xH100", "fp8", "3.99",
     71, 0.16, 477, 256, 1619, 7.7, 43, 5_825, 0.21, 0.58, 7.4, 19, False),
    ("llama-3.1-405b", "8xH100", "fp8", "3.99",
     406, 0.26, 733, 256, 906, 4.3, 62, 23_302, 1.51, 4.15, 4.1, 78, False),
]  # fmt: skip


@pytest.mark.parametrize("row", WORKED, ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_worked_table(
    spec: Any, gpus: GpusFile, parameters: HostingParameters, row: tuple[Any, ...]
) -> None:
    """Every row of the worked table, to its printed digits and at most 4 % (memory of small cards).

    1,155 in and 211 out, PAR 1.92, headroom 0.70; the API charges 0.15/0.60 $ per million.
    """
    name, replica, precision, price, *numbers, possible = row
    weights, cache, room, batch, out, rate, step, month, full, sized, takes, volume = numbers
    result = plan(
        spec(name), gpus, parameters, at=AT, workload=CHAT,
        options=HostingOptions(
            gpu=replica, precision=precision, price_per_gpu_hour=Decimal(price),
            peak_to_mean=Decimal("1.92"),
        ),
    )  # fmt: skip
    unit = result.cost_per_million_tokens
    assert unit is not None

    def near(value: Any, printed: float, digits: float = 0.0) -> None:
        assert float(value) == pytest.approx(printed, rel=0.013, abs=digits / 2)

    near(result.weights_bytes / 1e9, weights, 1)
    near(result.kv_cache_bytes_per_token / 1e6, cache, 0.01)
    assert result.kv_room_tokens / 1000 == pytest.approx(room, rel=0.025)
    assert float(result.batch) == pytest.approx(batch, rel=0.041)
    near(result.throughput.output, out, 1)
    near(result.requests_per_second, rate, 0.1 if rate >= 4 else 0.01)
    near(result.ms_per_token, step, 1)
    near(result.fleet.replica_month, month, 1)
    near(unit.full_load, full, 0.001 if full < 0.1 else 0.01)
    near(unit.peak_sized, sized, 0.001 if sized < 0.1 else 0.01)
    near(result.fleet.capacity / 10**6, takes, 0.1 if takes > 2.5 else 0.01)
    near(result.fleet.replica_month / MINI / 10**6, volume, 1 if volume > 15 else 0.1)
    assert (break_even(result, MINI).requests_per_month is not None) is possible


def test_the_opt_against_mini_question(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """At a million chats a month mini costs 300 $, OPT-175B on Lambda's A100s 54 times that."""
    options = HostingOptions(gpu="8xA100-80-SXM", vendor="Lambda", peak_to_mean=Decimal("1.92"))
    result = plan(
        spec("opt-175b", commercial="no", tuned="no"),
        gpus, parameters, at=AT, workload=CHAT, options=options,
    )  # fmt: skip

    assert Decimal("2.79") * 8 * 730 == result.monthly_cost == Decimal("16293.60")
    assert result.monthly_cost / (MINI * 1_000_000) == pytest.approx(
        Decimal(54), abs=Decimal("0.5")
    )
    assert float(result.utilization or 0) == pytest.approx(0.25, abs=0.01)
    assert {"licence", "base-model"} <= {remark.code for remark in result.warnings}
    assert "no break-even at any volume" in break_even(result, MINI).reason


def test_the_published_measurements() -> None:
    """Median within 10 %, nine in ten within 1.35, OPT shapes within a median factor of 1.2."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks/hosting.py"))
    groups, _ = benchmark["score"](benchmark["EVIDENCE"])

    assert len(groups["all"]) == 432
    assert all(holds for _, holds in benchmark["bars"](groups))


def test_opt_175b_shape_on_fastertransformer() -> None:
    """GPT-175B has the shape of OPT-175B: on 8xA100 every point is met within 15 %."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks/hosting.py"))
    groups, _ = benchmark["score"](benchmark["EVIDENCE"])

    ratios = groups["model gpt-175b"]
    assert len(ratios) == 9
    assert all(1 / 1.15 <= ratio <= 1.15 for ratio in ratios)


def test_measured_speed_replaces_the_estimate(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """1,450 output tokens a second are 1,450 / 211 requests a second, without a band."""
    own = HostingOptions(gpu="L40S", precision="fp8", measured=parse_measured("1450tok/s"))
    result = plan(spec("llama-3.1-8b"), gpus, parameters, at=AT, workload=CHAT, options=own)

    assert result.requests_per_second == Decimal(1450) / 211
    assert result.throughput.low == result.throughput.high == result.throughput.output
    assert result.band == ("your own measurement",)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1450tok/s", 1450), ("1.45k", 1450), ("1_450 tokens/sec", 1450), ("1450", 1450)],
)
def test_measured_spellings(text: str, value: int) -> None:
    """A speed is written with or without its unit."""
    assert parse_measured(text) == value


@pytest.mark.parametrize("text", ["0", "-5", "fast", "", "1450 tok/h", "nan", "1e30"])
def test_measured_nonsense(text: str) -> None:
    """What is no speed is refused by its flag's name."""
    with pytest.raises(InputError, match="--measured"):
        parse_measured(text)


@given(
    requests=st.integers(1, 512),
    prompt=st.integers(1, 1500),
    answer=st.integers(1, 500),
)
def test_more_room_is_never_slower(
    spec: Any, gpus: GpusFile, parameters: HostingParameters,
    requests: int, prompt: int, answer: int,
) -> None:  # fmt: skip
    """More requests in flight never lower a replica's throughput, and eight cards beat four."""
    work = Workload(requests=1, input_tokens=prompt, output_tokens=answer)

    def rate(replica: str, concurrency: int) -> Decimal:
        return plan(
            spec("opt-13b"), gpus, parameters, at=AT, workload=work,
            options=HostingOptions(
                gpu=replica, concurrency=concurrency, price_per_gpu_hour=Decimal(1)
            ),
        ).requests_per_second  # fmt: skip

    assert rate("4xA100", requests) <= rate("4xA100", requests + 8) * Decimal("1.000001")
    assert rate("1xA100-40", requests) <= rate("1xA100", requests)


def test_answers_without_output(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> None:
    """Requests that only read are bounded by the prefill."""
    work = Workload(requests=1000, input_tokens=512, output_tokens=0)
    result = plan(
        spec("llama-3.1-8b"), gpus, parameters, at=AT, workload=work,
        options=HostingOptions(gpu="H100"),
    )  # fmt: skip

    assert result.throughput.output == 0
    assert result.throughput.input == result.requests_per_second * 512 > 0


def test_every_published_configuration_of_a_registered_model_can_be_planned(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """Cards without a price, squeezed cards and old engines answer too, or say what is too big."""
    benchmark = runpy.run_path(str(ROOT / "benchmarks/hosting.py"))
    evidence = benchmark["read"](benchmark["EVIDENCE"])
    asked = {
        (p["model"], p["gpu"], p["gpus"], p["precision"], p["engine"],
         p.get("input_tokens", "64"), p.get("output_tokens", "64"), p.get("batch"))
        for p in evidence["points"] if "exclude_from_score" not in p
    }  # fmt: skip
    planned = 0
    for name, gpu, count, precision, engine, prompt, answer, batch in sorted(asked, key=str):
        known = {"mistral-7b": "mistral-7b-v0.3", "llama-3.3-70b": "llama-3.1-70b"}.get(name, name)
        try:
            model = spec(known)
        except KeyError:
            continue
        work = Workload(requests=1, input_tokens=int(prompt), output_tokens=int(answer))
        result = plan(
            model, gpus, parameters, at=AT, workload=work,
            options=HostingOptions(
                gpu=gpu, gpus=int(count), precision=precision, engine=engine,
                concurrency=int(batch) if batch else None,
            ),
        )  # fmt: skip
        assert result.throughput.output > 0
        planned += 1
    assert planned > 200
