"""Registry and overlay files, validated one by one and then against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ...schema import AliasTarget, DeveloperFile, ModelSpec, OverlayFile, Source, SourcesFile
from ..yaml_files.mistakes import Mistake, MistakesError
from ..yaml_files.text import Text
from ..yaml_files.tree import Tree, read_tree
from ..yaml_files.validated import validated
from .references import alias_mistakes, citation_mistakes, name_table


@dataclass(slots=True)
class Draft:
    """Validated files on their way to a snapshot, and what is wrong with them so far."""

    mistakes: list[Mistake] = field(default_factory=list)
    models: list[tuple[Tree, int, ModelSpec]] = field(default_factory=list)
    """Each model with its file and its index in it."""
    moving_aliases: dict[str, tuple[AliasTarget, ...]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    version: str = "unknown"
    sources_broken: bool = False
    """There is a source table that cannot be read, so what it declares is unknown."""
    notes: tuple[str, ...] = ()
    overlays: list[tuple[Tree, OverlayFile]] = field(default_factory=list)

    def finish(self) -> None:
        """Raise all mistakes that were collected, if there are any."""
        if self.mistakes:
            raise MistakesError(self.mistakes)


def draft_registry(texts: Sequence[Text]) -> Draft:
    """Read developer files and the source table together, and check what they say of each other."""
    draft, trees = Draft(), []
    for text in texts:
        try:
            tree = read_tree(text)
            if _is_sources(text):
                _take_sources(draft, tree)
            else:
                trees.append(tree)
                _take_developer(draft, tree)
        except MistakesError as error:
            draft.mistakes += error.mistakes
            draft.sources_broken |= _is_sources(text)
    _check_references(draft, trees)
    return draft


def _check_references(draft: Draft, trees: list[Tree]) -> None:
    whole = not draft.mistakes
    names, clashes = name_table(draft.models)
    draft.mistakes += clashes
    for tree in trees:
        # What a broken file declares is not known: do not blame the others for citing it.
        if not draft.sources_broken:
            draft.mistakes += citation_mistakes(tree, draft.sources)
        if whole:
            draft.mistakes += alias_mistakes(tree, {name.id for name in names.values()}, names)


def _is_sources(text: Text) -> bool:
    return PurePath(text.name).stem == "sources"


def _take_sources(draft: Draft, tree: Tree) -> None:
    table = validated(tree, SourcesFile)
    draft.version, draft.notes = table.version, table.notes
    draft.sources.update(table.sources)


def _take_developer(draft: Draft, tree: Tree) -> None:
    file = validated(tree, DeveloperFile, with_heads(tree.data))
    draft.models += [(tree, index, spec) for index, spec in enumerate(file.models)]
    draft.moving_aliases.update(file.moving_aliases)


def with_heads(data: Any) -> Any:
    """Return *data* with the file's developer and channel written into each of its models."""
    if not isinstance(data, dict) or not isinstance(data.get("models"), list):
        return data
    head = {"developer": data.get("developer"), "own_channel": data.get("channel")}
    known = {name: value for name, value in head.items() if isinstance(value, str)}
    models = [{**known, **model} if isinstance(model, dict) else model for model in data["models"]]
    return {**data, "models": models}


def draft_overlay(texts: Sequence[Text]) -> Draft:
    """Read overlay files, each for itself."""
    draft = Draft()
    for text in texts:
        try:
            tree = read_tree(text)
            if isinstance(tree.data, dict) and "version" in tree.data:
                _take_sources(draft, tree)
            else:
                _take_overlay(draft, tree)
        except MistakesError as error:
            draft.mistakes += error.mistakes
    return draft


def _take_overlay(draft: Draft, tree: Tree) -> None:
    file = validated(tree, OverlayFile, with_heads(tree.data))
    draft.overlays.append((tree, file))
    draft.sources.update(file.sources)
    draft.moving_aliases.update(file.moving_aliases)
    for index, spec in enumerate(file.models):
        draft.models.append((tree, index, spec))
        if not spec.developer:
            what = "missing key: developer (of the file or of the model)"
            draft.mistakes.append(tree.mistake(("models", index), what))
