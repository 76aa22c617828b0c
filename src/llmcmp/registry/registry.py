"""Models by id, alias and moving alias; look-up is exact, near misses are suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, Protocol

from ..errors import RegistryError, UnknownNameError
from ..readable import printable
from ..records import record, replace
from ..schema import (
    UNKNOWN,
    AliasTarget,
    Contract,
    Discount,
    ModelSpec,
    Source,
    Tier,
    first_day,
    is_whole,
    last_day,
)
from ..schema.gpu import Gpu, GpuPrice
from .names import spellings

_TIERS = frozenset(Tier)


@record
class OverlayInfo:
    """Which overlay was laid over the registry."""

    name: str
    """How reports call it."""
    sha256: str
    """Digest of its bytes."""


@record
class Notice:
    """A warning that travels with an answer into every format."""

    code: str
    """Stable word for programs."""
    text: str
    """One sentence for people."""
    selector: str | None = None
    """What the user typed, where the warning concerns one selector."""


@record
class Found:
    """A model, and what must be said about how its name was understood."""

    spec: ModelSpec
    """The model."""
    warnings: tuple[Notice, ...] = ()
    """What was not certain."""
    shelf: Literal["curated", "imported"] = "curated"
    """Whether the registry's own files describe the model, or a price feed does."""


class Shelf(Protocol):
    """Models beyond the registry, by the names that price feeds declare."""

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


@record
class Name:
    """One spelling of one model."""

    text: str
    """The id or alias as the registry writes it."""
    id: str
    """Id of the model it names."""


class NameClashError(RegistryError):
    """One name stands for two models."""


def name_index(specs: Iterable[ModelSpec]) -> dict[str, Name]:
    """Map every id and alias, in lower case, to its model; a name of two models is an error."""
    index: dict[str, Name] = {}
    for spec in specs:
        for text in (spec.id, *spec.aliases):
            held = index.setdefault(text.casefold(), Name(text=text, id=spec.id))
            if held.id != spec.id:
                raise NameClashError(f"two models have one name: {text} ({held.id} and {spec.id})")
    return index


class Registry:
    """Every model by name; iterating yields ids, and a model is decoded when it is asked for."""

    def __init__(
        self,
        models: Mapping[str, ModelSpec],
        *,
        version: str = UNKNOWN,
        sha256: str = "",
        names: Mapping[str, Name] | None = None,
        moving_aliases: Mapping[str, tuple[AliasTarget, ...]] | None = None,
        sources: Mapping[str, Source] | None = None,
        discounts: tuple[Discount, ...] = (),
        contracts: tuple[Contract, ...] = (),
        notes: tuple[str, ...] = (),
        overlays: tuple[OverlayInfo, ...] = (),
        shelf: Callable[[], Shelf] | None = None,
        gpus: tuple[Gpu, ...] = (),
        gpu_prices: tuple[GpuPrice, ...] = (),
    ) -> None:
        """Take *models* by id; without *names*, all of them are read to build the index.

        *shelf* opens the imported models; it is called when a name is not among *models*.
        """
        self._models = models
        self._names = name_index(models.values()) if names is None else names
        self.moving_aliases = moving_aliases or {}
        self._moving = {alias.casefold(): alias for alias in self.moving_aliases}
        self.version = version
        self.sha256 = sha256
        self.sources = sources or {}
        self.discounts = discounts
        self.contracts = contracts
        self.notes = notes
        self.overlays = overlays
        self._open_shelf = shelf
        self._imported: dict[tuple[str, str | None], ModelSpec | None] = {}
        # What overlays add to the table of GPUs, which hosting reads beside the registry.
        self.gpus = gpus
        self.gpu_prices = gpu_prices
        self._check_moving_aliases()

    def _check_moving_aliases(self) -> None:
        for folded, alias in self._moving.items():
            if folded in self._names:
                held = self._names[folded].id
                raise NameClashError(f"a moving alias is also a name of {held}: {alias}")
            for target in self.moving_aliases[alias]:
                if target.model not in self._models:
                    raise RegistryError(f"moving alias {alias}: unknown model: {target.model}")

    def __getitem__(self, name: str) -> ModelSpec:
        """Return the model with this id or alias; a moving alias needs a date, hence `find`."""
        name = self.spelled(name)
        held = self._names.get(name.casefold())
        if held is not None:
            return self._models[held.id]
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
        raise UnknownNameError(f"unknown model: {shown(name)}", hint=self.hint(name))

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
        held = {row.tier for row in spec.rates if row.channel == channel}
        if held and (tier is None or tier in held or tier not in _TIERS):
            return spec
        for name in dict.fromkeys((written, spec.id, *spec.aliases)):
            found = self.imported(name, channel)
            rows = () if found is None else found.rates
            more = tuple(row for row in rows if row.channel == channel and row.tier not in held)
            if more:
                return replace(spec, rates=(*spec.rates, *more))
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
        """Ids of all models."""
        return tuple(self._models)

    @property
    def names(self) -> tuple[str, ...]:
        """Every id, alias and moving alias."""
        return (*(name.text for name in self._names.values()), *self.moving_aliases)

    @property
    def name_index(self) -> Mapping[str, Name]:
        """Ids and aliases by lower-case spelling, moving aliases excluded."""
        return self._names

    def find(self, name: str, at: date) -> Found:
        """Return what *name* means on the day *at*."""
        name = self.spelled(name)
        alias = self._moving.get(name.casefold())
        if alias is not None:
            return self._on_day(alias, at)
        return Found(spec=self[name], shelf="curated" if self.is_curated(name) else "imported")

    def _on_day(self, alias: str, at: date) -> Found:
        targets = self.moving_aliases[alias]
        begun = [
            (start, place, target)
            for place, target in enumerate(targets)
            if (start := self._start(target)) <= at
        ]
        if not begun:
            first = min(targets, key=self._start)
            raise UnknownNameError(
                f"an alias without a meaning on {at}: {alias}",
                hint=f"it first stood for {first.model}, from {self._start(first)}",
            )
        target = max(begun, key=lambda item: item[:2])[2]
        return Found(spec=self._models[target.model], warnings=_doubts(alias, target, at))

    def _start(self, target: AliasTarget) -> date:
        """Return the first day on which the alias can have meant *target*."""
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
        written = {text.casefold(): text for text in self.names}
        return [written[key] for key in near_misses(name, written)]

    def overlaid(
        self,
        overlays: tuple[OverlayInfo, ...],
        *,
        models: Mapping[str, ModelSpec] | None = None,
        moving_aliases: Mapping[str, tuple[AliasTarget, ...]] | None = None,
        sources: Mapping[str, Source] | None = None,
        discounts: tuple[Discount, ...] = (),
        contracts: tuple[Contract, ...] = (),
        shelf: Callable[[], Shelf] | None = None,
        gpus: tuple[Gpu, ...] = (),
        gpu_prices: tuple[GpuPrice, ...] = (),
    ) -> Registry:
        """Return a registry in which these parts replace or join those of this one."""
        changed = models or {}
        kept = {key: name for key, name in self._names.items() if name.id not in changed}
        added = name_index(changed.values())
        for key in kept.keys() & added.keys():
            ours, theirs = kept[key], added[key]
            raise NameClashError(
                f"two models have one name: {theirs.text} ({ours.id} and {theirs.id})"
            )
        return Registry(
            Layered(changed, self._models),
            version=self.version,
            sha256=self.sha256,
            names={**kept, **added},
            moving_aliases={**self.moving_aliases, **(moving_aliases or {})},
            sources={**self.sources, **sources} if sources else self.sources,
            discounts=(*self.discounts, *discounts),
            contracts=(*self.contracts, *contracts),
            notes=self.notes,
            overlays=(*self.overlays, *overlays),
            shelf=shelf or self._open_shelf,
            gpus=(*self.gpus, *gpus),
            gpu_prices=(*self.gpu_prices, *gpu_prices),
        )


class Layered(Mapping[str, ModelSpec]):
    """Models of an overlay over models of a registry, neither of them read before it is needed."""

    def __init__(self, upper: Mapping[str, ModelSpec], lower: Mapping[str, ModelSpec]) -> None:
        """Let *upper* win; what only it holds comes last."""
        self._upper, self._lower = upper, lower
        self._order = tuple(dict.fromkeys((*lower, *upper)))

    def __getitem__(self, key: str) -> ModelSpec:
        return self._upper[key] if key in self._upper else self._lower[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


def _doubts(alias: str, target: AliasTarget, at: date) -> tuple[Notice, ...]:
    """Return a warning where the day on which *alias* moved to *target* is not certain."""
    if target.since == UNKNOWN:
        when = "the day it moved there is unknown"
    elif not is_whole(target.since) and at <= last_day(target.since):
        when = f"it moved there some day of {target.since}"
    else:
        return ()
    text = f"{alias} is taken as {target.model} on {at}; {when}"
    return (Notice(code="alias-date-unknown", text=text, selector=alias),)


def near_misses(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of *known* (lower-case words) that look like *name*."""
    from difflib import get_close_matches

    known = list(known)
    word = name[:200].casefold()
    squeezed: dict[str, list[str]] = {}
    for key in known:
        squeezed.setdefault(_letters(key), []).append(key)
    if same := squeezed.get(_letters(word)):
        return same[:3]
    close = get_close_matches(word, known, n=3)
    longer = [key for key in known if len(word) > 2 and key.startswith(word)]
    return list(dict.fromkeys((*close, *longer)))[:3]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def shown(text: str) -> str:
    """Return what a user typed in a form that fits on one line of a message."""
    return printable(text, 80)
