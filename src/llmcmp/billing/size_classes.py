"""Prompt sizes that matter, per written model: what an engine sorts requests by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

from ..errors import UnknownNameError
from ..pricing import band_edges
from ..records import record
from ..registry import Offer, Registry
from ..schema import ModelSpec
from ..usage import CutsFor
from .price_book import PriceBook


@record
class Rescaling:
    """How many tokens of one vocabulary a token of another one becomes, on the same text."""

    factor: Decimal
    """Expected tokens per token."""
    low: Decimal
    """Lower end of the measured band."""
    high: Decimal
    """Upper end of the measured band."""
    text: str
    """What the factor rests on, as a person reads it."""


Rescale: TypeAlias = Callable[[ModelSpec, ModelSpec], Rescaling | None]
"""From the vocabulary of one model to that of another; None where no ratio was measured."""


def cut_points(
    registry: Registry,
    alternatives: Sequence[Offer] = (),
    *,
    aliases: Mapping[str, str] | None = None,
    rescale: Rescale | None = None,
) -> CutsFor:
    """Return the function that tells an engine the cut points of a written model.

    They are the band edges and limits of the model, and the band edges, limits and least cached
    prefix of every alternative, in tokens of the written model. An unknown model has only those
    of the alternatives: pricing reports that it is unknown.
    """
    return cuts_of(PriceBook(registry, aliases=aliases), alternatives, rescale)


def cuts_of(
    book: PriceBook, alternatives: Sequence[Offer] = (), rescale: Rescale | None = None
) -> CutsFor:
    """Return the cut points of the models as *book* reads their names; see ``cut_points``."""

    def cuts(written: str, channel: str | None = None) -> tuple[int, ...]:
        specs = _specs(book, written, channel)
        sizes = {size for spec in specs for size in _own(spec, channel)}
        for offer in alternatives:
            for size in candidate_sizes(offer.spec, offer.channel):
                sizes |= {
                    cut
                    for spec in specs or [offer.spec]
                    for cut in _cuts(spec, offer, size, rescale)
                }
        return tuple(sorted(sizes))

    return cuts


def hours_matter(
    registry: Registry,
    alternatives: Sequence[Offer] = (),
    *,
    aliases: Mapping[str, str] | None = None,
) -> Callable[[str, str | None], bool]:
    """Return the function that tells an engine whether the hour matters to a written model."""
    book = PriceBook(registry, aliases=aliases)
    elsewhere = any(_by_hour(offer.spec) for offer in alternatives)

    def hours(written: str, channel: str | None = None) -> bool:
        return elsewhere or any(_by_hour(spec) for spec in _specs(book, written, channel))

    return hours


def _by_hour(spec: ModelSpec) -> bool:
    return any(row.hours for row in spec.rates)


def candidate_sizes(spec: ModelSpec, channel: str) -> Iterator[int]:
    """Yield the prompt sizes past which something changes for a model on a channel."""
    yield from band_edges(spec, channel)
    yield from limits(spec)
    if spec.caching is not None and spec.caching.minimum_prefix:
        yield spec.caching.minimum_prefix - 1


def limits(spec: ModelSpec) -> Iterator[int]:
    """Yield the longest prompts the model takes, as far as they are known."""
    if isinstance(spec.context_window, int):
        yield spec.context_window
    if spec.max_input_tokens is not None:
        yield spec.max_input_tokens


def _own(spec: ModelSpec, channel: str | None) -> Iterator[int]:
    yield from band_edges(spec, channel if channel in spec.channels else None)
    yield from limits(spec)


def _cuts(spec: ModelSpec, offer: Offer, size: int, rescale: Rescale | None) -> set[int]:
    """Return *size* of the alternative in tokens of *spec*, at the ends of the band as well."""
    scaling = rescale(spec, offer.spec) if rescale is not None else None
    if scaling is None:
        return {size}
    # A prompt of p tokens is past the size when p x factor > size: p > floor(size / factor).
    return {
        int((Decimal(size) / factor).to_integral_value(ROUND_FLOOR))
        for factor in (scaling.factor, scaling.low, scaling.high)
    }


def _specs(book: PriceBook, written: str, channel: str | None) -> list[ModelSpec]:
    """Return every model a written name can mean on some day, with its rows on the channel."""
    name = book.resolve_alias(written)
    return [
        tiered
        for spec in _meanings(book.registry, name, channel)
        for tiered in [book.with_channel(spec, channel, written=name)]
    ]


def _meanings(registry: Registry, name: str, channel: str | None) -> list[ModelSpec]:
    moving = {alias.casefold(): alias for alias in registry.moving_aliases}
    for reading in _readings(name):
        if reading.casefold() in moving:
            targets = registry.moving_aliases[moving[reading.casefold()]]
            return [registry[target.model] for target in targets]
        try:
            return [registry[reading]]
        except UnknownNameError:
            continue
    only_there = None if channel is None else registry.imported(name, channel)
    return [] if only_there is None else [only_there]


def _readings(name: str) -> Iterable[str]:
    """Yield a name whole, then without the tier and channel of a selector."""
    yield name
    head = name.rpartition("+")[0]
    if head:
        yield head
    bare = (head or name).rpartition("@")[0]
    if bare:
        yield bare


def representative(cuts: Sequence[int], bucket: int) -> int:
    """Return a prompt size in a size class: one more than its lower cut."""
    return cuts[bucket - 1] + 1 if bucket else 0


def sizes_within(
    cuts: Sequence[int], sorted_by: Sequence[int], lowest: int, highest: int
) -> tuple[int, ...]:
    """Return one prompt size per class of *cuts* that requests of some classes can have.

    Those classes, *lowest* to *highest*, are of *sorted_by*: the cut points the requests were
    sorted by when they were read, which need not be the ones they are priced with.
    """
    least = representative(sorted_by, lowest)
    most = sorted_by[highest] if highest < len(sorted_by) else None
    beyond = (cut + 1 for cut in cuts if cut >= least and (most is None or cut < most))
    return (least, *beyond)
