"""One row as understood: meters disjoint, counts whole, the impossible refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ...records import field_names
from ...schema import Meter, Tier
from ...usage import Usage

MAX_COUNT = 2**63 - 1
METERS = field_names(Usage)
"""Order of the counts in ``Reading.meters``."""

Meters = tuple[int, int, int, int, int, int, int, int, int]
NOTHING: Meters = (0,) * 9
_WHOLE = re.compile(r"\+?([0-9]+)(?:\.0*)?")


class BadRow(ValueError):  # noqa: N818 - a row is not an error of the program
    """A row that cannot be understood or cannot be true; the text says why."""


@dataclass(slots=True)
class Charge:
    """What a row says was charged."""

    amount: Decimal
    currency: str = "USD"
    meter: Meter | None = None
    kind: Literal["usage", "credit", "purchase", "other"] = "usage"
    description: str = ""


@dataclass(slots=True)
class Reading:
    """What one row of a usage file says."""

    model: str
    meters: Meters | None = NOTHING
    """None for a row that only tells a cost."""
    tier: str = Tier.STANDARD
    channel: str | None = None
    at: int | None = None
    """Seconds since 1970 UTC."""
    since_start: int | None = None
    """Seconds since the start of a trace, of a row without a date."""
    requests: int | None = 1
    per_request: bool = True
    size_over: int = -1
    """Every request of the row has a larger prompt than this."""
    size_up_to: int | None = None
    """No request of the row has a larger prompt than this."""
    region: str | None = None
    cost: Decimal | None = None
    charges: tuple[Charge, ...] = ()
    one_meter: bool = False
    """The row holds one meter of a sum whose other meters are other rows."""
    identity: str | None = None
    """Rows of one identity are one request, written several times: the fullest counts."""

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, or of all prompts of the row."""
        if self.meters is None:
            return 0
        return sum(self.meters[:4]) + self.meters[5] + self.meters[6]


def count(value: Any, column: str) -> int:
    """Return *value* as a whole number of tokens; empty is an error."""
    if isinstance(value, str):
        match = _WHOLE.fullmatch(value.strip())
        if match is None:
            raise BadRow(_not_a_count(value.strip(), column))
        digits = match[1].lstrip("0")
        if len(digits) > 19:
            raise BadRow(f"{column}: more than 2^63: {value.strip()[:40]}")
        number = int(digits or 0)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20:
        if value != value.to_integral_value():
            raise BadRow(f"{column}: not a whole number: {value}")
        number = int(value)
    else:
        raise BadRow(f"{column}: not a number of tokens: {shown(value):.60}")
    if number < 0:
        raise BadRow(f"{column}: negative: {number}")
    if number > MAX_COUNT:
        raise BadRow(f"{column}: more than 2^63: {Decimal(number):.3e}")
    return number


def shown(value: Any) -> str:
    """Return *value* as a message shows it: text quoted, a number as it is."""
    return str(value) if isinstance(value, Decimal) else repr(value)


def _not_a_count(text: str, column: str) -> str:
    if not text:
        return f"{column}: empty"
    if re.fullmatch(r"-[0-9.]+", text):
        return f"{column}: negative: {text[:60]}"
    if re.fullmatch(r"[0-9]*\.[0-9]+", text):
        return f"{column}: not a whole number: {text[:60]}"
    return f"{column}: not a number of tokens: {text[:60]!r}"


def optional(value: Any, column: str) -> int:
    """Return *value* as a count, 0 where it is missing."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return 0
    return count(value, column)


def amount(value: Any, column: str) -> Decimal | None:
    """Return *value* as exact money, None where it is missing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise BadRow(f"{column}: not an amount: {value!r:.60}")
    try:
        money = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise BadRow(f"{column}: not an amount: {value!r:.60}") from None
    if not money.is_finite() or not -30 <= money.adjusted() <= 15:
        if money == 0:
            return Decimal(0)
        raise BadRow(f"{column}: not an amount: {value!r:.60}")
    return money


def inclusive(
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
) -> Meters:
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
    return (
        rest,
        cached - cached_audio,
        write,
        write_1h,
        output - output_audio,
        fresh_audio,
        cached_audio,
        output_audio,
        web_search,
    )


def exclusive(
    fresh: int,
    output: int,
    *,
    cached: int = 0,
    write: int = 0,
    write_1h: int = 0,
    web_search: int = 0,
) -> Meters:
    """Join counts that are disjoint already."""
    return (fresh, cached, write, write_1h, output, 0, 0, 0, web_search)


_TIERS: dict[str, str] = {
    "": Tier.STANDARD,
    "default": Tier.STANDARD,
    "auto": Tier.STANDARD,
    "standard": Tier.STANDARD,
    "standard_only": Tier.STANDARD,
    "on_demand": Tier.STANDARD,
    "ondemand": Tier.STANDARD,
    "batch": Tier.BATCH,
    "flex": Tier.FLEX,
    "on_demand_flex": Tier.FLEX,
    "priority": Tier.PRIORITY,
    "on_demand_priority": Tier.PRIORITY,
    "fine-tuned": Tier.FINE_TUNED,
    "fine-tuned-batch": Tier.FINE_TUNED_BATCH,
}


_FINE_TUNED: dict[str, str] = {
    Tier.STANDARD: Tier.FINE_TUNED,
    Tier.BATCH: Tier.FINE_TUNED_BATCH,
}


def tier_of(word: Any, model: str = "", *, batch: bool = False) -> str:
    """Return the tier a file's *word* means; a word nobody knows stays as it is."""
    written = "" if word is None else str(word).strip().lower()
    tier = _TIERS.get(written, written)
    if batch and tier == Tier.STANDARD:
        tier = Tier.BATCH
    if model.startswith("ft:"):
        tier = _FINE_TUNED.get(tier, tier)
    return str(tier)


def text(value: Any) -> str:
    """Return a name of a file as text, empty where there is none; control bytes are refused."""
    if value is None:
        return ""
    name = str(value).strip()
    if "\x00" in name:
        raise BadRow("a NUL byte in a name")
    if not name.isascii() and not is_text(name):
        raise BadRow("not UTF-8 text")
    if len(name) > 1000:
        raise BadRow(f"a name of {len(name)} characters")
    return name


def is_text(name: str) -> bool:
    """Tell text from bytes that were no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def flag(value: Any) -> bool:
    """Tell whether a file says yes."""
    return value is True or str(value).strip().lower() in ("true", "1", "yes", "t")
