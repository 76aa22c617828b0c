"""What a user may choose about hosting; everything has a documented default."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from ..errors import InputError
from ..records import record
from ..schema.gpu import HIGHEST_HOURLY_PRICE, Term

HIGHEST = Decimal(10) ** 9


@record
class Owned:
    """A server the user owns or would buy; what is None comes from the file of GPUs."""

    server_usd: Decimal | None = None
    """Purchase price of one server in USD."""
    server_gpus: int | None = None
    """GPUs of one server."""
    server_kw: Decimal | None = None
    """Nameplate power of one server in kW."""
    load: Decimal | None = None
    """Average draw as a share of the nameplate."""
    years: Decimal | None = None
    """Years of use."""
    residual: Decimal | None = None
    """Share of the price the server is still worth at the end."""
    pue: Decimal | None = None
    """Power of the site over power of the server."""
    usd_per_kwh: Decimal | None = None
    """Price of electricity."""
    colocation_usd_per_kw_month: Decimal | None = None
    """Rent of space and power per kW and month; replaces PUE and electricity."""
    maintenance: Decimal | None = None
    """Yearly upkeep as a share of the purchase price."""

    def __post_init__(self) -> None:
        """Refuse amounts that no server has."""
        for name in ("server_usd", "server_kw", "years", "pue"):
            _positive(f"owned: {name}", getattr(self, name))
        for name in ("load", "residual", "maintenance"):
            _share(f"owned: {name}", getattr(self, name))
        for name in ("usd_per_kwh", "colocation_usd_per_kw_month"):
            _not_negative(f"owned: {name}", getattr(self, name))
        if self.server_gpus is not None and self.server_gpus < 1:
            raise InputError(f"owned: server_gpus: not a number of GPUs: {self.server_gpus}")


@record
class HostingOptions:
    """Choices for one hosting plan."""

    gpu: str | None = None
    """Card, by id or everyday spelling; may carry a count (``8xA100-80``)."""
    gpus: int | None = None
    """Cards of one replica."""
    precision: str | None = None
    """How weights and cache are stored; 16 bits where None."""
    engine: str | None = None
    """Serving engine; vLLM where None."""
    concurrency: int | None = None
    """Most requests in flight on one replica."""
    measured: Decimal | None = None
    """Output tokens per second of one replica, measured by the user."""
    peak_to_mean: Decimal | None = None
    """Busiest minute over mean minute (PAR)."""
    traffic: Literal["chat", "coding"] = "chat"
    """Whose usual ratio to assume where neither it nor a usage file is given."""
    headroom: Decimal | None = None
    """Highest load of a replica, as a share of its saturated rate (H)."""
    redundancy: int = 1
    """Minimum number of replicas, whatever the load (R_min)."""
    longest_request: int | None = None
    """Tokens of the longest request; the mean request where None."""
    vendor: str | None = None
    """Only prices of this vendor."""
    term: Term = "on-demand"
    """How the hours are bought."""
    price_per_gpu_hour: Decimal | None = None
    """The user's own price, instead of the file's."""
    autoscaled: bool = False
    """Whether replicas are started and stopped with the load."""
    owned: Owned | None = None
    """Price the user's own server instead of rented hours."""
    fixed_monthly: Decimal = Decimal(0)
    """USD a month for people, storage, egress: everything that does not depend on the GPUs."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range, and options that exclude each other."""
        for flag, count in (
            ("--gpus", self.gpus),
            ("--concurrency", self.concurrency),
            ("--redundancy", self.redundancy),
            ("--longest-request", self.longest_request),
        ):
            if count is not None and not 1 <= count <= HIGHEST:
                raise InputError(f"{flag}: not a number of at least 1: {count}")
        _positive("--price-per-gpu-hour", self.price_per_gpu_hour)
        if self.price_per_gpu_hour is not None and self.price_per_gpu_hour > HIGHEST_HOURLY_PRICE:
            raise InputError(
                f"--price-per-gpu-hour: no GPU costs this much: {self.price_per_gpu_hour}",
                hint="give USD per hour of one GPU, not of a server or a month",
            )
        _positive("--measured", self.measured)
        _not_negative("fixed monthly cost", self.fixed_monthly)
        _share("--headroom", self.headroom)
        if self.headroom == 0:
            raise InputError("--headroom: a replica that may carry nothing: 0")
        _positive("--peak-to-mean", self.peak_to_mean)
        if self.peak_to_mean is not None and self.peak_to_mean < 1:
            raise InputError(f"--peak-to-mean: a peak below the mean: {self.peak_to_mean}")
        if self.owned is not None and self.price_per_gpu_hour is not None:
            raise InputError("an owned server has no --price-per-gpu-hour: give one of the two")


_MEASURED = re.compile(
    r"(\d[\d_]*(?:\.\d+)?)\s*([km]?)\s*(?:(?:tok(?:en)?s?)?\s*/\s*s(?:ec)?|tps)?", re.IGNORECASE
)
_FACTOR = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000)}


def parse_measured(text: str) -> Decimal:
    """Read ``1450tok/s``, ``1.45k`` or ``1450`` as output tokens per second of one replica."""
    match = _MEASURED.fullmatch(text.strip())
    try:
        value = Decimal(match[1]) * _FACTOR[match[2].lower()] if match else Decimal(0)
    except InvalidOperation:
        value = Decimal(0)
    if not 0 < value <= HIGHEST:
        raise InputError(f"--measured: not a speed: {text}", hint="write it like 1450tok/s")
    return value


def _positive(what: str, value: Decimal | None) -> None:
    if value is not None and (not value.is_finite() or not 0 < value <= HIGHEST):
        raise InputError(f"{what}: not a positive amount: {value}")


def _not_negative(what: str, value: Decimal | None) -> None:
    if value is not None and (not value.is_finite() or not 0 <= value <= HIGHEST):
        raise InputError(f"{what}: not an amount: {value}")


def _share(what: str, value: Decimal | None) -> None:
    if value is not None and (not value.is_finite() or not 0 <= value <= 1):
        raise InputError(f"{what}: not a share from 0 to 1: {value}")
