"""Selectors: ``NAME[@CHANNEL][+TIER]``, read against what the registry holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..errors import UnknownNameError, UnpricedError
from ..notices import Notice
from ..readable import printable
from ..records import record, replace
from ..schema import ModelSpec, Tier
from .names import fine_tuned_base
from .near_misses import near_misses
from .registry import NameMatch, Registry

SELF = "self"
"""The channel of weights one runs oneself."""

ROUTER = "openrouter"
"""Channel that names models ``vendor/model``: such a name belongs to it if to no other channel."""

_PLAN = re.compile(r"(?:([1-9]\d{0,3})x)?([A-Za-z0-9.-]+)")


@record
class Offer:
    """One way to have one model: what a selector stands for."""

    selector: str
    """What the user typed."""
    spec: ModelSpec
    channel: str
    """Slug of the channel; ``self`` for weights one runs oneself."""
    tier: Tier = Tier.STANDARD
    """How requests are served and priced."""
    plan: str | None = None
    """GPU and count, where the selector names them: ``8xA100-80-SXM``."""
    warnings: tuple[Notice, ...] = ()
    """What was not certain about the name."""

    @property
    def is_self(self) -> bool:
        """Tell whether the cost is that of hosting, not of an API."""
        return self.channel == SELF


@record
class _Parts:
    """A selector split at its last ``@`` and ``+``."""

    name: str
    channel: str | None = None
    tier: str | None = None


def select(
    registry: Registry, text: str, *, at: date, gpu_names: frozenset[str] = frozenset()
) -> Offer:
    """Return what the selector *text* stands for on the day *at*."""
    if not text.strip():
        raise UnknownNameError("an empty selector", hint=registry.hint(""))
    parts = _split(registry, text)
    match = _with_channel(registry, registry.find(parts.name, at), parts)
    spec = match.spec
    plan = _plan(parts.channel, spec, gpu_names)
    channel = SELF if plan else _channel(spec, parts)
    return Offer(
        selector=text,
        spec=spec,
        channel=channel,
        tier=_tier(spec, channel, _stated_tier(parts)),
        plan=plan,
        warnings=(*_with_selector(match, text), *_assumed(spec, channel, parts, text)),
    )


def names_model(registry: Registry, text: str) -> bool:
    """Tell whether the registry knows the name in the selector *text*, whatever follows it."""
    return any(parts.name in registry for parts in _readings(text))


def _stated_tier(parts: _Parts) -> str | None:
    return stated_tier(parts.name, parts.tier)


def stated_tier(name: str, tier: str | None) -> str | None:
    """Return the tier of a selector; the name of a fine-tuned model states one by itself."""
    if fine_tuned_base(name) is None:
        return tier
    if tier is None or tier.casefold() == Tier.STANDARD:
        return Tier.FINE_TUNED
    return Tier.FINE_TUNED_BATCH if tier.casefold() == Tier.BATCH else tier


def _assumed(spec: ModelSpec, channel: str, parts: _Parts, text: str) -> tuple[Notice, ...]:
    """Return a warning where the form of the name alone decided the channel."""
    if channel != ROUTER or parts.channel is not None or len(spec.channels) == 1:
        return ()
    return (replace(assumed_channel(spec, parts.name), selector=text),)


def _with_channel(registry: Registry, match: NameMatch, parts: _Parts) -> NameMatch:
    """Return *match* with the rows of the wanted offer, should only a price feed have them."""
    slug = (parts.channel or match.spec.own_channel or "").casefold()
    tier = _stated_tier(parts)
    if not slug or slug == SELF or (parts.channel is None and tier is None):
        return match
    spec = registry.with_channel(
        match.spec, slug, None if tier is None else tier.casefold(), written=parts.name
    )
    return match if spec is match.spec else replace(match, spec=spec)


def _with_selector(match: NameMatch, text: str) -> tuple[Notice, ...]:
    return tuple(
        Notice(code=notice.code, text=notice.text, selector=text) for notice in match.warnings
    )


def _split(registry: Registry, text: str) -> _Parts:
    readings = list(_readings(text))
    for parts in readings:
        # A date is no channel: claude-haiku-4-5@20251001 is a name of Vertex, for the shelf.
        dated = (parts.channel or "").isdigit()
        if not dated and registry.is_curated(registry.spelled(parts.name)):
            return parts
    for parts in readings:
        if parts.name in registry:
            return parts
    # Nobody knows the name: report the shortest reading, the one without its channel and tier.
    name = min(readings, key=lambda parts: len(parts.name)).name or text
    raise UnknownNameError(f"unknown model: {printable(name, 80)}", hint=registry.hint(name))


def _readings(text: str) -> Iterator[_Parts]:
    """Yield the ways to read *text*: whole, split at the last ``+``, then at the last ``@``."""
    yield _Parts(name=text)
    head, plus, tier = text.rpartition("+")
    if plus and "@" not in tier:
        yield _Parts(name=head, tier=tier)
        name, at, channel = head.rpartition("@")
        if at:
            yield _Parts(name=name, channel=channel, tier=tier)
    name, at, channel = text.rpartition("@")
    if at and "+" not in channel:
        yield _Parts(name=name, channel=channel)


def _plan(channel: str | None, spec: ModelSpec, gpu_names: frozenset[str]) -> str | None:
    match = _PLAN.fullmatch(channel or "")
    if match is None or (channel or "").casefold() in spec.channels:
        return None
    count, gpu = match.groups()
    gpu_name = {name.casefold(): name for name in gpu_names}.get(gpu.casefold())
    if gpu_name is None:
        return None
    _require_architecture(spec)
    return f"{count}x{gpu_name}" if count else gpu_name


def _channel(spec: ModelSpec, parts: _Parts) -> str:
    if parts.channel is None:
        return _default_channel(spec)
    slug = parts.channel.casefold()
    if slug == SELF:
        _require_architecture(spec)
        return SELF
    if not slug:
        raise UnknownNameError(f"no channel after the @: {spec.id}@", hint=_choices(spec))
    if slug not in spec.channels:
        _require_any(spec)
        raise UnknownNameError(
            f"unknown channel of {spec.id}: {printable(parts.channel, 80)}",
            hint=_choices(spec, slug),
        )
    return slug


def _default_channel(spec: ModelSpec) -> str:
    if spec.own_channel in spec.channels:
        return str(spec.own_channel)
    if spec.may_be_hosted:
        return SELF
    if (channel := channel_of_form(spec)) is not None:
        return channel
    _require_any(spec)
    raise UnknownNameError(
        f"no channel of the developer's own, and no architecture to host: {spec.id}",
        hint=_choices(spec),
    )


def channel_of_form(spec: ModelSpec) -> str | None:
    """Return the channel that the form of a name implies, where it is not the developer's own."""
    if len(spec.channels) == 1 and spec.id.startswith(f"{spec.channels[0]}/"):
        return spec.channels[0]  # a name of one host's own, such as a Bedrock or Vertex id
    return ROUTER if "/" in spec.id and ROUTER in spec.channels else None


def assumed_channel(spec: ModelSpec, name: str) -> Notice:
    """Return the warning that a name was read as one of OpenRouter by its form alone."""
    others = ", ".join(other for other in spec.channels if other != ROUTER)
    what = f"{name} is taken as a name of OpenRouter; {others} sell it too"
    return Notice(code="channel-assumed", text=what, selector=name)


def _require_architecture(spec: ModelSpec) -> None:
    if not spec.may_be_hosted:
        _require_any(spec)
        missing = "architecture is not known"
        if spec.architecture is not None:
            missing = "weights are not published"
        raise UnknownNameError(
            f"cannot be self-hosted, its {missing}: {spec.id}",
            hint=_choices(spec),
        )


def _require_any(spec: ModelSpec) -> None:
    if not spec.channels and not spec.may_be_hosted:
        raise UnpricedError(
            f"neither a price nor an architecture is known: {spec.id}",
            hint=f"released {spec.released}, weights {spec.weights}; "
            f"run `llmcmp models show {spec.id}` for what is known",
        )


def _choices(spec: ModelSpec, slug: str = "") -> str:
    """Return the selectors that would work, one per channel."""
    channels = list(spec.channels)
    if spec.may_be_hosted:
        channels.append(SELF)
    near = near_misses(slug, channels) if slug else []
    guess = f"did you mean {spec.id}@{near[0]}? " if near else ""
    return f"{guess}use {', '.join(f'{spec.id}@{channel}' for channel in channels)}"


def _tier(spec: ModelSpec, channel: str, text: str | None) -> Tier:
    if channel == SELF:
        if text is not None and text.casefold() != Tier.STANDARD:
            raise UnknownNameError(
                f"self-hosted weights have no tiers: {spec.id}@{SELF}+{printable(text, 80)}",
                hint=f"use {spec.id}@{SELF}",
            )
        return Tier.STANDARD
    offered = tuple(dict.fromkeys(row.tier for row in spec.rates if row.channel == channel))
    requested = Tier.STANDARD if text is None else text.casefold()
    for tier in offered:
        if tier == requested:
            return tier
    listing = f"{channel} has {', '.join(offered)}"
    if text is None:
        raise UnknownNameError(
            f"no standard tier: {spec.id}@{channel}",
            hint=f"{listing}; use {spec.id}@{channel}+{offered[0]}",
        )
    if not text:
        raise UnknownNameError(f"no tier after the +: {spec.id}@{channel}+", hint=listing)
    near = near_misses(text, offered)
    guess = f"did you mean {near[0]}? " if near else ""
    raise UnknownNameError(
        f"unknown tier of {spec.id}@{channel}: {printable(text, 80)}", hint=f"{guess}{listing}"
    )
