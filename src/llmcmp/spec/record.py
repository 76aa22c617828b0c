"""How every record of the domain is declared: frozen, slotted, closed, keyword-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")

PYDANTIC_CONFIG = {"extra": "forbid", "use_attribute_docstrings": True}
"""Read by ``pydantic.TypeAdapter`` at the YAML door; a plain dict, so nothing is imported here."""


INTERNAL = {"internal": True}
"""Metadata of a field that other code computes with and no report prints."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Turn *cls* into a frozen, slotted, keyword-only dataclass that Pydantic can validate."""
    built = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    built.__pydantic_config__ = PYDANTIC_CONFIG  # type: ignore[attr-defined]
    return built
