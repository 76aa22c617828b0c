"""What a user asks for: requests per period, and the tokens, images and text of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from ..errors import InputError, UncountableError
from ..exact import exact
from ..records import record, replace
from ..schema import ContentClass, Meter
from .meters import Quantity

HOURS_PER_MONTH = Decimal(730)
"""Hours of an average month, where no calendar month is given."""

DAYS_PER_MONTH = Decimal("30.4375")
"""Days of an average month, where no calendar month is given."""

PER_MONTH: dict[str, Decimal] = {
    "month": Decimal(1),
    "day": DAYS_PER_MONTH,
    "hour": HOURS_PER_MONTH,
}
"""Factor from a period to a month."""


@record
class Image:
    """An image of a prompt."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    detail: Literal["high", "low"] = "high"
    """How closely the model looks at it."""

    def __post_init__(self) -> None:
        """Refuse sizes no image has."""
        for side in (self.width, self.height):
            if not 1 <= side <= 1_000_000:
                raise InputError(f"image: not a size in pixels: {self.width}x{self.height}")


@record
class TokenCount:
    """How many tokens a text is on one model, and how sure that is."""

    tokens: int
    """Tokens; the best estimate where the count is calibrated."""
    kind: Literal["exact", "calibrated"]
    """``exact``: counted on the model's own vocabulary; ``calibrated``: by a measured ratio."""
    low: int
    """Lower end of the band; the count itself where it is exact."""
    high: int
    """Upper end of the band; the count itself where it is exact."""
    tokenizer: str
    """Vocabulary that was counted, or the measured one used instead."""
    content_class: ContentClass | None = None
    """Class of the text, found or given; absent where texts of several classes were added."""
    notes: tuple[str, ...] = ()
    """Rules that were used."""
    warnings: tuple[str, ...] = ()
    """What a reader must know of the text."""

    def __add__(self, other: TokenCount) -> TokenCount:
        """Add two counts of one model; the sum is as sure as the less sure of them."""
        both = {self.kind, other.kind}
        same = self.content_class == other.content_class
        return TokenCount(
            tokens=self.tokens + other.tokens,
            kind="calibrated" if "calibrated" in both else "exact",
            low=self.low + other.low,
            high=self.high + other.high,
            tokenizer=self.tokenizer,
            content_class=self.content_class if same else None,
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
            warnings=tuple(dict.fromkeys(self.warnings + other.warnings)),
        )


@record
class TokenItem:
    """One line of the tokens of a request."""

    what: str
    """What makes these tokens."""
    tokens: int
    low: int
    """Lower end of the band."""
    high: int
    """Upper end of the band."""
    rule: str
    """The rule or vocabulary they were counted by."""
    meter: Meter = Meter.INPUT
    """What they are charged as."""


@record
class PromptText:
    """Text that is part of every request, as each model counts it."""

    files: tuple[str, ...]
    """Where the text was read."""
    counts: Mapping[str, TokenCount]
    """Tokens of all of it, by id of the model."""
    uncounted: Mapping[str, str]
    """Why it cannot be counted, by id of the model."""


@record
class Workload:
    """Usage per request x requests per month, and its shape."""

    requests: Quantity = 1
    """Requests in one period."""
    per: Literal["month", "day", "hour"] = "month"
    """The period of ``requests``."""
    input_tokens: int = 0
    """Prompt tokens of one request, cached ones included, images excluded."""
    output_tokens: int = 0
    """Output tokens of one request, reasoning included."""
    cached_share: Decimal = Decimal(0)
    """Share of the prompt read from a cache, 0 to 1."""
    cache_write_share: Decimal = Decimal(0)
    """Share of the prompt written to a cache, 0 to 1."""
    images: tuple[Image, ...] = ()
    """Images of one request."""
    name: str | None = None
    """What the user calls it."""
    prompt: PromptText | None = None
    """Text of one request, beside ``input_tokens``; every model counts it in its own way."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range, and shares that together exceed the prompt."""
        for name in ("requests", "input_tokens", "output_tokens"):
            value = getattr(self, name)
            if isinstance(value, Decimal) and not value.is_finite():
                raise InputError(f"{name}: not a number: {value}")
            if value < 0:
                raise InputError(f"{name}: negative: {value}")
            if value > 10**15:
                raise InputError(f"{name}: more than 1,000,000,000,000,000: {value}")
        for name in ("cached_share", "cache_write_share"):
            share = getattr(self, name)
            if not share.is_finite() or not 0 <= share <= 1:
                raise InputError(f"{name}: not a share from 0 to 1: {share}")
        if self.cached_share + self.cache_write_share > 1:
            raise InputError(
                "cached_share and cache_write_share: together more than 1: "
                f"{self.cached_share + self.cache_write_share}"
            )

    def prompt_on(self, model: str) -> TokenCount | None:
        """Return the tokens of ``prompt`` on *model*; raise where they cannot be counted."""
        if self.prompt is None:
            return None
        if model in self.prompt.counts:
            return self.prompt.counts[model]
        why = self.prompt.uncounted.get(model, f"nobody counted the prompt on {model}")
        raise UncountableError(why)

    def on(self, model: str) -> tuple[Workload, ...]:
        """Return the workload with the prompt's own tokens on *model*.

        Where these are calibrated, the low and the high end of the band follow.
        """
        count = self.prompt_on(model)
        if count is None:
            return (self,)
        ends = () if count.low == count.high else (count.low, count.high)
        return tuple(
            replace(self, input_tokens=self.input_tokens + tokens, prompt=None)
            for tokens in (count.tokens, *ends)
        )

    @property
    def monthly_requests(self) -> Quantity:
        """Requests per month of 30.4375 days (730 hours where ``per`` is hour)."""
        with exact():
            return self.requests * PER_MONTH[self.per]
