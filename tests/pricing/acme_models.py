"""Made-up models whose arithmetic can be done in the head."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.schema import (
    Caching,
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    Rates,
    Tokenizer,
)


def rates(since: str = "2024-01-01", **fields: Any) -> Rates:
    """Return a price row of the channel ``acme``; prices are given as text."""
    prices = {
        name: Decimal(value)
        if isinstance(value, str) and name not in ("tier", "ended", "since_basis", "channel")
        else value
        for name, value in fields.items()
    }
    given: dict[str, Any] = {"channel": "acme", "since": since, "sources": ("page",), **prices}
    return Rates(**given)


def model(*rows: Rates, **fields: Any) -> ModelSpec:
    """Return a model with these price rows that caches prompts."""
    given: dict[str, Any] = {
        "id": "acme-1",
        "name": "Acme 1",
        "developer": "Acme",
        "own_channel": "acme",
        "released": "2024-01-01",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="proprietary", commercial_use="yes"),
        "context_window": 1_000_000,
        "max_output_tokens": 10_000,
        "modalities": Modalities(input=("text",), output=("text",)),
        "features": Features(prompt_caching="yes"),
        "tokenizer": Tokenizer(name="o200k_base"),
        "caching": Caching(),
        "parameters": Parameters(),
        "rates": rows,
    }
    return ModelSpec(**{**given, **fields})


BANDED = model(
    rates(input="1", cached_input="0.1", cache_write="1.25", cache_write_1h="2", output="4"),
    rates(
        prompt_over=200_000,
        input="2",
        cached_input="0.2",
        cache_write="2.5",
        cache_write_1h="4",
        output="6",
    ),
)
"""One band: more than 200,000 prompt tokens cost twice the input and half as much again output."""
