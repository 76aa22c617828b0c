"""Shapes of ``llmcmp.yaml``: what a team uses, may spend and wants to be warned about.

Numbers stay text here, as people write them (``500k``, ``40%``); ``report.configured`` turns
them into the records that are computed with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ..records import field, field_names, record
from .dates import check_partial, is_whole
from .files import Discount
from .numbers import read_count, read_number, read_share, read_size

TOTAL = "total"
"""The budget of all workloads together."""

Severity = Literal["error", "warn", "off"]


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
        _refuse(
            *_numbers(self, read_count, "min_context", "min_output"),
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
        _refuse(
            *_numbers(self, read_number, "requests"),
            *_numbers(self, read_count, "input_tokens", "output_tokens"),
            *_numbers(self, read_share, "cached_share", "cache_write_share"),
            *(
                f"images: not an image size: {text!r}"
                for text in self.images
                if not _reads(read_size, text)
            ),
        )


@record
class Policy:
    """One rule of the gate: how severe it is and where its limit lies."""

    severity: Severity | None = None
    """``error`` fails the check, ``warn`` only says so, ``off`` is not looked at."""
    days: str | None = None
    """Limit in days."""
    percent: str | None = None
    """Limit in percent."""
    usd: str | None = None
    """Limit in USD a month."""
    tokens: str | None = None
    """Limit in tokens."""
    percent_of_context: str | None = None
    """Limit in percent of the model's context window."""

    def __post_init__(self) -> None:
        """Refuse texts that are not numbers, all at once."""
        _refuse(
            *_numbers(self, read_count, "days", "tokens"),
            *_numbers(self, read_number, "percent", "usd", "percent_of_context"),
        )

    @property
    def limits(self) -> Iterator[str]:
        """The names of the limits that are given."""
        return (
            name
            for name in field_names(self)
            if name != "severity" and getattr(self, name) is not None
        )


LIMITS: dict[str, tuple[str, ...]] = {
    "budget": (),
    "budget_total": (),
    "cost_increase": ("percent", "usd"),
    "cheaper_model": ("percent",),
    "feasible": (),
    "retirement": ("days",),
    "price_change": ("days",),
    "stale_prices": ("days",),
    "licence": (),
    "unpriced": (),
    "prompt_growth": ("tokens", "percent_of_context"),
}
"""Which limits each policy takes."""


@record
class Policies:
    """The rules of the gate; one that is absent keeps its default."""

    budget: Policy | None = None
    """A workload must not cost more a month than its budget (default: error)."""
    budget_total: Policy | None = None
    """All workloads together must not cost more than ``budgets: {total: ...}`` (default: error)."""
    cost_increase: Policy | None = None
    """A workload must not cost ``percent`` and ``usd`` more than in the baseline; where both are
    given, both must be passed (default: off)."""
    cheaper_model: Policy | None = None
    """No candidate that can do the job may be more than ``percent`` cheaper (default: off)."""
    feasible: Policy | None = None
    """The model in use must be able to do the job (default: error)."""
    retirement: Policy | None = None
    """The model in use must not retire within ``days`` (default: warn, 90)."""
    price_change: Policy | None = None
    """The price of the model in use must not change within ``days`` (default: warn, 30)."""
    stale_prices: Policy | None = None
    """The price of the model in use must have been checked within ``days`` (default: warn, 60)."""
    licence: Policy | None = None
    """The licence of the model in use must allow commercial use (default: off)."""
    unpriced: Policy | None = None
    """Every model in use must be known and have a price (default: error)."""
    prompt_growth: Policy | None = None
    """No prompt file may have more than ``tokens`` or ``percent_of_context`` (default: off)."""

    def __post_init__(self) -> None:
        """Refuse limits that a policy does not have, and policies without the limit they need."""
        _refuse(*(mistake for name in LIMITS for mistake in self._mistakes(name)))

    def _mistakes(self, name: str) -> Iterator[str]:
        policy: Policy | None = getattr(self, name)
        if policy is None:
            return
        for limit in policy.limits:
            if limit not in LIMITS[name]:
                takes = ", ".join(LIMITS[name]) or "no limit"
                yield f"{name}: has no limit called {limit} (takes {takes})"
        needs_one = name in ("cost_increase", "cheaper_model", "prompt_growth")
        if needs_one and policy.severity != "off" and not any(policy.limits):
            yield f"{name}: needs a limit: {' or '.join(LIMITS[name])}"


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
        _refuse(
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


def _refuse(*mistakes: str) -> None:
    """Raise one ``ValueError`` with a line for each mistake."""
    if mistakes:
        raise ValueError("\n".join(mistakes))


def _numbers(owner: Any, read: Callable[[str], Any], *names: str) -> Iterator[str]:
    for name in names:
        text = getattr(owner, name)
        if text is not None:
            try:
                read(text)
            except ValueError as error:
                yield f"{name}: {error}: {text[:60]!r}"


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
