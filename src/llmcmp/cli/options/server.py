"""The options that say how a model is hosted."""

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
    """Traffic patterns with a known peak."""

    CHAT = "chat"
    CODING = "coding"


class Term(StrEnum):
    """How GPU hours are bought."""

    ON_DEMAND = "on-demand"
    SPOT = "spot"
    RESERVED = "reserved"
    SERVERLESS = "serverless"


@record
class ServerOptions(OptionGroup):
    """Which GPU, engine and replicas serve the model, and what they cost."""

    gpu: Annotated[
        str | None,
        typer.Option("--gpu", metavar="NAME", help="GPU model, such as A100-80 or 8xH100."),
    ] = None
    gpus: Annotated[str | None, typer.Option("--gpus", metavar="N", help="GPUs per replica.")] = (
        None
    )
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision",
            metavar="NAME",
            help="Precision of the weights: fp16 (default), fp8, int8, int4, ...",
        ),
    ] = None
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", metavar="NAME", help="Inference engine: vllm (default), tensorrt-llm, ..."
        ),
    ] = None
    concurrency: Annotated[
        str | None,
        typer.Option(
            "--concurrency", metavar="N", help="Maximum number of concurrent requests per replica."
        ),
    ] = None
    longest_request: Annotated[
        str | None,
        typer.Option(
            "--longest-request",
            metavar="N",
            help="Tokens of the longest request, input plus output.",
        ),
    ] = None
    measured: Annotated[
        str | None,
        typer.Option(
            "--measured",
            metavar="TOK/S",
            help="Measured output tokens per second of one replica, such as 1450tok/s.",
        ),
    ] = None
    peak_to_mean: Annotated[
        str | None,
        typer.Option(
            "--peak-to-mean",
            metavar="N",
            help="Requests in the busiest minute, divided by the average.",
        ),
    ] = None
    traffic: Annotated[
        Traffic,
        typer.Option("--traffic", help="Traffic pattern to assume if --peak-to-mean is not given."),
    ] = Traffic.CHAT
    headroom: Annotated[
        str | None,
        typer.Option(
            "--headroom",
            metavar="0..1",
            help="Maximum load of a replica, as a share of its top speed.",
        ),
    ] = None
    redundancy: Annotated[
        str,
        typer.Option("--redundancy", metavar="N", help="Minimum number of replicas."),
    ] = "1"
    gpu_vendor: Annotated[
        str | None,
        typer.Option(
            "--gpu-vendor", metavar="NAME", help="Use only the GPU prices of this vendor."
        ),
    ] = None
    term: Annotated[Term, typer.Option("--term", help="How GPU hours are bought.")] = Term.ON_DEMAND
    price_per_gpu_hour: Annotated[
        str | None,
        typer.Option("--price-per-gpu-hour", metavar="USD", help="Your own price per GPU hour."),
    ] = None
    autoscaled: Annotated[
        bool, typer.Option("--autoscaled", help="Start and stop replicas as the load changes.")
    ] = False
    fixed_monthly: Annotated[
        str | None,
        typer.Option(
            "--fixed-monthly",
            metavar="USD",
            help="Fixed monthly costs that do not depend on GPUs, such as people and storage.",
        ),
    ] = None
    owned: Annotated[
        bool,
        typer.Option(
            "--owned", help="Price a server that you own; --owned-... override industry averages."
        ),
    ] = False
    owned_price: Annotated[
        str | None, typer.Option("--owned-price", metavar="USD", help="Price of the server.")
    ] = None
    owned_gpus: Annotated[
        str | None, typer.Option("--owned-gpus", metavar="N", help="GPUs in the server.")
    ] = None
    owned_kw: Annotated[
        str | None, typer.Option("--owned-kw", metavar="KW", help="Nameplate power of the server.")
    ] = None
    owned_draw: Annotated[
        str | None,
        typer.Option(
            "--owned-draw", metavar="0..1", help="Average power draw, as a share of --owned-kw."
        ),
    ] = None
    owned_years: Annotated[
        str | None, typer.Option("--owned-years", metavar="N", help="Years in use.")
    ] = None
    owned_residual: Annotated[
        str | None,
        typer.Option(
            "--owned-residual", metavar="0..1", help="Value at the end, as a share of the price."
        ),
    ] = None
    owned_maintenance: Annotated[
        str | None,
        typer.Option(
            "--owned-maintenance",
            metavar="0..1",
            help="Yearly maintenance, as a share of the price.",
        ),
    ] = None
    pue: Annotated[
        str | None,
        typer.Option(
            "--pue", metavar="N", help="Power of the site, divided by that of its servers."
        ),
    ] = None
    electricity: Annotated[
        str | None, typer.Option("--electricity", metavar="USD", help="Price per kWh.")
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
        """Return the options as the hosting model reads them."""
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
        """Return the server that the user owns, or None if no option describes one."""
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
