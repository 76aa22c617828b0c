"""Models of which only the vocabulary matters."""

from __future__ import annotations

from typing import Any

from llmcmp.schema import Features, Licence, Lifecycle, Modalities, ModelSpec, Parameters, Tokenizer


def make_model(id_: str, tokenizer: str, **fields: Any) -> ModelSpec:
    """Return a model of which only the vocabulary matters."""
    prefix = fields.pop("prefix", None)
    facts: dict[str, Any] = {
        "id": id_,
        "name": id_,
        "released": "2024-07-18",
        "lifecycle": Lifecycle(state="active"),
        "weights": "none",
        "licence": Licence(name="proprietary"),
        "context_window": 128_000,
        "max_output_tokens": "unknown",
        "modalities": Modalities(),
        "features": Features(),
        "tokenizer": Tokenizer(name=tokenizer, prefix=prefix),
        "parameters": Parameters(),
    }
    return ModelSpec(**(facts | fields))
