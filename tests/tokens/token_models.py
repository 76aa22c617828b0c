"""Models of which only the vocabulary matters."""

from __future__ import annotations

from typing import Any

from llmcmp.schema import ModelSpec, Tokenizer
from tests.factories import model


def make_model(id_: str, tokenizer: str, **facts: Any) -> ModelSpec:
    """Return a model of which only the vocabulary matters."""
    prefix = facts.pop("prefix", None)
    return model(id_, tokenizer=Tokenizer(name=tokenizer, prefix=prefix), **facts)
