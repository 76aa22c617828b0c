"""Models by id, alias and moving alias; look-up is exact, near misses are suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal

from ..errors import RegistryError, UnknownNameError
from ..notices import Notice
from ..readable import printable
from ..records import record, replace
from ..schema import (
    UNKNOWN,
    AliasTarget,
    ModelSpec,
    Source,
    Tier,
    first_day,
    is_whole,
    last_day,
)
from .layer import Layer, OverlayInfo
from .name_index import NameClashError, Spelling, name_index
from .names import spellings
from .near_misses import near_misses
from .shelf import Shelf

_TIERS = frozenset(Tier)


@record
class NameMatch:
    """The model that a name stands for, and warnings about how the name was read."""

    spec: ModelSpec
    warnings: tuple[Notice, ...] = ()
    """What was not certain about the name."""
    shelf: Literal["curated", "imported"] = "curated"
    """Whether the registry's own files describe the model, or a price feed does."""


class Registry:
    """Every model by name; iterating yields ids, and a model is decoded when it is asked for."""

    def __init__(
        self,
        layer: Layer,
        *,
        version: str = UNKNOWN,
        sha256: str = "",
        names: Mapping[str, Spelling] | None = None,
        notes: tuple[str, ...] = (),
        overlays: tuple[OverlayInfo, ...] = (),
        shelf: Callable[[], Shelf] | None = None,
    ) -> None:
        """Hold what *layer* states; without *names*, all its models are read to build the index.

        *shelf* opens the imported models; it is called when a name is not among those of *layer*.
        """
        self._layer = layer
        self._models = layer.models
        self._names = name_index(layer.models.values()) if names is None else names
        self.moving_aliases = layer.moving_aliases
        self._moving = {alias.casefold(): alias for alias in self.moving_aliases}
        self.version = version
        self.sha256 = sha256
        self.sources = layer.sources
        self.discounts = layer.discounts
        self.contracts = layer.contracts
        self.notes = notes
        self.overlays = overlays
        self._open_shelf = shelf
        self._imported: dict[tuple[str, str | None], ModelSpec | None] = {}
        self.gpus = layer.gpus
        self.gpu_prices = layer.gpu_prices
        self._check_moving_aliases()

    def _check_moving_aliases(self) -> None:
        for folded, alias in self._moving.items():
            if folded in self._names:
                model = self._names[folded].id
                raise NameClashError(f"a moving alias is also a name of {model}: {alias}")
            for target in self.moving_aliases[alias]:
                if target.model not in self._models:
                    raise RegistryError(f"moving alias {alias}: unknown model: {target.model}")

    def __getitem__(self, name: str) -> ModelSpec:
        """Return the model with this id or alias; a moving alias needs a date: use `find`."""
        name = self.spelled(name)
        spelling = self._names.get(name.casefold())
        if spelling is not None:
            return self._models[spelling.id]
        alias = self._moving.get(name.casefold())
        if alias is not None:
            meanings = ", ".join(target.model for target in self.moving_aliases[alias])
            raise UnknownNameError(
                f"the meaning of this alias depends on the date: {alias}",
                hint=f"it has stood for {meanings}; ask with a date",
            )
        imported = self.imported(name)
        if imported is not None:
            return imported
        raise UnknownNameError(f"unknown model: {printable(name, 80)}", hint=self.hint(name))

    def __contains__(self, name: object) -> bool:
        """Tell whether *name* is an id, an alias, a moving alias or a name of the shelf."""
        return isinstance(name, str) and (
            self.is_curated(self.spelled(name)) or self.imported(name) is not None
        )

    def is_curated(self, name: str) -> bool:
        """Tell whether the registry's own files, or an overlay, hold *name*."""
        return name.casefold() in self._names or name.casefold() in self._moving

    def spelled(self, name: str) -> str:
        """Return *name* as the registry's own files spell it, where they do; else unchanged.

        ``models/gemini-2.5-pro``, ``ft:gpt-4o-mini:org::id`` and ``GPT-4o mini`` are such names.
        """
        return next((text for text in spellings(name) if self.is_curated(text)), name)

    def imported(self, name: str, channel: str | None = None) -> ModelSpec | None:
        """Return what price feeds mean by *name*; the shelf is opened on the first question."""
        if self._open_shelf is None or not name:
            return None
        key = (name.casefold(), channel)
        if key not in self._imported:
            self._imported[key] = self._open_shelf().find(name, channel)
        return self._imported[key]

    def with_channel(
        self, spec: ModelSpec, channel: str, tier: str | None = None, *, written: str = ""
    ) -> ModelSpec:
        """Return *spec* with the imported price rows of a channel or tier that it does not hold.

        *written* is a name the model has on that channel, where one was read.
        """
        known = {row.tier for row in spec.rates if row.channel == channel}
        if known and (tier is None or tier in known or tier not in _TIERS):
            return spec
        for name in dict.fromkeys((written, spec.id, *spec.aliases)):
            imported = self.imported(name, channel)
            rows = () if imported is None else imported.rates
            new = tuple(row for row in rows if row.channel == channel and row.tier not in known)
            if new:
                return replace(spec, rates=(*spec.rates, *new))
        return spec

    @property
    def imported_channels(self) -> tuple[str, ...]:
        """Slugs of the channels that price feeds know."""
        return () if self._open_shelf is None else tuple(self._open_shelf().channels)

    def source(self, key: str) -> Source | None:
        """Return the source with this id, of the registry or of a feed."""
        if key in self.sources or self._open_shelf is None:
            return self.sources.get(key)
        return self._open_shelf().sources.get(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def models(self) -> Iterator[ModelSpec]:
        """Yield every model, in the order of the registry."""
        return iter(self._models.values())

    def imported_models(self) -> Iterator[ModelSpec]:
        """Yield the models of the shelf that the registry's own files do not hold."""
        if self._open_shelf is not None:
            yield from (
                spec for spec in self._open_shelf().models() if not self.is_curated(spec.id)
            )

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all models of the registry itself, in its order."""
        return tuple(self._models)

    @property
    def names(self) -> tuple[str, ...]:
        """Every id, alias and moving alias."""
        return (*(name.text for name in self._names.values()), *self.moving_aliases)

    @property
    def name_index(self) -> Mapping[str, Spelling]:
        """Ids and aliases by lower-case spelling, moving aliases excluded."""
        return self._names

    def find(self, name: str, at: date) -> NameMatch:
        """Return what *name* means on the day *at*."""
        name = self.spelled(name)
        alias = self._moving.get(name.casefold())
        if alias is not None:
            return self._on_day(alias, at)
        return NameMatch(spec=self[name], shelf="curated" if self.is_curated(name) else "imported")

    def _on_day(self, alias: str, at: date) -> NameMatch:
        targets = self.moving_aliases[alias]
        begun = [
            (start, number, target)
            for number, target in enumerate(targets)
            if (start := self._start(target)) <= at
        ]
        if not begun:
            first = min(targets, key=self._start)
            raise UnknownNameError(
                f"an alias without a meaning on {at}: {alias}",
                hint=f"it first stood for {first.model}, from {self._start(first)}",
            )
        target = max(begun, key=lambda item: item[:2])[2]
        return NameMatch(spec=self._models[target.model], warnings=_date_notices(alias, target, at))

    def _start(self, target: AliasTarget) -> date:
        """Return the first day on which the alias can have pointed to *target*."""
        for day in (target.since, self._models[target.model].released):
            if day != UNKNOWN:
                return first_day(day)
        return date.min

    def hint(self, name: str) -> str:
        """Return the near misses of *name* as a hint, with the command that lists all names."""
        near = self.near(name)
        everything = "run `llmcmp models list` for all"
        return f"did you mean {', '.join(near)}? {everything}" if near else everything

    def near(self, name: str) -> list[str]:
        """Return up to three names that look like *name*, the nearest first."""
        by_lower_case = {text.casefold(): text for text in self.names}
        return [by_lower_case[key] for key in near_misses(name, by_lower_case)]

    def overlaid(
        self,
        overlays: tuple[OverlayInfo, ...],
        layer: Layer | None = None,
        *,
        shelf: Callable[[], Shelf] | None = None,
    ) -> Registry:
        """Return this registry with *layer* over it, which replaces or joins what it states."""
        upper = layer or Layer()
        replaced = upper.models
        below = {key: name for key, name in self._names.items() if name.id not in replaced}
        added = name_index(replaced.values())
        for key in below.keys() & added.keys():
            ours, theirs = below[key], added[key]
            raise NameClashError(
                f"two models have one name: {theirs.text} ({ours.id} and {theirs.id})"
            )
        return Registry(
            self._layer.under(upper),
            version=self.version,
            sha256=self.sha256,
            names={**below, **added},
            notes=self.notes,
            overlays=(*self.overlays, *overlays),
            shelf=shelf or self._open_shelf,
        )


def _date_notices(alias: str, target: AliasTarget, at: date) -> tuple[Notice, ...]:
    """Return a warning where the day on which *alias* moved to *target* is not certain."""
    if target.since == UNKNOWN:
        when = "the day it moved there is unknown"
    elif not is_whole(target.since) and at <= last_day(target.since):
        when = f"it moved there some day of {target.since}"
    else:
        return ()
    text = f"{alias} is taken as {target.model} on {at}; {when}"
    return (Notice(code="alias-date-unknown", text=text, selector=alias),)
