"""Which model each id and alias names."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import RegistryError
from ..records import record
from ..schema import ModelSpec


@record
class Spelling:
    """One spelling of one model."""

    text: str
    """The id or alias as the registry writes it."""
    id: str
    """Id of the model it names."""


class NameClashError(RegistryError):
    """One name stands for two models."""


def name_index(specs: Iterable[ModelSpec]) -> dict[str, Spelling]:
    """Map every id and alias, in lower case, to its model; a name of two models is an error."""
    index: dict[str, Spelling] = {}
    for spec in specs:
        for text in (spec.id, *spec.aliases):
            first = index.setdefault(text.casefold(), Spelling(text=text, id=spec.id))
            if first.id != spec.id:
                raise NameClashError(f"two models have one name: {text} ({first.id} and {spec.id})")
    return index
