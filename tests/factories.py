"""Made-up models and their prices, with one set of defaults: a test states what it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.registry import Layer, Registry
from llmcmp.schema import (
    Caching,
    Features,
    Licence,
    Lifecycle,
    Meter,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Tokenizer,
)

METERS = frozenset(meter.value for meter in Meter)


def rates(since: str = "2024-01-01", *prices: str, **fields: Any) -> Rates:
    """Return a price row of the channel ``acme``; *prices* are its input and its output.

    Prices are USD per million tokens; texts become decimals.
    """
    known: dict[str, Any] = {"channel": "acme", "since": since}
    known.update(zip(("input", "output"), prices, strict=False))
    known.update(fields)
    for name in METERS & known.keys():
        known[name] = None if known[name] is None else Decimal(known[name])
    return Rates(**known)


def model(id_: str, *rows: Rates, **facts: Any) -> ModelSpec:
    """Return an active model of Acme that works on text, caches prompts and has these prices."""
    known: dict[str, Any] = {
        "id": id_,
        "name": id_,
        "developer": "Acme",
        "own_channel": "acme",
        "released": "2024-01-01",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="proprietary", commercial_use="yes"),
        "context_window": 1_000_000,
        "max_output_tokens": 100_000,
        "modalities": Modalities(input=("text",), output=("text",)),
        "features": Features(prompt_caching="yes"),
        "tokenizer": Tokenizer(name="o200k_base"),
        "caching": Caching(),
        "parameters": Parameters(),
        "rates": rows,
    }
    return ModelSpec(**{**known, **facts})


def registry(*models: ModelSpec, version: str = "2026-11-20", **layer: Any) -> Registry:
    """Return a registry of these models; *version* is the day of its last check."""
    base = Layer(models={spec.id: spec for spec in models}, **layer)
    return Registry(base, version=version, sha256="0")
