"""The tariffs of the models that usage files name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..errors import UnknownNameError, UnpricedError
from ..notices import Notice
from ..registry import (
    ROUTER,
    NameMatch,
    Registry,
    assumed_channel,
    channel_of_form,
    select,
    stated_tier,
)
from ..schema import ModelSpec, Tier
from .tariff import Tariff


class PriceBook:
    """The tariffs of the models that usage files name, each looked up once."""

    def __init__(self, registry: Registry, *, aliases: Mapping[str, str] | None = None) -> None:
        """Read names by *registry*, after *aliases*: a written name to a selector."""
        self.registry = registry
        self._aliases = {name.casefold(): selector for name, selector in (aliases or {}).items()}
        self._tariffs: dict[tuple[str, str, Tier], Tariff] = {}
        self._named: dict[tuple[object, ...], Tariff] = {}
        self._doubts: dict[Notice, None] = {}
        self._imported: dict[str, None] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What had to be assumed so far, about names and about prices."""
        notices = dict(self._doubts)
        if self._imported:
            notices[_from_feeds(tuple(self._imported))] = None
        for tariff in self._tariffs.values():
            notices |= tariff.notices
        return tuple(notices)

    @property
    def tariffs(self) -> tuple[Tariff, ...]:
        """Every tariff that was used."""
        return tuple(self._tariffs.values())

    def tariff(self, written: str, channel: str | None, tier: str, day: date) -> Tariff:
        """Return the tariff a file means by the model it names, on *day*.

        Raises ``UnknownNameError`` or ``UnpricedError``.
        """
        key = (written, channel, tier, day)
        if key not in self._named:
            self._named[key] = self._find(written, channel, tier, day)
        return self._named[key]

    def tariff_for(self, spec: ModelSpec, channel: str, tier: Tier) -> Tariff:
        """Return the tariff of a model, channel and tier that are already known."""
        key = (spec.id, channel, tier)
        if key not in self._tariffs:
            self._tariffs[key] = Tariff(
                spec, channel, tier, self.registry.discounts, self.registry.imported
            )
        return self._tariffs[key]

    def resolve_alias(self, written: str) -> str:
        """Return the name or selector that an alias gives *written*, else *written* itself."""
        return self._aliases.get(written.casefold(), written)

    def find_model(self, written: str, channel: str | None, day: date) -> ModelSpec:
        """Return the model a file means, priced or not, or raise ``UnknownNameError``."""
        name = self.resolve_alias(written)
        if name not in self.registry and name != written:
            return select(self.registry, name, at=day).spec
        return self._named_by(name, channel, day).spec

    def _find(self, written: str, channel: str | None, tier: str, day: date) -> Tariff:
        if not written:
            raise UnknownNameError("the file names no model", hint="name it: --model gpt-4o-mini")
        name = self.resolve_alias(written)
        if name not in self.registry and name != written:
            offer = select(self.registry, name, at=day)
            self._doubts |= dict.fromkeys(offer.warnings)
            if offer.is_self:
                raise _by_the_hour(offer.spec)
            chosen = offer.tier if "+" in name else _tier(tier, offer.spec)
            return self.tariff_for(offer.spec, offer.channel, chosen)
        match = self._named_by(name, channel, day)
        self._doubts |= dict.fromkeys(match.warnings)
        word = stated_tier(name, tier) or tier
        spec = self.with_channel(match.spec, channel, word, written=name)
        offered = _channel(spec, channel)
        if channel is None and offered == ROUTER and len(spec.channels) > 1:
            self._doubts[assumed_channel(spec, name)] = None
        if match.shelf == "imported" or spec is not match.spec:
            self._imported[spec.id] = None
        return self.tariff_for(spec, offered, _tier(word, spec))

    def _named_by(self, name: str, channel: str | None, day: date) -> NameMatch:
        """Return what *name* means; some names mean something on one channel only."""
        try:
            return self.registry.find(name, day)
        except UnknownNameError:
            spec = None if channel is None else self.registry.imported(name, channel)
            if spec is None:
                raise
            return NameMatch(spec=spec, shelf="imported")

    def with_channel(
        self, spec: ModelSpec, channel: str | None, tier: str | None = None, *, written: str
    ) -> ModelSpec:
        """Return *spec* with the rows that only price feeds know of the channel of a row."""
        slug = channel or spec.own_channel
        if slug is None:
            return spec
        joined = self.registry.with_channel(spec, slug, tier, written=written)
        # Usage is sorted by size before its tier is looked up: a tier that only feeds know has
        # no size classes of its own.
        if slug in spec.channels and _classes(joined, slug) != _classes(spec, slug):
            return spec
        return joined


def _classes(spec: ModelSpec, channel: str) -> set[object]:
    """Return what usage must be sorted by to be priced: bands and times of day."""
    rows = [row for row in spec.rates if row.channel == channel]
    return {row.prompt_over for row in rows} | {window for row in rows for window in row.hours}


def _from_feeds(models: Sequence[str]) -> Notice:
    """Say which prices nobody of this project has checked."""
    shown = ", ".join(models[:5])
    more = f" and {len(models) - 5} more" if len(models) > 5 else ""
    return Notice(code="imported-price", text=f"prices from imported feeds: {shown}{more}")


def _channel(spec: ModelSpec, hint: str | None) -> str:
    """Return the channel a row was had from: the one its file tells, else the developer's own."""
    channel = spec.own_channel if hint is None else hint
    if channel in spec.channels:
        return str(channel)
    if hint is None and spec.architecture is None and (stated := channel_of_form(spec)) is not None:
        return stated
    if hint is None and spec.architecture is not None and not spec.channels:
        raise _by_the_hour(spec)
    where = f"on {hint}" if hint else "from its developer"
    raise UnpricedError(
        f"no price known for {spec.id} {where}",
        hint=f"name one of its channels: {', '.join(f'{spec.id}@{c}' for c in spec.channels)}"
        if spec.channels
        else f"run `llmcmp models show {spec.id}` for what is known of it",
    )


def _by_the_hour(spec: ModelSpec) -> UnpricedError:
    return UnpricedError(
        f"{spec.id} has no price per token: self-hosted weights cost by the hour",
        hint=f"run `llmcmp host {spec.id}` for the hosting plan",
    )


def _tier(word: str, spec: ModelSpec) -> Tier:
    """Return the tier a file's *word* means; an unknown word is never the standard price."""
    try:
        return Tier(word)
    except ValueError:
        raise UnpricedError(
            f"no price known for tier {word} of {spec.id}",
            hint="give its price in an overlay (--registry), or name another tier: "
            f"--alias NAME={spec.id}+standard",
        ) from None
