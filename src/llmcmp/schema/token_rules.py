"""How text, images, sound and the chat format become tokens of a model."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ..records import record
from .dates import PartialDate


@record
class Tokenizer:
    """Which vocabulary turns text into this model's tokens."""

    name: str
    """``o200k_base``, ``gpt2``, ``llama3``, ...; ``undisclosed`` or ``unknown``."""
    vocabulary: int | None = None
    """Number of entries."""
    prefix: str | None = None
    """Special token the model puts in front of every text."""
    library: str | None = None
    """Public library that carries the vocabulary."""
    note: str | None = None
    """What a reader should know about it."""


@record
class ImageTokens:
    """Rule that turns an image into prompt tokens."""

    rule: Literal["tiles", "patches", "area", "per-image", "small-or-tiles"]
    """``tiles``: OpenAI's 512-pixel tiles; ``patches``: 32-pixel patches times a multiplier;
    ``area``: width x height / ``divisor``; ``per-image``: ``base`` for any image;
    ``small-or-tiles``: ``base`` if both sides are at most ``small_side``, else ``base`` a tile."""
    base: int | None = None
    """Tokens of any image (``tiles``, ``per-image``) or of one tile (``small-or-tiles``)."""
    per_tile: int | None = None
    """Further tokens for each tile."""
    low_detail: int | None = None
    """Tokens of an image sent with low detail."""
    fit_within: int | None = None
    """Longest side, in pixels, to which a larger image is scaled down first."""
    shortest_side: int | None = None
    """Shortest side, in pixels, to which the image is then scaled down."""
    tile: int | None = None
    """Side of a tile or patch, in pixels."""
    small_side: int | None = None
    """Largest side, in pixels, of an image that counts as one tile."""
    divisor: int | None = None
    """Pixels per token under ``area``."""
    cap: int | None = None
    """Maximum patches or tokens of one image."""
    multiplier: Decimal | None = None
    """Factor on the number of patches."""
    since: PartialDate | None = None
    """First day of the rule, where it is known."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the rule."""
    note: str | None = None
    """What a reader should know about it."""


@record
class AudioTokens:
    """How many tokens a second of sound makes."""

    input_per_second: Decimal | None = None
    """Tokens of one second heard."""
    output_per_second: Decimal | None = None
    """Tokens of one second spoken."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the rule."""
    note: str | None = None
    """What a reader should know about it."""


@record
class ChatOverhead:
    """Tokens that the chat format adds around the text, by the vendor's published rule."""

    per_message: int
    """Tokens of one message's wrapping."""
    per_name: int = 0
    """Tokens a message's name adds or saves."""
    reply: int = 0
    """Tokens that open the answer."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the rule."""
    note: str | None = None
    """What a reader should know about it."""
