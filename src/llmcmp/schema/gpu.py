"""What is known of accelerators: abilities, dated hourly prices, ownership and traffic norms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from ..records import field, record
from .dates import PartialDate, check_partial
from .source import Source

Term = Literal["on-demand", "spot", "reserved", "serverless"]
"""How an hour of a GPU is bought."""

HIGHEST_HOURLY_PRICE = Decimal(1000)
"""No GPU hour has ever cost this much; a row above it is a typing error."""

GIB = 2**30
"""Bytes of the unit that GPU memory is stated in."""


@record
class Gpu:
    """One accelerator: what the data sheet says, dense figures without sparsity."""

    id: str
    """The name this registry uses."""
    name: str
    """The name people use."""
    vendor: Literal["nvidia", "amd", "other"]
    """Who makes it; the speed model was fitted per vendor."""
    aliases: tuple[str, ...] = ()
    """Everyday spellings; case does not matter."""
    memory_gb: float
    """Memory as it is sold, in GB."""
    usable_gib: float
    """Memory the runtime can see, in GiB, approximately."""
    bandwidth: float
    """Peak memory bandwidth in GB/s."""
    fp16: float
    """Dense peak of 16-bit matrix multiplies in TFLOPS."""
    fp8: float | None = None
    """Dense peak at 8-bit floats in TFLOPS; absent where the card has none."""
    int8: float | None = None
    """Dense peak at 8-bit integers in TOPS; absent where the card has none."""
    fp4: float | None = None
    """Dense peak at 4-bit floats in TFLOPS; absent where the card has none."""
    tdp_w: int
    """Board power in watts."""
    link: float
    """Bandwidth to the other GPUs of the node, one direction, in GB/s."""
    nvlink: bool = False
    """Whether that link is NVLink or Infinity Fabric instead of PCIe."""
    batched_data: bool = False
    """Whether published batched measurements back the speed model on this card."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of these figures."""
    note: str | None = None
    """What a reader should know about it."""

    def __post_init__(self) -> None:
        """Refuse figures no card has."""
        for name in ("memory_gb", "usable_gib", "bandwidth", "fp16", "tdp_w", "link"):
            value = getattr(self, name)
            if not 0 < value < 1e6:
                raise ValueError(f"{name}: not a figure of a GPU: {value}")
        if self.usable_gib * 1.073741824 > self.memory_gb * 1.074:
            raise ValueError(f"usable_gib: more than the card has: {self.usable_gib}")


@record
class GpuPrice:
    """One dated price of one GPU for one hour, its share of the host included."""

    gpu: str
    """Id of the GPU."""
    vendor: str
    """Who rents it out."""
    instance: str | None = None
    """Name of the machine or product."""
    term: Term
    """How the hour is bought."""
    usd_per_gpu_hour: Decimal
    """USD per GPU and hour, before tax."""
    gpus_in_instance: int | None = None
    """GPUs of the smallest machine sold at this price."""
    read: PartialDate
    """When the price was read; it may have begun earlier."""
    weak: bool = False
    """Whether the source is weak: undated, second hand or inferred."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    note: str | None = None
    """What a reader should know about it."""

    def __post_init__(self) -> None:
        """Refuse what is no price and no date."""
        price = self.usd_per_gpu_hour
        if not price.is_finite() or not 0 < price <= HIGHEST_HOURLY_PRICE:
            raise ValueError(f"usd_per_gpu_hour: not a price: {price}")
        check_partial(self.read, "read")


@record
class Norm:
    """An industry average with its range."""

    value: Decimal
    """What to use unless the user knows better."""
    low: Decimal | None = None
    """Low end, where one is known."""
    high: Decimal | None = None
    """High end, where one is known."""
    sources: tuple[str, ...] = ()
    """Ids of the sources; empty marks an assumption."""
    note: str | None = None
    """What a reader should know about it."""


@record
class Ownership:
    """What it takes to own a server instead of renting it."""

    gpu: str
    """Id of the GPU the server holds."""
    gpus: int
    """GPUs of the server."""
    server_usd: Norm
    """Purchase price of the server in USD."""
    server_kw: Norm
    """Nameplate power of the server in kW."""
    load: Norm
    """Average draw as a share of the nameplate."""
    years: Norm
    """Years of use."""
    residual: Norm
    """Share of the price the server is still worth at the end."""
    pue: Norm
    """Power of the site over power of the server."""
    usd_per_kwh: Norm
    """Price of electricity in USD per kWh."""
    colocation_usd_per_kw_month: Norm
    """Rent of space and power in USD per kW and month, instead of PUE and electricity."""
    maintenance: Norm
    """Yearly upkeep as a share of the purchase price."""
    operations_fte: Norm
    """People a production deployment keeps busy."""


@record
class TrafficNorm:
    """Shape of a measured stream of requests."""

    window: str
    """How long it was watched."""
    mean_requests_per_minute: Decimal | None = None
    """Mean load."""
    peak_minute: Decimal | None = None
    """Requests of the busiest minute."""
    peak_to_mean: Decimal
    """Busiest minute over mean minute."""
    mean_input_tokens: Decimal | None = None
    """Mean prompt."""
    mean_output_tokens: Decimal | None = None
    """Mean answer."""
    median_input_tokens: Decimal | None = None
    """Median prompt."""
    median_output_tokens: Decimal | None = None
    """Median answer."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    note: str | None = None
    """What a reader should know about it."""


@record
class Fact:
    """A sentence worth keeping, with its sources."""

    about: Literal["prices", "opt"]
    """What it belongs to."""
    fact: str
    """The sentence."""
    sources: tuple[str, ...] = ()
    """Ids of the sources."""
    note: str | None = None
    """What a reader should know about it."""


@record
class GpusFile:
    """The file of GPUs: cards, prices, norms and the sources of all of them."""

    version: str
    """Day the file was last checked against its sources."""
    about: str | None = None
    """What the file holds."""
    conventions: Mapping[str, str] = field(default_factory=dict)
    """Units and meanings."""
    gpus: tuple[Gpu, ...] = ()
    """The cards."""
    prices: tuple[GpuPrice, ...] = ()
    """Every price row."""
    ownership: tuple[Ownership, ...] = ()
    """What owning a server takes."""
    traffic: Mapping[str, TrafficNorm] = field(default_factory=dict)
    """Measured traffic, by name."""
    facts: tuple[Fact, ...] = ()
    """Sentences about prices and OPT."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Sources by id; this file carries its own."""

    def __post_init__(self) -> None:
        """Refuse two cards of one name, prices of unknown cards and undeclared sources."""
        seen: set[str] = set()
        for gpu in self.gpus:
            for name in {text.lower() for text in (gpu.id, *gpu.aliases)}:
                if name in seen:
                    raise ValueError(f"gpus: two cards are called {name}")
                seen.add(name)
        ids = {gpu.id for gpu in self.gpus}
        for row in self.prices:
            if row.gpu not in ids:
                raise ValueError(f"prices: not a GPU of this file: {row.gpu}")
        cited = {source for gpu in self.gpus for source in gpu.sources}
        cited |= {source for row in self.prices for source in row.sources}
        cited |= {source for fact in self.facts for source in fact.sources}
        if self.sources and (missing := sorted(cited - set(self.sources))):
            raise ValueError(f"sources: not declared: {', '.join(missing)}")
