"""From YAML texts to the snapshot of a registry or of an overlay; imported late, as Pydantic is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from ...registry import OverlayInfo, Registry, Spelling
from ...schema import (
    AliasTarget,
    Contract,
    DeveloperFile,
    Discount,
    ModelSpec,
    OverlayFile,
    Override,
    Rates,
    Source,
    SourcesFile,
)
from ..snapshots.snapshot import encode, pack
from ..yaml_files.mistakes import Mistake, MistakesError
from ..yaml_files.text import Text
from ..yaml_files.tree import Tree, read_tree
from ..yaml_files.validated import unknown_key, validated
from .references import alias_mistakes, citation_mistakes, name_table


@dataclass(slots=True)
class Draft:
    """Validated files on their way to a snapshot, and what is wrong with them so far."""

    mistakes: list[Mistake] = field(default_factory=list)
    models: list[tuple[Tree, int, ModelSpec]] = field(default_factory=list)
    """Each model with its file and its place in it."""
    moving_aliases: dict[str, tuple[AliasTarget, ...]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    version: str = "unknown"
    sources_broken: bool = False
    """A source table is there and cannot be read, so nobody knows what it declares."""
    notes: tuple[str, ...] = ()
    overlays: list[tuple[Tree, OverlayFile]] = field(default_factory=list)

    def finish(self) -> None:
        """Raise what was collected."""
        if self.mistakes:
            raise MistakesError(self.mistakes)


def build_registry(key: str, texts: Sequence[Text], digest: str) -> bytes:
    """Return the snapshot of the registry that *texts* hold, or raise all their mistakes."""
    draft = draft_registry(texts)
    draft.finish()
    specs = {spec.id: spec for _, _, spec in draft.models}
    names = {
        folded: [text, spec.id]
        for spec in specs.values()
        for text in (*spec.aliases, spec.id)
        for folded in [text.casefold()]
    }
    index = {
        "version": draft.version,
        "sha256": digest,
        "notes": draft.notes,
        "names": names,
        "moving_aliases": encode(draft.moving_aliases),
    }
    return pack(key, index, {"models": specs, "sources": draft.sources})


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
        except MistakesError as found:
            draft.mistakes += found.mistakes
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
    draft.models += [(tree, place, spec) for place, spec in enumerate(file.models)]
    draft.moving_aliases.update(file.moving_aliases)


def with_heads(data: Any) -> Any:
    """Return *data* with the file's developer and channel written into each of its models."""
    if not isinstance(data, dict) or not isinstance(data.get("models"), list):
        return data
    head = {"developer": data.get("developer"), "own_channel": data.get("channel")}
    known = {name: value for name, value in head.items() if isinstance(value, str)}
    models = [{**known, **model} if isinstance(model, dict) else model for model in data["models"]]
    return {**data, "models": models}


def build_overlay(key: str, texts: Sequence[Text], registry: Registry) -> bytes:
    """Return the snapshot of what *texts* change in *registry*, or raise all their mistakes."""
    draft = draft_overlay(texts)
    draft.finish()
    changed = {spec.id: spec for _, _, spec in draft.models}
    trial = _Trial(registry, draft, changed)
    trial.check()
    index = {
        "overlays": [
            encode(OverlayInfo(name=file.name or PurePath(text.name).stem, sha256=_digest(text)))
            for text, file in zip(texts, _files(texts, draft), strict=True)
        ],
        "moving_aliases": encode(draft.moving_aliases),
        "discounts": encode(trial.discounts),
        "contracts": encode([item for _, file in draft.overlays for item in file.contracts]),
        "gpus": encode([gpu for _, file in draft.overlays for gpu in file.gpus]),
        "gpu_prices": encode([row for _, file in draft.overlays for row in file.gpu_prices]),
    }
    return pack(key, index, {"models": trial.changed, "sources": draft.sources})


def _digest(text: Text) -> str:
    return sha256(text.raw).hexdigest()


def _files(texts: Sequence[Text], draft: Draft) -> Iterator[OverlayFile]:
    by_name = {tree.name: file for tree, file in draft.overlays}
    for text in texts:
        yield by_name.get(text.name) or OverlayFile()


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
        except MistakesError as found:
            draft.mistakes += found.mistakes
    return draft


def _take_overlay(draft: Draft, tree: Tree) -> None:
    file = validated(tree, OverlayFile, with_heads(tree.data))
    draft.overlays.append((tree, file))
    draft.sources.update(file.sources)
    draft.moving_aliases.update(file.moving_aliases)
    for place, spec in enumerate(file.models):
        draft.models.append((tree, place, spec))
        if not spec.developer:
            what = "missing key: developer (of the file or of the model)"
            draft.mistakes.append(tree.mistake(("models", place), what))


class _Trial:
    """An overlay laid over a registry, to see what does not fit."""

    def __init__(self, registry: Registry, draft: Draft, changed: dict[str, ModelSpec]) -> None:
        self.registry, self.draft, self.changed = registry, draft, changed
        self.discounts: list[Discount] = []
        kept = {key: name for key, name in registry.name_index.items() if name.id not in changed}
        _, self._mistakes = name_table(draft.models, kept)
        self._moving = {alias.casefold(): alias for alias in registry.moving_aliases}
        for tree, place, spec in draft.models:
            for name in (spec.id, *spec.aliases):
                self._refuse_moving(tree, ("models", place), name)

    def check(self) -> None:
        """Apply overrides and discounts; raise every mistake of every file."""
        for tree, file in self.draft.overlays:
            for place, override in enumerate(file.overrides):
                self._override(tree, place, override)
        names = self._names()
        ids = {*self.registry.ids, *self.changed}
        cited = {**self.registry.sources, **self.draft.sources}
        for tree, file in self.draft.overlays:
            self._mistakes += citation_mistakes(tree, cited)
            self._mistakes += alias_mistakes(tree, ids, names)
            for place, discount in enumerate(file.discounts):
                self._known(tree, ("discounts", place), discount)
                self._discount(tree, place, discount)
            for place, contract in enumerate(file.contracts):
                self._known(tree, ("contracts", place), contract)
        if self._mistakes:
            raise MistakesError(self._mistakes)

    def _names(self) -> dict[str, Spelling]:
        """Return the names of the result; those that aliases of overrides add can clash too."""
        names = {k: n for k, n in self.registry.name_index.items() if n.id not in self.changed}
        for spec in self.changed.values():
            for text in (spec.id, *spec.aliases):
                names[text.casefold()] = Spelling(text=text, id=spec.id)
        return names

    def _refuse_moving(self, tree: Tree, path: tuple[str | int, ...], name: str) -> None:
        if name.casefold() in self._moving:
            what = f"a moving alias of the registry has this name: {self._moving[name.casefold()]}"
            self._mistakes.append(tree.mistake(path, what))

    def _spec(self, name: str) -> ModelSpec | None:
        for spec in self.changed.values():
            if name.casefold() in (spec.id.casefold(), *map(str.casefold, spec.aliases)):
                return spec
        held = self.registry.name_index.get(name.casefold())
        return None if held is None else self.registry[held.id]

    def _imported(self, name: str) -> ModelSpec | None:
        """Return what price feeds mean by *name*; names of the registry's own files stay theirs."""
        if self.registry.is_curated(name):
            return None
        spec = self.registry.imported(name)
        if spec is None:
            return None
        free = tuple(alias for alias in spec.aliases if not self.registry.is_curated(alias))
        return replace(spec, aliases=free)

    def _unknown(self, tree: Tree, path: tuple[str | int, ...], name: str) -> None:
        near = self.registry.near(name)
        guess = f" (did you mean {near[0]}?)" if near else ""
        self._mistakes.append(tree.mistake(path, f"unknown model: {name}{guess}"))

    def _override(self, tree: Tree, place: int, override: Override) -> None:
        below = ("overrides", place)
        spec = self._spec(override.model) or self._imported(override.model)
        if spec is None:
            self._unknown(tree, (*below, "model"), override.model)
            return
        allowed = tuple(entry.name for entry in fields(ModelSpec) if entry.name != "id")
        strangers = [name for name in override.set if name not in allowed]
        for name in strangers:
            path = (*below, "set")
            self._mistakes.append(tree.mistake(path, unknown_key(allowed, name), at=(*path, name)))
        try:
            given = {k: v for k, v in override.set.items() if k not in strangers}
            spec = _with_set(tree, below, spec, given)
            self.changed[spec.id] = self._with_names_and_rates(tree, below, spec, override)
        except MistakesError as found:
            self._mistakes += found.mistakes

    def _with_names_and_rates(
        self, tree: Tree, below: tuple[str | int, ...], spec: ModelSpec, override: Override
    ) -> ModelSpec:
        for place, alias in enumerate(override.aliases):
            path = (*below, "aliases", place)
            self._refuse_moving(tree, path, alias)
            held = self._names().get(alias.casefold())
            if held is not None and held.id != spec.id:
                what = f"two models have one name: {alias} ({held.id} and {spec.id})"
                self._mistakes.append(tree.mistake(path, what))
        try:
            return replace(
                spec,
                aliases=tuple(dict.fromkeys((*spec.aliases, *override.aliases))),
                rates=_with_rates(spec.rates, override.rates),
            )
        except ValueError as error:
            raise MistakesError([tree.mistake(below, str(error))]) from None

    def _known(self, tree: Tree, path: tuple[str | int, ...], item: Discount | Contract) -> None:
        """Report a developer or channel nobody has; imported channels count as known."""
        known = {"developer": _developers(self._all()), "channel": _channels(self._all())}
        for key, words in known.items():
            value = getattr(item, key)
            if key == "channel" and value in self.registry.imported_channels:
                continue
            if value is not None and value not in words:
                what = f"unknown {key}: {value} (known: {', '.join(sorted(words))})"
                self._mistakes.append(tree.mistake((*path, key), what))

    def _discount(self, tree: Tree, place: int, discount: Discount) -> None:
        path = ("discounts", place)
        if discount.model is None:
            self.discounts.append(discount)
            return
        ids = self._meanings(discount.model)
        if not ids:
            self._unknown(tree, (*path, "model"), discount.model)
        self.discounts += [replace(discount, model=id_) for id_ in ids]

    def _meanings(self, name: str) -> list[str]:
        """Return the id behind *name*; for a moving alias, the ids of all it ever stood for."""
        spec = self._spec(name)
        if spec is not None:
            return [spec.id]
        moving = {**self.registry.moving_aliases, **self.draft.moving_aliases}
        for alias, targets in moving.items():
            if alias.casefold() == name.casefold():
                return list(dict.fromkeys(target.model for target in targets))
        # Feeds know many a common word: they are asked last.
        spec = self._imported(name)
        return [] if spec is None else [spec.id]

    def _all(self) -> Iterator[ModelSpec]:
        yield from self.changed.values()
        yield from (spec for spec in self.registry.models() if spec.id not in self.changed)


def _with_set(
    tree: Tree, below: tuple[str | int, ...], spec: ModelSpec, given: Mapping[str, Any]
) -> ModelSpec:
    """Return *spec* with the fields of an override's ``set``, validated like any model."""
    if not given:
        return spec
    merged = {**encode(spec), **given}
    return validated(tree, ModelSpec, merged, (*below, "set"))


def _with_rates(present: Iterable[Rates], further: Iterable[Rates]) -> tuple[Rates, ...]:
    def series(row: Rates) -> tuple[object, ...]:
        return (row.channel, row.tier, row.since, row.prompt_over, row.hours)

    further = tuple(further)
    replaced = {series(row) for row in further}
    return (*(row for row in present if series(row) not in replaced), *further)


def _developers(specs: Iterable[ModelSpec]) -> set[str]:
    return {spec.developer for spec in specs}


def _channels(specs: Iterable[ModelSpec]) -> set[str]:
    return {channel for spec in specs for channel in spec.channels}
