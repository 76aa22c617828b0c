"""Shapes of the files under ``models/`` and of the overlays users write."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..records import field, record
from .dates import PartialDate, check_partial
from .gpu import Gpu, GpuPrice
from .model import ModelSpec
from .rates import Rates, Tier
from .source import Source


@record
class AliasTarget:
    """What a moving alias meant from a day on."""

    model: str
    """Id of the model the alias stands for."""
    since: PartialDate
    """First day of this meaning; ``unknown``: some day after the target's release."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""

    def __post_init__(self) -> None:
        """Refuse a text that is not a date."""
        check_partial(self.since, "since")


@record
class DeveloperFile:
    """One developer's models."""

    developer: str
    """Name of the developer."""
    channel: str | None = None
    """Slug of the developer's own API; absent where there is none."""
    moving_aliases: Mapping[str, tuple[AliasTarget, ...]] = field(default_factory=dict)
    """Names whose meaning changed over time."""
    models: tuple[ModelSpec, ...]
    """The models."""


@record
class SourcesFile:
    """The source table and what the registry says of itself."""

    version: str
    """Day the registry was last checked against its sources."""
    sources: Mapping[str, Source]
    """Sources by id."""
    notes: tuple[str, ...] = ()
    """Remarks that hold for the whole registry."""


@record
class Override:
    """Changes to one model that is already in the registry."""

    model: str
    """Id or alias of the model."""
    set: Mapping[str, Any] = field(default_factory=dict)
    """Fields to replace, by name."""
    aliases: tuple[str, ...] = ()
    """Further names."""
    rates: tuple[Rates, ...] = ()
    """Further price rows; a row that begins on the day of a present one of the same channel,
    tier, band and hours replaces it."""


@record
class Discount:
    """A percentage off, for everything that matches."""

    percent: Decimal
    """Percentage taken off, from 0 to 100; negative for an uplift."""
    developer: str | None = None
    """Only models of this developer."""
    channel: str | None = None
    """Only on this channel."""
    model: str | None = None
    """Only this model (id or alias)."""
    tier: Tier | None = None
    """Only this tier."""
    since: PartialDate | None = None
    """First day of the discount."""
    ended: PartialDate | None = None
    """Last day of the discount, inclusive."""
    note: str | None = None
    """Which contract it comes from."""

    def __post_init__(self) -> None:
        """Refuse a percentage out of range, and texts that are not dates."""
        if not self.percent.is_finite() or not -1000 <= self.percent <= 100:
            raise ValueError(f"percent: not a percentage up to 100: {self.percent}")
        for name in ("since", "ended"):
            value = getattr(self, name)
            if value is not None:
                check_partial(value, name)


@record
class Contract:
    """What is paid beside the tokens: fees of a gateway, credits, and a committed spend.

    Applied after rates, discounts and uplifts, in the order of the fields below; each is a line
    of the bill.
    """

    name: str
    """Which contract it is."""
    developer: str | None = None
    """Only models of this developer."""
    channel: str | None = None
    """Only usage on this channel."""
    gateway_percent: Decimal | None = None
    """Percentage of the cost that a gateway takes on top."""
    per_request: Decimal | None = None
    """USD for each request."""
    per_month: Decimal | None = None
    """USD a month, whatever is used."""
    credit: Decimal | None = None
    """USD of credit a month; it pays first, and what is left of it is lost."""
    commitment: Decimal | None = None
    """USD a month that are paid in any case."""
    since: PartialDate | None = None
    """First day of the contract."""
    ended: PartialDate | None = None
    """Last day of the contract, inclusive."""
    note: str | None = None
    """What a reader should know about it."""

    def __post_init__(self) -> None:
        """Refuse a contract without terms, negative amounts and texts that are not dates."""
        has_terms = False
        for name in ("gateway_percent", "per_request", "per_month", "credit", "commitment"):
            value = getattr(self, name)
            if value is not None:
                has_terms = True
                if not value.is_finite() or not 0 <= value <= 10**12:
                    raise ValueError(f"{name}: not an amount: {value}")
        if not has_terms:
            raise ValueError("a contract without a fee, a credit or a commitment")
        for name in ("since", "ended"):
            value = getattr(self, name)
            if value is not None:
                check_partial(value, name)


@record
class OverlayFile:
    """A user's additions to the registry: models, channels, negotiated rates, discounts."""

    name: str | None = None
    """How reports call the overlay; the file name where absent."""
    developer: str | None = None
    """Developer of ``models``."""
    channel: str | None = None
    """Slug of that developer's own API."""
    moving_aliases: Mapping[str, tuple[AliasTarget, ...]] = field(default_factory=dict)
    """Names whose meaning changed over time."""
    models: tuple[ModelSpec, ...] = ()
    """New models; one with a known id replaces it."""
    overrides: tuple[Override, ...] = ()
    """Changes to models of the registry."""
    discounts: tuple[Discount, ...] = ()
    """Percentages off."""
    contracts: tuple[Contract, ...] = ()
    """Fees, credits and commitments."""
    gpus: tuple[Gpu, ...] = ()
    """The user's own cards; one with a known id replaces it."""
    gpu_prices: tuple[GpuPrice, ...] = ()
    """Prices of GPU hours the user knows; ``gpu`` is an id or alias."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Sources that the overlay cites."""
