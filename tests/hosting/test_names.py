"""GPUs and engines by their everyday spellings, and never by a near miss."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UnknownNameError
from llmcmp.hosting import (
    find_engine,
    find_gpu,
    gpu_names,
    parse_plan,
    with_additions,
)
from llmcmp.schema.gpu import GpuPrice, GpusFile
from llmcmp.schema.hosting import HostingParameters


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("A100", "A100-80-SXM"),
        ("a100-80", "A100-80-SXM"),
        ("a100-80gb", "A100-80-SXM"),
        ("NVIDIA A100-SXM4-80GB", "A100-80-SXM"),
        ("A100 40GB", "A100-40-SXM"),
        ("a100_pcie", "A100-80-PCIe"),
        ("H100", "H100-SXM"),
        ("h100-sxm", "H100-SXM"),
        ("h200", "H200-141"),
        ("l40s", "L40S"),
        ("rtx4090", "RTX-4090"),
        ("mi300x", "MI300X"),
        ("A10", "A10"),
        ("A10G", "A10G"),
    ],
)
def test_everyday_spellings_of_cards(gpus: GpusFile, message: str, meant: str) -> None:
    """A card is found by what people write, without case, maker or kind of dash."""
    assert find_gpu(message, gpus).id == meant


@pytest.mark.parametrize("message", ["V100", "A4000", "A40", "H10", "", "A100-60"])
def test_near_misses_are_not_substituted(gpus: GpusFile, message: str) -> None:
    """An A40 is not an A4000 and not an A100: the name is refused, suggestions are given."""
    with pytest.raises(UnknownNameError, match="unknown GPU") as caught:
        find_gpu(message, gpus)

    assert caught.value.hint


def test_engines_are_found_without_their_version(parameters: HostingParameters) -> None:
    """The spellings of published measurements name an engine and a version."""
    meant = {
        "vLLM 0.30.0": "vllm",
        "vLLM 0.6.2 tuned": "vllm",
        "vLLM (commit 4ea48fb)": "vllm",
        "TensorRT-LLM r24.07": "tensorrt-llm",
        "trt-llm": "tensorrt-llm",
        "NIM 1.8.0": "tensorrt-llm",
        "FasterTransformer + SmoothQuant W8A8": "fastertransformer",
        "HF transformers (2023)": "transformers",
        "llama.cpp (May 2024)": "llama.cpp",
    }

    assert {text: find_engine(text, parameters).id for text in meant} == meant
    with pytest.raises(UnknownNameError, match="unknown engine: vLLMM"):
        find_engine("vLLMM", parameters)


def test_plans_are_read_as_count_and_card(gpus: GpusFile) -> None:
    """``opt-175b@8xA100-80-SXM`` names eight cards; a bare card leaves the count open."""
    count, card = parse_plan("8xA100-80-SXM", gpus)
    assert (count, card.id) == (8, "A100-80-SXM")
    assert parse_plan("a100-80", gpus)[0] is None
    assert parse_plan("2 x h100", gpus)[1].id == "H100-SXM"
    with pytest.raises(InputError, match="not a number of GPUs"):
        parse_plan("0xA100", gpus)
    assert {"a100", "a100-80-sxm", "h100"} <= gpu_names(gpus)


def test_overlays_add_cards_and_prices(gpus: GpusFile) -> None:
    """A user's own card and contract stand beside the registry's."""
    own = replace(find_gpu("A100", gpus), id="Z9", name="Z9", aliases=("z-nine",))
    price = GpuPrice(
        gpu="h100", vendor="Contract", term="reserved",
        usd_per_gpu_hour=Decimal("1.85"), read="2026-11-01",
    )  # fmt: skip

    more = with_additions(gpus, [own], [price])

    assert find_gpu("Z-Nine", more).id == "Z9"
    assert more.prices[-1].gpu == "H100-SXM"
    assert len(more.prices) == 72
