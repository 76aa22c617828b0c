"""Dated price rows: what one channel charges for one tier of a model."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from ..records import record
from .dates import UNKNOWN, PartialDate, check_partial, first_day, last_day


class Meter(StrEnum):
    """One priced dimension; meters are disjoint, so a bill is a plain sum."""

    side: Literal["prompt", "output"] | None
    """Which part of a request its tokens belong to; None for what is no text of either."""
    unit: Literal["token", "call"]
    """What is counted; tokens are priced by the million, calls one by one."""

    def __new__(
        cls,
        name: str,
        side: Literal["prompt", "output"] | None = None,
        unit: Literal["token", "call"] = "token",
    ) -> Meter:
        """Make the meter of a column's name."""
        meter = str.__new__(cls, name)
        meter._value_ = name
        meter.side = side
        meter.unit = unit
        return meter

    INPUT = "input", "prompt"
    """Prompt tokens read without a cache."""
    CACHED_INPUT = "cached_input", "prompt"
    """Prompt tokens read from a cache."""
    CACHE_WRITE = "cache_write", "prompt"
    """Prompt tokens written to a short-lived (5 or 30 minutes) cache."""
    CACHE_WRITE_1H = "cache_write_1h", "prompt"
    """Prompt tokens written to a long-lived (1 hour and more) cache."""
    OUTPUT = "output", "output"
    """Tokens the model wrote, reasoning included."""
    INPUT_AUDIO = "input_audio", "prompt"
    """Audio tokens of the prompt."""
    CACHED_INPUT_AUDIO = "cached_input_audio", "prompt"
    """Audio tokens of the prompt read from a cache."""
    OUTPUT_AUDIO = "output_audio", "output"
    """Audio tokens the model spoke."""
    WEB_SEARCH = "web_search", None, "call"
    """Web searches, in calls."""

    @property
    def per_call(self) -> bool:
        """Whether it counts calls, which are not part of any number of tokens."""
        return self.unit == "call"


PER_CALL = frozenset(meter for meter in Meter if meter.per_call)
"""Meters counted in calls; all others are tokens."""

PROMPT_METERS = tuple(meter for meter in Meter if meter.side == "prompt")
"""Meters that together make the prompt, whose total a band tests."""


class Tier(StrEnum):
    """How a request is served and priced."""

    STANDARD = "standard"
    BATCH = "batch"
    FLEX = "flex"
    PRIORITY = "priority"
    FINE_TUNED = "fine-tuned"
    FINE_TUNED_BATCH = "fine-tuned-batch"


@record
class Dispute:
    """A statement of a source that the registry does not follow, kept visible."""

    about: str
    """The field or topic on which sources differ."""
    stated: str
    """What the other source says."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that say so."""
    note: str | None = None
    """Why the registry does not follow it, where that is known."""


_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@record
class Rates:
    """One dated price row of one channel and tier, in USD per million tokens."""

    channel: str
    """Where the model is sold: a slug such as ``openai``, ``bedrock``, ``together``."""
    tier: Tier = Tier.STANDARD
    """How it is served and priced."""
    since: PartialDate
    """First day these rates apply (00:00 UTC); ``unknown`` holds back to the model's release."""
    since_basis: Literal["announced", "seen"] = "announced"
    """``seen``: the rate was first seen on that day and may have begun earlier."""
    ended: PartialDate | None = None
    """Last day of a withdrawn offer, inclusive; not needed where a later row follows."""
    prompt_over: int | None = None
    """The row is a band: it replaces the plain row for prompts of more than this many tokens."""
    hours: tuple[str, ...] = ()
    """UTC windows (``01:00-04:00``, end exclusive) in which the row replaces the plain one."""
    input: Decimal | None = None
    """USD per million uncached prompt tokens."""
    cached_input: Decimal | None = None
    """USD per million prompt tokens read from a cache."""
    cache_write: Decimal | None = None
    """USD per million prompt tokens written to a short-lived cache."""
    cache_write_1h: Decimal | None = None
    """USD per million prompt tokens written to a long-lived cache."""
    output: Decimal | None = None
    """USD per million output tokens, reasoning included."""
    input_audio: Decimal | None = None
    """USD per million audio tokens of the prompt."""
    cached_input_audio: Decimal | None = None
    """USD per million audio tokens of the prompt read from a cache."""
    output_audio: Decimal | None = None
    """USD per million audio tokens the model spoke."""
    web_search: Decimal | None = None
    """USD per web search (per call, not per million)."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of this row."""
    disputes: tuple[Dispute, ...] = ()
    """What other sources say of this row."""
    note: str | None = None
    """What a reader should know about this row."""

    def __post_init__(self) -> None:
        """Refuse rows that could never be priced or selected."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", self.channel):
            raise ValueError(f"channel: not a slug: {self.channel!r}")
        check_partial(self.since, "since")
        if self.ended is not None:
            check_partial(self.ended, "ended")
            if UNKNOWN not in (self.ended, self.since) and last_day(self.ended) < first_day(
                self.since
            ):
                raise ValueError(f"ended: {self.ended} is before since: {self.since}")
        if self.prompt_over is not None and self.prompt_over < 1:
            raise ValueError(f"prompt_over: not a number of tokens: {self.prompt_over}")
        for window in self.hours:
            if not _WINDOW.fullmatch(window) or window[6:] > "24:00" or window[:5] >= window[6:]:
                raise ValueError(f"hours: not a UTC window: {window!r} (use 01:00-04:00)")
        priced = False
        for meter in Meter:
            rate = self.rate(meter)
            if rate is not None:
                priced = True
                if not rate.is_finite() or rate < 0:
                    raise ValueError(f"{meter}: not a price: {rate}")
                if rate and not -12 <= rate.adjusted() <= 9:
                    raise ValueError(f"{meter}: not a price in USD per million: {rate}")
        if not priced:
            raise ValueError("a price row without a single price")

    def rate(self, meter: Meter) -> Decimal | None:
        """Return the rate of *meter*, or None where the row does not price it."""
        rate: Decimal | None = getattr(self, meter.value)
        return rate

    def covers_minute(self, minute: int) -> bool:
        """Tell whether a row with hours holds at *minute* of the UTC day (0 to 1439)."""
        at = f"{minute // 60:02}:{minute % 60:02}"
        return any(window[:5] <= at < window[6:] for window in self.hours)
