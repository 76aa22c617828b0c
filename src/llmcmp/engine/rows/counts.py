"""Counts of a row per meter: disjoint, named by their meter, never by a position."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import TypeAlias, cast

from ...schema import Meter
from .cells import BadRow

METERS = tuple(meter.value for meter in Meter)
"""Names of the meters, in the order of counts."""

Counts: TypeAlias = tuple[int, ...]
"""One count per meter, in the order of ``METERS``; made by name with ``by_meter``."""

by_meter = cast("Callable[..., Counts]", namedtuple("Counts", METERS, defaults=(0,) * len(METERS)))
"""Return counts from those named, ``by_meter(input=12, output=3)``; all others are 0."""


def split_inclusive(
    prompt: int,
    output: int,
    *,
    cached: int = 0,
    write: int = 0,
    write_1h: int = 0,
    audio: int = 0,
    cached_audio: int = 0,
    output_audio: int = 0,
    web_search: int = 0,
) -> Counts:
    """Split a *prompt* that includes cached, written and audio tokens; audio includes cached."""
    if cached + write + write_1h > prompt:
        raise BadRow(
            f"cached and cache-written tokens exceed input tokens: "
            f"{cached + write + write_1h} of {prompt}"
        )
    if cached_audio > cached or cached_audio > audio or output_audio > output:
        raise BadRow("audio tokens exceed the tokens they are part of")
    fresh_audio = audio - cached_audio
    rest = prompt - cached - write - write_1h - fresh_audio
    if rest < 0:
        raise BadRow(f"cached and audio tokens exceed input tokens: {prompt - rest} of {prompt}")
    return by_meter(
        input=rest,
        cached_input=cached - cached_audio,
        cache_write=write,
        cache_write_1h=write_1h,
        output=output - output_audio,
        input_audio=fresh_audio,
        cached_input_audio=cached_audio,
        output_audio=output_audio,
        web_search=web_search,
    )


def from_disjoint(
    fresh: int,
    output: int,
    *,
    cached: int = 0,
    write: int = 0,
    write_1h: int = 0,
    web_search: int = 0,
) -> Counts:
    """Join counts that are disjoint already."""
    return by_meter(
        input=fresh,
        cached_input=cached,
        cache_write=write,
        cache_write_1h=write_1h,
        output=output,
        web_search=web_search,
    )
