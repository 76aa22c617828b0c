"""Shapes of ``llmcmp.yaml``: what a team uses, may spend and wants to be warned about.

Numbers stay text here, as people write them (``500k``, ``40%``); ``report.from_config`` turns
them into the records that are computed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ..records import field, record
from .dates import check_partial, is_whole
from .files import Discount
from .mistakes import number_mistakes, refuse
from .numbers import read_count, read_number, read_share, read_size
from .policies import Policies

TOTAL = "total"
"""The budget of all workloads together."""


@record
class NeedsConfig:
    """What a model must offer."""

    offers: tuple[str, ...] = ()
    """Modalities and features, such as image or function_calling."""
    min_context: str | None = None
    """Smallest context window, in tokens."""
    min_output: str | None = None
    """Smallest output limit, in tokens."""
    min_scores: Mapping[str, str] = field(default_factory=dict)
    """Lowest score by benchmark; an unknown score does not pass."""
    commercial_use: bool = False
    """Whether the licence must allow commercial use."""
    weights: tuple[str, ...] = ()
    """Acceptable weights: none, open, gated, on-request; empty: any."""
    channels: tuple[str, ...] = ()
    """Acceptable channels; empty: any."""
    developers: tuple[str, ...] = ()
    """Acceptable developers; empty: any."""
    available_until: str | None = None
    """Day up to which the model must not be retired."""

    def __post_init__(self) -> None:
        """Refuse texts that are not numbers or dates, all at once."""
        refuse(
            *number_mistakes(self, read_count, "min_context", "min_output"),
            *(
                f"min_scores: {name}: not a number: {value!r}"
                for name, value in self.min_scores.items()
                if not _is_decimal(value)
            ),
            *_days(self, "available_until"),
        )


@record
class WorkloadConfig:
    """One workload: a model in use and what is asked of it."""

    model: str
    """The model in use, as NAME[@CHANNEL][+TIER]."""
    requests: str = "1"
    """Requests in one period."""
    per: Literal["month", "day", "hour"] = "month"
    """The period of ``requests``."""
    input_tokens: str = "0"
    """Prompt tokens of one request, those of ``prompts`` not counted."""
    output_tokens: str = "0"
    """Output tokens of one request."""
    cached_share: str = "0"
    """Share of the prompt read from a cache: 0.4 or 40%."""
    cache_write_share: str = "0"
    """Share of the prompt written to a cache."""
    images: tuple[str, ...] = ()
    """Images of one request, as WIDTHxHEIGHT."""
    prompts: tuple[str, ...] = ()
    """Prompt files sent with every request, relative to this file; their tokens are counted."""
    candidates: tuple[str, ...] = ()
    """Models that could take its place; those of the whole file where empty."""
    needs: NeedsConfig | None = None
    """What its model must offer; the needs of the whole file where absent."""

    def __post_init__(self) -> None:
        """Refuse texts that are not numbers, all at once."""
        refuse(
            *number_mistakes(self, read_number, "requests"),
            *number_mistakes(self, read_count, "input_tokens", "output_tokens"),
            *number_mistakes(self, read_share, "cached_share", "cache_write_share"),
            *(
                f"images: not an image size: {text!r}"
                for text in self.images
                if not _reads(read_size, text)
            ),
        )


@record
class SavedMap:
    """What the columns of the user's own table mean, used as ``estimate --map NAME``."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Column of the file by meaning: timestamp, model, input_tokens, output_tokens, ..."""
    model: str | None = None
    """Model of rows that name none."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Name in the registry by what the files call a model."""


@record
class Config:
    """The whole of ``llmcmp.yaml``."""

    workloads: Mapping[str, WorkloadConfig] = field(default_factory=dict)
    """Workloads by name."""
    candidates: tuple[str, ...] = ()
    """Models that could take the place of those in use; empty: everything with a price."""
    needs: NeedsConfig | None = None
    """What the model of every workload must offer."""
    budgets: Mapping[str, str] = field(default_factory=dict)
    """USD a month by workload; ``total`` for all together."""
    policies: Policies | None = None
    """The rules of ``llmcmp check``."""
    registry: tuple[str, ...] = ()
    """Overlay files or folders to lay over the registry, relative to this file."""
    discounts: tuple[Discount, ...] = ()
    """Percentages off list prices."""
    maps: Mapping[str, SavedMap] = field(default_factory=dict)
    """Saved mappings of usage tables by name."""

    def __post_init__(self) -> None:
        """Refuse budgets that are not amounts, all at once."""
        refuse(
            *(
                f"budgets.{name}: not an amount in USD: {value!r}"
                for name, value in self.budgets.items()
                if not _reads(read_number, value)
            )
        )


def selectors_of(config: Config) -> tuple[str, ...]:
    """Return every selector that a configuration names."""
    entries = config.workloads.values()
    names = (
        *(entry.model for entry in entries),
        *(name for entry in entries for name in entry.candidates),
        *config.candidates,
    )
    return tuple(dict.fromkeys(names))


@record
class ConfigFile:
    """A configuration and where it was read."""

    config: Config
    """Its content."""
    path: str
    """Path of the file, from the root of the repository where there is one."""
    folder: str
    """Folder that its relative paths start from."""
    sha256: str
    """Digest of its bytes."""
    lines: Mapping[str, int]
    """Line of each value by path: ``budgets.chat``."""

    def line(self, *steps: str) -> int:
        """Return the line of a value, or of the nearest thing around it."""
        for end in range(len(steps), 0, -1):
            if (line := self.lines.get(".".join(steps[:end]))) is not None:
                return line
        return 1


def _days(owner: Any, *names: str) -> Iterator[str]:
    for name in names:
        text = getattr(owner, name)
        if text is not None:
            try:
                check_partial(text, name)
            except ValueError as error:
                yield str(error)
            else:
                if not is_whole(text):
                    yield f"{name}: not a day: {text!r}"


def _reads(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and len(text) <= 20
    except InvalidOperation:
        return False
