"""Parameters of the self-hosting model: fitted numbers, engines, precisions and error bands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from ..records import field, record
from .source import Source

Compute = Literal["fp32", "fp16", "fp8", "int8", "fp4"]
"""Arithmetic a matrix multiply runs in."""

FIXED_BANDS = frozenset({"default", "no-data", "amd", "tight-memory", "outside", "first-token"})
"""Error bands the model picks by itself, so that a file must hold them."""


@record
class Fitted:
    """One number of the speed or memory model."""

    value: float
    """What the model uses."""
    low: float | None = None
    """10th percentile of the bootstrap, or the low end seen."""
    high: float | None = None
    """90th percentile of the bootstrap, or the high end seen."""
    meaning: str
    """What it stands for."""
    basis: str
    """How it was found: fitted, fixed by choice, rule."""


@record
class Physics:
    """The numbers that were fitted to published measurements."""

    weights_bandwidth: Fitted
    """Share of peak bandwidth when weights are streamed (e_w)."""
    cache_bandwidth: Fitted
    """Share of peak bandwidth when the KV cache is read (e_kv)."""
    compute_16bit: Fitted
    """Share of peak FLOPS of 16-bit matrix multiplies (e_16)."""
    compute_8bit: Fitted
    """Share of peak FLOPS at 8 bits (e_8)."""
    compute_4bit: Fitted
    """Share of peak FLOPS at 4-bit floats (e_4)."""
    link_bandwidth: Fitted
    """Share of link bandwidth (e_link)."""
    all_reduce_us: Fitted
    """Latency of one all-reduce in microseconds (t_ar)."""
    amd_factor: Fitted
    """Multiplies every share above on AMD cards."""
    runtime_gib: Fitted
    """Memory of runtime and activations per GPU in GiB (a)."""
    fp32_share_of_fp16: Fitted
    """Peak of 32-bit arithmetic as a share of the 16-bit peak, where a card's own is not listed."""


@record
class Engine:
    """One serving engine, with the properties that the speed model uses."""

    id: str
    """The name this file uses."""
    name: str
    """The name people use."""
    aliases: tuple[str, ...] = ()
    """Everyday spellings; versions after the name are ignored."""
    layer_us: float
    """Launch and host overhead per layer and step in microseconds (t_layer)."""
    batch_cap: int
    """Largest number of sequences decoded together (B_cap)."""
    memory_rule: Literal["share-of-all", "share-of-free"]
    """Whether ``memory_share`` is of the card's memory or of what weights and runtime leave."""
    memory_share: float
    """Share of memory the engine takes (u, or f)."""
    layer_split: bool = False
    """Whether several GPUs take turns, layer by layer, instead of working together."""
    band: str = "default"
    """Name of the error band."""
    note: str | None = None
    """What a reader should know about it."""


@record
class Precision:
    """How weights and cache are stored and multiplied."""

    id: str
    """The name this file uses."""
    name: str
    """The name people use."""
    aliases: tuple[str, ...] = ()
    """Everyday spellings."""
    weight_bytes: Decimal
    """Bytes of one weight, scales included (b_w)."""
    cache_bytes: int
    """Bytes of one element of the KV cache (b_kv)."""
    compute: Compute
    """Arithmetic of the matrix multiplies."""
    band: str = "default"
    """Name of the error band."""
    note: str | None = None
    """Where the bytes come from."""


@record
class Band:
    """Measured speed over predicted speed: how far the model can be off."""

    low: Decimal
    """Low end."""
    high: Decimal
    """High end."""
    reason: str
    """When it applies, as the user reads it."""


@record
class Score:
    """How well the model met one set of measurements when it was fitted."""

    set: str
    """Which points."""
    n: int | None = None
    """Number of points."""
    median: Decimal
    """Median of predicted over measured."""
    p10: Decimal
    """10th percentile."""
    p90: Decimal
    """90th percentile."""
    median_fold: Decimal
    """Median of the factor between the two, whichever is larger."""
    p90_fold: Decimal
    """90th percentile of that factor."""


@record
class TrafficRules:
    """What is assumed of traffic where the user does not say."""

    headroom: Fitted
    """Highest load of a replica, as a share of its saturated rate (H)."""
    peak_to_mean_chat: Fitted
    """Busiest minute over mean, conversation (PAR)."""
    peak_to_mean_coding: Fitted
    """Busiest minute over mean, coding (PAR)."""
    autoscale_factor: Fitted
    """What scaling in steps and late costs over the ideal."""
    idle_utilization: Fitted
    """Utilisation of a lightly used deployment, the low end of the sensitivity."""
    sensible_batch: int
    """Requests of mean size a sensible plan can hold at once (B_target)."""
    input_tokens: int
    """Prompt of a request where no workload is given."""
    output_tokens: int
    """Answer of a request where no workload is given."""
    price_age_days: int
    """Age from which a price is called old."""


@record
class HostingParameters:
    """Everything the self-hosting model assumes, with its evidence."""

    version: str
    """Day the parameters were last checked."""
    physics: Physics
    """Fitted numbers."""
    engines: tuple[Engine, ...]
    """Engines; the first is the default."""
    precisions: tuple[Precision, ...]
    """Precisions; the first is the default."""
    bands: Mapping[str, Band]
    """Error bands by name; ``default`` among them."""
    rules: TrafficRules
    """Assumptions about traffic."""
    scores: tuple[Score, ...] = ()
    """Errors at the time of the fit."""
    known_misses: tuple[str, ...] = ()
    """Where the model is known to be off, and by how much."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Sources by id."""

    def __post_init__(self) -> None:
        """Refuse undeclared bands and two things of one name."""
        used = {engine.band for engine in self.engines}
        used |= {precision.band for precision in self.precisions} | FIXED_BANDS
        if missing := sorted(used - set(self.bands)):
            raise ValueError(f"bands: not declared: {', '.join(missing)}")
        for group in (self.engines, self.precisions):
            seen: set[str] = set()
            for entry in group:
                for name in {text.lower() for text in (entry.id, *entry.aliases)}:
                    if name in seen:
                        raise ValueError(f"two entries are called {name}")
                    seen.add(name)
        if not self.engines or not self.precisions:
            raise ValueError("needs an engine and a precision")
