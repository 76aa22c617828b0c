"""``llmcmp host``: its options, overlays, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

CHAT = ("--requests", "1M", "--input-tokens", "1155", "--output-tokens", "211")
Json = Callable[..., dict[str, Any]]


def test_options_reach_the_plan(host: Json) -> None:
    """Redundancy, peak, headroom, term, vendor, engine and concurrency are what was asked for."""
    plan = host(
        "llama-3.1-8b@H100", "--redundancy", "2", "--peak-to-mean", "4", "--headroom", "50%",
        "--engine", "TensorRT-LLM", "--concurrency", "64", "--gpu-vendor", "coreweave",
        "--term", "spot", *CHAT,
    )["hosting"]  # fmt: skip

    assert plan["replicas"] == 2
    assert (plan["peak_to_mean"], plan["headroom"]) == ("4", "0.5")
    assert (plan["engine"], plan["batch"]) == ("tensorrt-llm", "64")
    assert plan["price"]["typical"] == "2.464"


OVERLAY = """\
name: our contract
sources:
  contract: {title: Contract 4711}
gpu_prices:
  - {gpu: a100-80, vendor: Contract, term: reserved, usd_per_gpu_hour: 1.23, read: 2026-11-01,
     sources: [contract]}
"""


def test_an_overlay_prices_a_card(host: Json, tmp_path: Path) -> None:
    """Eight A100s at the contract's 1.23 $ cost 8 x 730 x 1.23 = 7,183.20 $; the report says whose.

    The overlay stands in the head of the report and its source among the sources.
    """
    path = tmp_path / "ours.yaml"
    path.write_text(OVERLAY)
    result = host("opt-175b@8xA100", "--registry", str(path), "--gpu-vendor", "contract",
                "--term", "reserved")  # fmt: skip

    assert Decimal(result["hosting"]["monthly_cost"]) == Decimal("7183.20")
    assert [overlay["name"] for overlay in result["registry"]["overlays"]] == ["our contract"]
    assert result["source_table"]["contract"]["title"] == "Contract 4711"


REFUSED = {
    "opt-175b --gpu H1000": "unknown GPU: H1000",
    "opt-175b@8xH1000": "unknown GPU: H1000",
    "opt-175b --gpu A100-80 --gpus 5": "5 GPUs cannot share the 96 heads",
    "llama-3.1-8b --gpu L40S --gpus 3": "3 GPUs cannot share the 32 heads",
    "opt-6.7b --gpus 0": "not a number of at least 1",
    "llama-3.1-8b --gpu A100-80 --precision fp8": "A100-80-SXM has no fp8 arithmetic",
    "opt-6.7b --precision fp5": "unknown precision: fp5",
    "opt-6.7b --engine vlm": "unknown engine: vlm",
    "opt-6.7b --price-per-gpu-hour 0": "not a positive amount",
    "opt-6.7b --price-per-gpu-hour 100000": "no GPU costs this much",
    "opt-6.7b --price-per-gpu-hour -1": "not a number",
    "opt-6.7b --gpu A100-80 --measured fast": "not a speed: fast",
    "opt-6.7b --gpu A100-80 --measured 0": "not a speed: 0",
    "opt-6.7b --measured 1450tok/s": "a measurement belongs to one kind of GPU",
    "opt-6.7b --headroom 0": "a replica that may carry nothing",
    "opt-6.7b --headroom 2": "not a share from 0 to 1",
    "opt-6.7b --peak-to-mean 0.5": "a peak below the mean",
    "opt-6.7b --redundancy 0": "not a number of at least 1",
    "opt-6.7b --gpu-vendor nobody": "unknown GPU vendor: nobody",
    "opt-6.7b --gpu T4 --term reserved": "no reserved price of T4 is known",
    "opt-6.7b --at 2020-01-01": "no on-demand price of any GPU is known on 2020-01-01",
    "opt-6.7b --owned --price-per-gpu-hour 2": "an owned server has no --price-per-gpu-hour",
    "opt-6.7b --gpu A10G --owned": "no purchase price of a server with A10G",
    "opt-6.7b --pue banana": "--pue: not a number: banana",
    "opt-175b --gpu L4": "does not fit on 8xL4",
    "opt-175b@8xA100-80 --gpu H100": "but the selector is opt-175b@8xA100-80",
    "opt-175b@8xA100-80 --gpus 4": "but the plan says 8",
    "opt-175b+batch": "self-hosted weights have no tiers",
    "opt-175": "unknown model: opt-175",
    "gpt-4o-mini": "its weights are not published",
    "opt-iml-1.3b": "its architecture is not known",
    "gpt-oss-20b": "it is a mixture of experts",
    "llama-3.1-8b@together": "is an API offer",
    "opt-6.7b --against opt-66b": "--against: not an API: opt-66b",
    "opt-6.7b --against nothing": "unknown model: nothing",
    "opt-6.7b --usage missing.csv": "missing.csv",
    "opt-6.7b --usage missing.csv --map in": "--map: neither NAME=COLUMN nor a saved mapping: in",
}


@pytest.mark.parametrize("words", REFUSED)
def test_bad_input(run: Callable[..., Any], words: str) -> None:
    """One lower-case sentence without a full stop, exit 2, nothing on standard output."""
    result = run("host", *words.split())

    assert (result.code, result.out) == (2, "")
    first, *rest = result.err.splitlines()
    assert REFUSED[words] in first
    assert re.match(r"error: (?![A-Z][a-z])", first)
    assert not first.endswith(".")
    assert all(not line or line.startswith("hint: ") for line in rest)


def test_an_absurd_price_is_used_and_marked(host: Json) -> None:
    """A cent for a B200 is a price floor somebody read as a price; the answer says so."""
    result = host("llama-3.1-8b@B200", "--price-per-gpu-hour", "0.01", *CHAT)

    assert "price-absurd" in {warning["code"] for warning in result["warnings"]}
