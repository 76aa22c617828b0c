"""The options that say how weights are hosted."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ...records import record
from ..option_groups import OptionGroup
from .values import count, decimal, optional, price, share

if TYPE_CHECKING:
    from ...hosting import HostingOptions, Owned


class Traffic(StrEnum):
    """Whose peak is assumed where none is given."""

    CHAT = "chat"
    CODING = "coding"


class Term(StrEnum):
    """How an hour of a GPU is bought."""

    ON_DEMAND = "on-demand"
    SPOT = "spot"
    RESERVED = "reserved"
    SERVERLESS = "serverless"


@record
class ServerOptions(OptionGroup):
    """What a GPU, an engine and a replica are."""

    gpu: Annotated[
        str | None,
        typer.Option("--gpu", metavar="NAME", help="Card, such as A100-80 or 8xH100."),
    ] = None
    gpus: Annotated[
        str | None, typer.Option("--gpus", metavar="N", help="Cards of one replica.")
    ] = None
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision",
            metavar="NAME",
            help="How weights are stored: fp16 (default), fp8, int8, int4, ...",
        ),
    ] = None
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", metavar="NAME", help="What serves them: vllm (default), tensorrt-llm, ..."
        ),
    ] = None
    concurrency: Annotated[
        str | None,
        typer.Option("--concurrency", metavar="N", help="Most requests in flight on a replica."),
    ] = None
    longest_request: Annotated[
        str | None,
        typer.Option(
            "--longest-request", metavar="N", help="Tokens of the longest request, in and out."
        ),
    ] = None
    measured: Annotated[
        str | None,
        typer.Option(
            "--measured",
            metavar="TOK/S",
            help="Output tokens per second of one replica that you measured, such as 1450tok/s.",
        ),
    ] = None
    peak_to_mean: Annotated[
        str | None,
        typer.Option(
            "--peak-to-mean", metavar="N", help="Requests of the busiest minute over the mean."
        ),
    ] = None
    traffic: Annotated[
        Traffic, typer.Option("--traffic", help="Whose peak holds where none is given.")
    ] = Traffic.CHAT
    headroom: Annotated[
        str | None,
        typer.Option(
            "--headroom", metavar="0..1", help="Most of its top speed a replica should carry."
        ),
    ] = None
    redundancy: Annotated[
        str,
        typer.Option("--redundancy", metavar="N", help="Fewest replicas, whatever the load."),
    ] = "1"
    gpu_vendor: Annotated[
        str | None,
        typer.Option("--gpu-vendor", metavar="NAME", help="Only prices of this vendor."),
    ] = None
    term: Annotated[Term, typer.Option("--term", help="How GPU hours are bought.")] = Term.ON_DEMAND
    price_per_gpu_hour: Annotated[
        str | None,
        typer.Option("--price-per-gpu-hour", metavar="USD", help="Your own price."),
    ] = None
    autoscaled: Annotated[
        bool, typer.Option("--autoscaled", help="Start and stop replicas with the load.")
    ] = False
    fixed_monthly: Annotated[
        str | None,
        typer.Option(
            "--fixed-monthly",
            metavar="USD",
            help="USD a month for people, storage, egress: what no GPU causes.",
        ),
    ] = None
    owned: Annotated[
        bool,
        typer.Option(
            "--owned", help="Price a server you own; --owned-... replace the norms of the trade."
        ),
    ] = False
    owned_price: Annotated[
        str | None, typer.Option("--owned-price", metavar="USD", help="Price of the server.")
    ] = None
    owned_gpus: Annotated[
        str | None, typer.Option("--owned-gpus", metavar="N", help="GPUs of the server.")
    ] = None
    owned_kw: Annotated[
        str | None, typer.Option("--owned-kw", metavar="KW", help="Its nameplate power.")
    ] = None
    owned_draw: Annotated[
        str | None,
        typer.Option("--owned-draw", metavar="0..1", help="Mean draw, as a share of that."),
    ] = None
    owned_years: Annotated[
        str | None, typer.Option("--owned-years", metavar="N", help="Years of use.")
    ] = None
    owned_residual: Annotated[
        str | None,
        typer.Option(
            "--owned-residual", metavar="0..1", help="Share of its price left at the end."
        ),
    ] = None
    owned_maintenance: Annotated[
        str | None,
        typer.Option("--owned-maintenance", metavar="0..1", help="Yearly upkeep, of its price."),
    ] = None
    pue: Annotated[
        str | None, typer.Option("--pue", metavar="N", help="Power of the site over the server's.")
    ] = None
    electricity: Annotated[
        str | None, typer.Option("--electricity", metavar="USD", help="Price of a kWh.")
    ] = None
    colocation: Annotated[
        str | None,
        typer.Option(
            "--colocation",
            metavar="USD",
            help="Rent per kW and month, instead of --pue and --electricity.",
        ),
    ] = None

    def options(self) -> HostingOptions:
        """Return what was asked for as the hosting model reads it."""
        from ...hosting import HostingOptions, parse_measured

        return HostingOptions(
            gpu=self.gpu,
            gpus=optional(count, "--gpus", self.gpus),
            precision=self.precision,
            engine=self.engine,
            concurrency=optional(count, "--concurrency", self.concurrency),
            longest_request=optional(count, "--longest-request", self.longest_request),
            measured=None if self.measured is None else parse_measured(self.measured),
            peak_to_mean=optional(decimal, "--peak-to-mean", self.peak_to_mean),
            traffic=self.traffic.value,
            headroom=optional(share, "--headroom", self.headroom),
            redundancy=count("--redundancy", self.redundancy),
            vendor=self.gpu_vendor,
            term=self.term.value,
            price_per_gpu_hour=optional(price, "--price-per-gpu-hour", self.price_per_gpu_hour),
            autoscaled=self.autoscaled,
            owned=self._owned(),
            fixed_monthly=optional(price, "--fixed-monthly", self.fixed_monthly) or Decimal(0),
        )

    def _owned(self) -> Owned | None:
        """Return the server the user owns, if any option speaks of one."""
        from ...hosting import Owned

        server = Owned(
            server_usd=optional(price, "--owned-price", self.owned_price),
            server_gpus=optional(count, "--owned-gpus", self.owned_gpus),
            server_kw=optional(decimal, "--owned-kw", self.owned_kw),
            load=optional(share, "--owned-draw", self.owned_draw),
            years=optional(decimal, "--owned-years", self.owned_years),
            residual=optional(share, "--owned-residual", self.owned_residual),
            pue=optional(decimal, "--pue", self.pue),
            usd_per_kwh=optional(price, "--electricity", self.electricity),
            colocation_usd_per_kw_month=optional(price, "--colocation", self.colocation),
            maintenance=optional(share, "--owned-maintenance", self.owned_maintenance),
        )
        return server if self.owned or server != Owned() else None
