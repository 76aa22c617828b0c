"""The files of GPUs and parameters: what they hold, and what they refuse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from llmcmp.errors import InputError, UnknownNameError
from llmcmp.hosting import (
    find_engine,
    find_gpu,
    find_precision,
    gpu_names,
    parse_plan,
    with_additions,
)
from llmcmp.schema.gpu import Gpu, GpuPrice, GpusFile
from llmcmp.schema.hosting import HostingParameters
from tests.folders import ROOT


def test_holds_every_card_and_price(gpus: GpusFile) -> None:
    """16 cards and 71 prices: 54 on demand, 10 spot, 4 reserved and 3 serverless."""
    terms = Counter(row.term for row in gpus.prices)

    assert len(gpus.gpus) == 16
    assert terms == {"on-demand": 54, "spot": 10, "reserved": 4, "serverless": 3}
    assert terms.total() == 71
    assert all(row.sources and row.read for row in gpus.prices)
    assert all(source in gpus.sources for row in gpus.prices for source in row.sources)


def test_nothing_of_the_facts_is_lost(gpus: GpusFile, shared_facts: Path) -> None:
    """Every price, note, date and figure of the compiled facts is in the registry."""
    facts = yaml.load((shared_facts / "gpus.yaml").read_text(), Loader=yaml.BaseLoader)

    assert len(facts["prices"]) == len(gpus.prices)
    for fact, row in zip(facts["prices"], gpus.prices, strict=True):
        assert Decimal(fact["usd_per_gpu_hour"]) == row.usd_per_gpu_hour
        assert (fact["gpu"], fact["provider"], fact["date"]) == (row.gpu, row.vendor, row.read)
        assert fact["kind"].replace("_", "-") == row.term
        assert fact.get("note") == row.note
        assert fact.get("instance") == row.instance
        assert int(fact.get("gpus_in_instance", 0)) == (row.gpus_in_instance or 0)
    for gpu in gpus.gpus:
        fact = facts["gpus"][gpu.id]
        assert [float(fact[name]) for name in ("memory_gb", "usable_gib", "bandwidth", "link")] == [
            gpu.memory_gb, gpu.usable_gib, gpu.bandwidth, gpu.link,
        ]  # fmt: skip
        for name in ("fp16", "fp8", "int8", "fp4"):
            said = fact.get(name)
            assert getattr(gpu, name) == (None if said in (None, "null") else float(said))
        assert gpu.note == fact.get("note")
    assert set(facts["sources"]) == set(gpus.sources)
    assert len(facts["price_facts"]) + len(facts["opt_facts"]) == len(gpus.facts)


@pytest.mark.parametrize(
    ("said", "meant"),
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
def test_everyday_spellings_of_cards(gpus: GpusFile, said: str, meant: str) -> None:
    """A card is found by what people write, without case, maker or kind of dash."""
    assert find_gpu(said, gpus).id == meant


@pytest.mark.parametrize("said", ["V100", "A4000", "A40", "H10", "", "A100-60"])
def test_near_misses_are_not_substituted(gpus: GpusFile, said: str) -> None:
    """An A40 is not an A4000 and not an A100: the name is refused, suggestions are given."""
    with pytest.raises(UnknownNameError, match="unknown GPU") as caught:
        find_gpu(said, gpus)

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


def test_every_published_point_can_be_named(gpus: GpusFile, parameters: HostingParameters) -> None:
    """Each card, engine and precision of the evidence has an entry."""
    evidence = yaml.load(
        (ROOT / "benchmarks/data/throughput.yaml").read_text(), Loader=yaml.BaseLoader
    )
    for point in evidence["points"]:
        assert find_gpu(point["gpu"], gpus).id == point["gpu"]
        assert find_precision(point["precision"], parameters).id == point["precision"]
        find_engine(point["engine"], parameters)


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


def _card(**changed: Any) -> dict[str, Any]:
    """Build the fields of a card."""
    return {
        "id": "X", "name": "X", "vendor": "nvidia", "memory_gb": "80", "usable_gib": "79",
        "bandwidth": "2000", "fp16": "300", "tdp_w": "300", "link": "25", **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (_card(bandwidth="0"), "bandwidth"),
        (_card(fp16="nan"), "fp16"),
        (_card(usable_gib="81"), "usable_gib"),
        (_card(tflops="1"), "tflops"),
    ],
)
def test_impossible_cards_are_refused(fields: dict[str, Any], said: str) -> None:
    """A card without bandwidth, with more memory than it has, or with unknown keys."""
    with pytest.raises(ValidationError, match=said):
        TypeAdapter(Gpu).validate_python(fields)


@pytest.mark.parametrize("price", ["0", "-1", "nan", "1001", "Infinity"])
def test_impossible_prices_are_refused(price: str) -> None:
    """Zero is not a price, and nobody charges a thousand dollars an hour."""
    row = {"gpu": "X", "vendor": "V", "term": "spot", "usd_per_gpu_hour": price, "read": "2026"}

    with pytest.raises(ValidationError, match="usd_per_gpu_hour"):
        TypeAdapter(GpuPrice).validate_python(row)


def test_a_file_must_agree_with_itself(gpus: GpusFile) -> None:
    """Prices of unknown cards, doubled names and undeclared sources are refused."""
    row = replace(gpus.prices[0], gpu="V100")
    with pytest.raises(ValueError, match="V100"):
        replace(gpus, prices=(row,))
    with pytest.raises(ValueError, match="two cards"):
        replace(gpus, gpus=(*gpus.gpus, replace(gpus.gpus[0], id="other")))
    with pytest.raises(ValueError, match="not declared: nowhere"):
        replace(gpus, gpus=(replace(gpus.gpus[0], sources=("nowhere",)), *gpus.gpus[1:]))
