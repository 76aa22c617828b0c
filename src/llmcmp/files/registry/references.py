"""What files say of each other: cited sources, names, and the targets of moving aliases."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ...registry import Spelling
from ...schema import ModelSpec
from ..yaml_files.mistakes import Mistake
from ..yaml_files.tree import Steps, Tree


def name_table(
    models: Iterable[tuple[Tree, int, ModelSpec]], known: Mapping[str, Spelling] | None = None
) -> tuple[dict[str, Spelling], list[Mistake]]:
    """Return every name of *known* and of *models*, and the names that two models share."""
    table = dict(known or {})
    clashes: list[Mistake] = []
    ids: set[str] = set()
    for tree, index, spec in models:
        below: Steps = ("models", index)
        if spec.id in ids:
            clashes.append(tree.mistake((*below, "id"), f"two models have one id: {spec.id}"))
        ids.add(spec.id)
        for path, text in _names(below, spec):
            first = table.setdefault(text.casefold(), Spelling(text=text, id=spec.id))
            if first.id != spec.id:
                what = f"two models have one name: {text} ({first.id} and {spec.id})"
                clashes.append(tree.mistake(path, what))
    return table, clashes


def _names(below: Steps, spec: ModelSpec) -> Iterator[tuple[Steps, str]]:
    yield (*below, "id"), spec.id
    for index, alias in enumerate(spec.aliases):
        yield (*below, "aliases", index), alias


def citation_mistakes(tree: Tree, known: Container[str]) -> Iterator[Mistake]:
    """Yield every citation of a source that nobody declares."""
    data = tree.data if isinstance(tree.data, dict) else {}
    for top in ("models", "moving_aliases", "overrides"):
        for path, source in _citations((top,), data.get(top)):
            if source not in known:
                yield tree.mistake(path, f"unknown source: {source}")


def _citations(path: Steps, value: Any) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, dict):
        for key, content in value.items():
            here = (*path, key)
            if key == "sources":
                yield from _cited(here, content)
            else:
                yield from _citations(here, content)
    elif isinstance(value, list):
        for index, content in enumerate(value):
            yield from _citations((*path, index), content)


def _cited(path: Steps, value: Any) -> Iterator[tuple[Steps, str]]:
    """Yield the ids below a ``sources`` key: a list of them, or one list per field."""
    if isinstance(value, dict):
        for key, content in value.items():
            yield from _cited((*path, key), content)
    elif isinstance(value, list):
        for index, source in enumerate(value):
            if isinstance(source, str):
                yield (*path, index), source


def alias_mistakes(
    tree: Tree, ids: Container[str], names: Mapping[str, Spelling]
) -> Iterator[Mistake]:
    """Yield moving aliases that lead nowhere or take a model's own name."""
    for alias, targets in (tree.data.get("moving_aliases") or {}).items():
        path: Steps = ("moving_aliases", alias)
        if alias.casefold() in names:
            model = names[alias.casefold()].id
            yield tree.mistake(path, f"a moving alias is also a name of {model}: {alias}")
        if not targets:
            yield tree.mistake(path, f"a moving alias without a target: {alias}")
        for index, target in enumerate(targets):
            if target["model"] not in ids:
                what = f"unknown model: {target['model']}"
                yield tree.mistake((*path, index, "model"), what)
