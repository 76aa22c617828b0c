"""Impossible cards and prices are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from llmcmp.schema.gpu import Gpu, GpuPrice, GpusFile


def _card(**changed: Any) -> dict[str, Any]:
    """Build the fields of a card."""
    return {
        "id": "X", "name": "X", "vendor": "nvidia", "memory_gb": "80", "usable_gib": "79",
        "bandwidth": "2000", "fp16": "300", "tdp_w": "300", "link": "25", **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (_card(bandwidth="0"), "bandwidth"),
        (_card(fp16="nan"), "fp16"),
        (_card(usable_gib="81"), "usable_gib"),
        (_card(tflops="1"), "tflops"),
    ],
)
def test_impossible_cards_are_refused(fields: dict[str, Any], message: str) -> None:
    """A card without bandwidth, with more memory than it has, or with unknown keys."""
    with pytest.raises(ValidationError, match=message):
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
