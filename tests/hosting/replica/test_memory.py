"""Memory: weights, cache, room, and what would fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llmcmp.errors import InputError, UnpricedError
from llmcmp.hosting import HostingOptions, find_engine, find_gpu, find_precision, plan
from llmcmp.hosting.replica import memory
from llmcmp.hosting.replica.architecture import shape_of
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters

AT = date(2026, 11, 22)
GIB = 2**30


def test_opt_175b_in_16_bits(spec: Any, parameters: HostingParameters) -> None:
    """174,604,468,224 weights of 2 bytes are 349 GB; a token caches 2 x 96 x 12,288 x 2 bytes."""
    shape, fp16 = shape_of(spec("opt-175b")), find_precision("fp16", parameters)

    assert memory.weights_bytes(shape, fp16) == 174_604_468_224 * 2 == 349_208_936_448
    assert memory.kv_cache_bytes_per_token(shape, fp16) == 2 * 96 * 96 * 128 * 2 == 4_718_592


def test_grouped_query_attention_counts_kv_heads(spec: Any, parameters: HostingParameters) -> None:
    """32 requests of 8,192 tokens on Llama 3 70B need 80 GiB of cache, not 640."""
    fp16 = find_precision("bf16", parameters)
    per_token = memory.kv_cache_bytes_per_token(shape_of(spec("llama-3-70b")), fp16)

    assert per_token == 2 * 80 * 8 * 128 * 2 == 327_680
    assert 32 * 8192 * per_token == 80 * GIB
    assert 32 * 8192 * per_token * 64 // 8 == 640 * GIB


@pytest.mark.parametrize(
    ("name", "count", "card", "gigabytes", "slots"),
    [
        ("opt-13b", 1, "A100-40-SXM", 26, 15_700),
        ("opt-175b", 8, "A100-80-SXM", 346, 60_100),
    ],
)
def test_the_vllm_papers_memory_table(
    spec: Any, gpus: GpusFile, parameters: HostingParameters,
    name: str, count: int, card: str, gigabytes: int, slots: int,
) -> None:  # fmt: skip
    """Table 1 of the vLLM paper: KV slots within 2 % with its 95 % of memory and 1.6 GiB."""
    shape, fp16 = shape_of(spec(name)), find_precision(None, parameters)
    weights = memory.weights_bytes(shape, fp16)
    free = count * (0.95 * find_gpu(card, gpus).usable_gib - 1.6) * GIB - weights

    assert weights / 1e9 == pytest.approx(gigabytes, rel=0.015)
    assert free / memory.kv_cache_bytes_per_token(shape, fp16) == pytest.approx(slots, rel=0.02)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("fp16", 16_060_000_000), ("fp8", 8_030_000_000), ("w8a8", 8_030_000_000),
     ("nvfp4", 4_516_875_000), ("awq", 4_516_875_000)],
)  # fmt: skip
def test_weights_by_precision(
    spec: Any, parameters: HostingParameters, precision: str, expected: int
) -> None:
    """8.03e9 weights at 2, 1, 1, 0.5625 and 0.5625 bytes."""
    shape = shape_of(spec("llama-3.1-8b"))

    assert memory.weights_bytes(shape, find_precision(precision, parameters)) == expected


def test_smallest_and_sensible_counts_of_opt_175b(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """5x80 GB by bytes, so 8; 4 of H200, B200 or in int8; 16 of A100-40 and L40S."""
    shape, vllm = shape_of(spec("opt-175b")), find_engine(None, parameters)

    def least(card: str, precision: str) -> int | None:
        result = memory.smallest(
            shape, find_gpu(card, gpus), find_precision(precision, parameters), vllm,
            parameters, tokens=2048, nodes=True,
        )  # fmt: skip
        return result.gpus if result else None

    assert 349.2 / 80 > 4
    assert least("A100-80", "fp16") == 8
    assert least("H200", "fp16") == 4
    assert least("B200", "fp16") == 4
    assert least("A100-80", "int8") == 4
    assert least("A100-40", "fp16") == 16
    assert least("L40S", "fp16") == 16


def test_all_nine_opt_sizes_find_a_home(
    spec: Any, opt_sizes: tuple[str, ...], gpus: GpusFile, parameters: HostingParameters
) -> None:
    """From 125M on one small card to 175B on a server; more weights never cost less memory."""
    plans = [plan(spec(name), gpus, parameters, at=AT) for name in opt_sizes]

    assert len(plans) == 9
    assert [p.weights_bytes for p in plans] == sorted(p.weights_bytes for p in plans)
    assert all(p.monthly_cost and p.kv_room_tokens > 1366 for p in plans)


def test_counts_that_do_not_divide_the_heads(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """96 heads cannot be shared by 5 cards; 56 heads by 7 can, by 6 not."""
    with pytest.raises(InputError, match="5 GPUs cannot share the 96 heads") as caught:
        plan(spec("opt-175b"), gpus, parameters, at=AT, options=HostingOptions(gpu="5xA100"))
    assert caught.value.hint == "use 1, 2, 3, 4, 6, 8"

    seven = plan(spec("opt-30b"), gpus, parameters, at=AT, options=HostingOptions(gpu="7xA100"))
    assert seven.gpus == 7


def test_copies_of_a_kv_head(spec: Any, parameters: HostingParameters) -> None:
    """Eight cards share four KV heads of Gemma 3 4B by keeping two copies of each."""
    shape, fp16 = shape_of(spec("gemma-3-4b")), find_precision(None, parameters)

    single = memory.kv_cache_bytes_per_token(shape, fp16, 4)
    assert single == 2 * 34 * 4 * 256 * 2
    assert memory.kv_cache_bytes_per_token(shape, fp16, 8) == 2 * single


def test_what_does_not_fit_says_what_would(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """349 GB do not fit into 4 x 80 GB; 8 do, as do 4 H200 or 8-bit integers."""
    with pytest.raises(InputError, match="GB of weights") as caught:
        plan(spec("opt-175b"), gpus, parameters, at=AT, options=HostingOptions(gpu="4xA100"))

    hint = caught.value.hint or ""
    assert "8xA100-80-SXM" in hint
    assert "4xH200-141" in hint
    assert "4xA100-80-SXM in int8" in hint


def test_precision_the_card_lacks(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> None:
    """An A100 has no 8-bit floats; the cards that have them are named."""
    with pytest.raises(InputError, match="A100-80-SXM has no fp8") as caught:
        plan(
            spec("llama-3.1-8b"), gpus, parameters, at=AT,
            options=HostingOptions(gpu="A100", precision="fp8"),
        )  # fmt: skip
    assert "H100-SXM" in (caught.value.hint or "")


def test_more_than_one_server_is_not_computed(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """16 cards are two servers, whose network the model does not describe."""
    with pytest.raises(InputError, match="more than one server"):
        plan(spec("opt-175b"), gpus, parameters, at=AT, options=HostingOptions(gpu="16xA100-40"))
    with pytest.raises(InputError, match="more than one server"):
        plan(spec("opt-175b"), gpus, parameters, at=AT, options=HostingOptions(gpus=16))


def test_a_squeezed_card_runs_one_or_two_requests(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """OPT-6.7B (13.3 GB) on a T4 (15.9 GB) leaves nothing within the margins; FlexGen ran it."""
    tight = plan(spec("opt-6.7b"), gpus, parameters, at=AT, options=HostingOptions(gpu="1xT4"))

    assert tight.kv_room_tokens < 0
    assert tight.batch <= 2
    assert any(remark.code == "tight-memory" for remark in tight.warnings)


def test_mixture_of_experts_is_refused_unless_measured(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """The speed of a mixture of experts is not guessed; a measurement replaces it."""
    moe = spec("llama-3.1-8b", kind="mixture of experts, 4 experts per token", experts=128)
    with pytest.raises(UnpricedError, match="mixture of experts"):
        plan(moe, gpus, parameters, at=AT)

    own = HostingOptions(gpu="H100", gpus=1, measured=Decimal(1450))
    measured = plan(moe, gpus, parameters, at=AT, options=own)
    assert measured.throughput.output == 1450
    assert any(remark.code == "outside-model" for remark in measured.warnings)


def test_unknown_parts_of_an_architecture(spec: Any) -> None:
    """Unknown KV heads are taken at their most and marked; an odd head size is refused."""
    iml = shape_of(spec("opt-30b", kv_heads=None, head_dim=None))
    assert (iml.kv_heads, iml.head_dim) == (56, 7168 // 56)
    assert any("kv_heads not known" in remark for remark in iml.remarks)

    with pytest.raises(UnpricedError, match="head_dim is not known"):
        shape_of(spec("opt-30b", d_model=5376, heads=32, head_dim=None))


def test_sliding_windows_are_marked(spec: Any) -> None:
    """A window caches less than full attention; the figure is called an upper bound."""
    shape = shape_of(spec("mistral-7b-v0.3", attention="sliding window 4096"))

    assert any("full attention" in remark for remark in shape.remarks)
