"""Checks registry and overlay files without using them: ``llmcmp models validate``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...registry import Registry
from ..yaml_files.mistakes import Mistake, MistakesError
from ..yaml_files.text import read_text
from ..yaml_files.tree import read_tree
from ..yaml_files.validated import validated
from .assemble import build_overlay
from .draft import draft_registry
from .load import (
    SECTION_FILES,
    SECTIONS,
    load_registry,
    overlay_texts,
    registry_texts,
    section_type,
)


def mistakes_in(paths: Iterable[Path | str], *, registry: Registry | None = None) -> list[Mistake]:
    """Return every mistake of the files and folders *paths*.

    A folder with a ``sources.yaml`` is a registry, and a file in it is checked with its
    neighbours; anything else is an overlay, checked against *registry* or the shipped one.
    """
    mistakes: list[Mistake] = []
    for path in map(Path, paths):
        try:
            mistakes += _mistakes(path, registry)
        except MistakesError as error:
            mistakes += error.mistakes
    return list(dict.fromkeys(mistakes))


def _mistakes(path: Path, registry: Registry | None) -> Iterator[Mistake]:
    if path.is_dir() and (path / "sources.yaml").exists():
        yield from draft_registry(registry_texts(path, spelled=path)).mistakes
        for section in sorted(SECTIONS):
            if (path / f"{section}.yaml").is_file():
                yield from _section_mistakes(path / f"{section}.yaml")
    elif path.stem in SECTION_FILES and path.is_file():
        yield from _section_mistakes(path)
    elif path.is_file() and (path.parent / "sources.yaml").exists():
        neighbours = draft_registry(registry_texts(path.parent, spelled=path.parent))
        yield from (wrong for wrong in neighbours.mistakes if wrong.file == str(path))
    else:
        build_overlay("", overlay_texts(path), registry or load_registry())


def _section_mistakes(path: Path) -> Iterator[Mistake]:
    try:
        tree = read_tree(read_text(path))
        if path.stem in SECTIONS:
            validated(tree, section_type(path.stem))
    except MistakesError as error:
        yield from error.mistakes
