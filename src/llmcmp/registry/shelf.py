"""What the registry asks of the imported models, which it does not open before it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ..schema import ModelSpec, Source


class Shelf(Protocol):
    """Models outside the registry, by the names that price feeds declare."""

    def find(self, name: str, channel: str | None = None) -> ModelSpec | None:
        """Return what *name* means, on one channel or on all; None where nobody declares it."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """The feeds that the models cite."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Slugs of all channels."""

    def models(self) -> Iterator[ModelSpec]:
        """Yield every record: one per model and channel."""
