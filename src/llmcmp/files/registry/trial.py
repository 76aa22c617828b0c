"""Tries an overlay on a registry, to report every mistake of every file at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...records import field_names, replace
from ...registry import Registry, Spelling
from ...schema import Contract, Discount, ModelSpec, Override, Rates
from ..snapshots.snapshot import encode
from ..yaml_files.mistakes import MistakesError
from ..yaml_files.tree import Steps, Tree
from ..yaml_files.validated import unknown_key, validated
from .draft import Draft
from .references import alias_mistakes, citation_mistakes, name_table


class OverlayTrial:
    """An overlay tried on a registry: what it changes there, and what does not fit."""

    def __init__(self, registry: Registry, draft: Draft) -> None:
        self.registry, self.draft = registry, draft
        self.changed = {spec.id: spec for _, _, spec in draft.models}
        self.discounts: list[Discount] = []
        _, self._mistakes = name_table(draft.models, self._unchanged_names())
        self._moving = {alias.casefold(): alias for alias in registry.moving_aliases}
        for tree, index, spec in draft.models:
            for name in (spec.id, *spec.aliases):
                self._refuse_moving(tree, ("models", index), name)

    def check(self) -> None:
        """Apply overrides and discounts; raise every mistake of every file."""
        for tree, file in self.draft.overlays:
            for index, override in enumerate(file.overrides):
                self._override(tree, index, override)
        names = self._names()
        ids = {*self.registry.ids, *self.changed}
        sources = {**self.registry.sources, **self.draft.sources}
        for tree, file in self.draft.overlays:
            self._mistakes += citation_mistakes(tree, sources)
            self._mistakes += alias_mistakes(tree, ids, names)
            for index, discount in enumerate(file.discounts):
                self._known(tree, ("discounts", index), discount)
                self._discount(tree, index, discount)
            for index, contract in enumerate(file.contracts):
                self._known(tree, ("contracts", index), contract)
        if self._mistakes:
            raise MistakesError(self._mistakes)

    def _unchanged_names(self) -> dict[str, Spelling]:
        names = self.registry.name_index
        return {key: name for key, name in names.items() if name.id not in self.changed}

    def _names(self) -> dict[str, Spelling]:
        """Return the names of the result; those that aliases of overrides add can clash too."""
        names = self._unchanged_names()
        for spec in self.changed.values():
            for text in (spec.id, *spec.aliases):
                names[text.casefold()] = Spelling(text=text, id=spec.id)
        return names

    def _refuse_moving(self, tree: Tree, path: Steps, name: str) -> None:
        if name.casefold() in self._moving:
            what = f"a moving alias of the registry has this name: {self._moving[name.casefold()]}"
            self._mistakes.append(tree.mistake(path, what))

    def _spec(self, name: str) -> ModelSpec | None:
        for spec in self.changed.values():
            if name.casefold() in (spec.id.casefold(), *map(str.casefold, spec.aliases)):
                return spec
        spelling = self.registry.name_index.get(name.casefold())
        return None if spelling is None else self.registry[spelling.id]

    def _imported(self, name: str) -> ModelSpec | None:
        """Return what price feeds mean by *name*; names of the registry's own files stay theirs."""
        if self.registry.is_curated(name):
            return None
        spec = self.registry.imported(name)
        if spec is None:
            return None
        free = tuple(alias for alias in spec.aliases if not self.registry.is_curated(alias))
        return replace(spec, aliases=free)

    def _unknown(self, tree: Tree, path: Steps, name: str) -> None:
        near = self.registry.near(name)
        guess = f" (did you mean {near[0]}?)" if near else ""
        self._mistakes.append(tree.mistake(path, f"unknown model: {name}{guess}"))

    def _override(self, tree: Tree, index: int, override: Override) -> None:
        below = ("overrides", index)
        spec = self._spec(override.model) or self._imported(override.model)
        if spec is None:
            self._unknown(tree, (*below, "model"), override.model)
            return
        allowed = tuple(name for name in field_names(ModelSpec) if name != "id")
        strangers = [name for name in override.set if name not in allowed]
        for name in strangers:
            path = (*below, "set")
            self._mistakes.append(tree.mistake(path, unknown_key(allowed, name), at=(*path, name)))
        try:
            values = {k: v for k, v in override.set.items() if k not in strangers}
            spec = _with_set(tree, below, spec, values)
            self.changed[spec.id] = self._with_names_and_rates(tree, below, spec, override)
        except MistakesError as error:
            self._mistakes += error.mistakes

    def _with_names_and_rates(
        self, tree: Tree, below: Steps, spec: ModelSpec, override: Override
    ) -> ModelSpec:
        for index, alias in enumerate(override.aliases):
            path = (*below, "aliases", index)
            self._refuse_moving(tree, path, alias)
            other = self._names().get(alias.casefold())
            if other is not None and other.id != spec.id:
                what = f"two models have one name: {alias} ({other.id} and {spec.id})"
                self._mistakes.append(tree.mistake(path, what))
        try:
            return replace(
                spec,
                aliases=tuple(dict.fromkeys((*spec.aliases, *override.aliases))),
                rates=_with_rates(spec.rates, override.rates),
            )
        except ValueError as error:
            raise MistakesError([tree.mistake(below, str(error))]) from None

    def _known(self, tree: Tree, path: Steps, item: Discount | Contract) -> None:
        """Report an unknown developer or channel; imported channels count as known."""
        known = {"developer": _developers(self._all()), "channel": _channels(self._all())}
        for key, words in known.items():
            value = getattr(item, key)
            if key == "channel" and value in self.registry.imported_channels:
                continue
            if value is not None and value not in words:
                what = f"unknown {key}: {value} (known: {', '.join(sorted(words))})"
                self._mistakes.append(tree.mistake((*path, key), what))

    def _discount(self, tree: Tree, index: int, discount: Discount) -> None:
        path = ("discounts", index)
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


def _with_set(tree: Tree, below: Steps, spec: ModelSpec, values: Mapping[str, Any]) -> ModelSpec:
    """Return *spec* with the fields of an override's ``set``, validated like any model."""
    if not values:
        return spec
    merged = {**encode(spec), **values}
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
