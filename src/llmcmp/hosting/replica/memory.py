"""What a model needs of GPU memory: weights, KV cache, runtime; what fits and what would."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING
from math import floor

from ...errors import InputError
from ...records import record
from ...schema.gpu import GIB, Gpu, GpusFile
from ...schema.hosting import Compute, Engine, HostingParameters, Precision
from .architecture import Shape

SINGLE_NODE = (1, 2, 4, 8)
"""GPU counts servers come in."""

NODES = (16, 24, 32, 40, 48, 56, 64)
"""Counts over whole nodes of eight, tried only to say what memory alone would need."""


@record
class Fit:
    """How one model fits into the memory of one replica."""

    gpu: Gpu
    gpus: int
    """Cards of the replica."""
    precision: Precision
    """How weights and cache are stored."""
    engine: Engine
    """Whose memory rule holds."""
    weights_bytes: int
    """Bytes of all weights, over the whole replica."""
    kv_cache_bytes_per_token: int
    """Bytes of the KV cache of one token, over the whole replica."""
    runtime_bytes: int
    """Bytes of runtime and activations, over the whole replica."""
    memory_bytes: int
    """Bytes the cards of the replica have."""
    room_tokens: int
    """Tokens of KV cache that fit beside the weights; below zero where the weights do not fit."""

    def holds(self, tokens: int) -> bool:
        """Tell whether *tokens* of context fit at once."""
        return self.room_tokens >= max(tokens, 1)

    def squeezes(self, tokens: int) -> bool:
        """Tell whether *tokens* fit if the usual margins are given up, one request at a time."""
        used = self.weights_bytes + max(tokens, 1) * self.kv_cache_bytes_per_token
        return used <= self.memory_bytes

    @property
    def tight(self) -> bool:
        """Tell whether the KV cache gets less than a tenth of the memory."""
        return self.room_tokens * self.kv_cache_bytes_per_token * 10 < self.memory_bytes

    @property
    def label(self) -> str:
        """Name the replica as a plan: ``8xA100-80-SXM``."""
        return f"{self.gpus}x{self.gpu.id}"


def weights_bytes(shape: Shape, precision: Precision) -> int:
    """Return the bytes of all weights."""
    exact = shape.parameters * precision.weight_bytes
    return int(exact.to_integral_value(ROUND_CEILING))


def kv_cache_bytes_per_token(shape: Shape, precision: Precision, gpus: int = 1) -> int:
    """Return the bytes of one token's keys and values.

    Grouped-query attention counts ``kv_heads``, not ``heads``. With more cards than KV heads each
    card keeps a copy of one, so the replica as a whole stores them several times.
    """
    stored = max(shape.kv_heads, gpus)
    return 2 * shape.layers * stored * shape.head_dim * precision.cache_bytes


def peak(gpu: Gpu, compute: Compute, parameters: HostingParameters) -> float | None:
    """Return the card's dense peak in TFLOPS, or None where it has none."""
    match compute:
        case "fp32":
            return gpu.fp16 * parameters.physics.fp32_share_of_fp16.value
        case "fp16":
            return gpu.fp16
        case "fp8":
            return gpu.fp8
        case "int8":
            return gpu.int8
        case "fp4":
            return gpu.fp4


def fit(
    shape: Shape,
    gpu: Gpu,
    gpus: int,
    *,
    precision: Precision,
    engine: Engine,
    parameters: HostingParameters,
) -> Fit:
    """Return how the model fits into the memory of *gpus* cards."""
    weights = weights_bytes(shape, precision)
    per_token = kv_cache_bytes_per_token(shape, precision, 1 if engine.layer_split else gpus)
    runtime = parameters.physics.runtime_gib.value
    usable, share = gpu.usable_gib, engine.memory_share
    if engine.memory_rule == "share-of-all":
        free = gpus * (share * usable - runtime) * GIB - weights
    else:
        free = share * (gpus * (usable - runtime) * GIB - weights)
    return Fit(
        gpu=gpu,
        gpus=gpus,
        precision=precision,
        engine=engine,
        weights_bytes=weights,
        kv_cache_bytes_per_token=per_token,
        runtime_bytes=round(gpus * runtime * GIB),
        memory_bytes=round(gpus * usable * GIB),
        room_tokens=floor(free / per_token),
    )


def divides(shape: Shape, gpus: int, engine: Engine) -> bool:
    """Tell whether *gpus* cards can share the heads evenly; layers go anywhere."""
    if engine.layer_split:
        return gpus <= shape.layers
    shared = shape.kv_heads % gpus == 0 or gpus % shape.kv_heads == 0
    return shape.heads % gpus == 0 and shared


def check_count(shape: Shape, gpus: int, engine: Engine) -> None:
    """Refuse a number of GPUs the heads cannot be spread over."""
    if gpus < 1:
        raise InputError(f"--gpus: not a number of GPUs: {gpus}")
    if not divides(shape, gpus, engine):
        good = [str(n) for n in range(1, 9) if divides(shape, n, engine)]
        raise InputError(
            f"--gpus: {gpus} GPUs cannot share the {shape.heads} heads "
            f"({shape.kv_heads} of them KV heads) of {shape.model} evenly",
            hint=f"use {', '.join(good)}",
        )


def check_precision(gpu: Gpu, precision: Precision, gpus: GpusFile, p: HostingParameters) -> None:
    """Refuse a precision the card's arithmetic does not have."""
    if peak(gpu, precision.compute, p) is None:
        able = [other.id for other in gpus.gpus if peak(other, precision.compute, p)]
        raise InputError(
            f"--precision: {gpu.id} has no {precision.compute} arithmetic: {precision.id}",
            hint=f"GPUs that have it: {', '.join(able)}" if able else None,
        )


def counts(shape: Shape, engine: Engine) -> Iterator[int]:
    """Yield the counts of one node that the model can be spread over."""
    return (n for n in SINGLE_NODE if divides(shape, n, engine))


def smallest(
    shape: Shape,
    gpu: Gpu,
    precision: Precision,
    engine: Engine,
    parameters: HostingParameters,
    *,
    tokens: int,
    nodes: bool = False,
) -> Fit | None:
    """Return the smallest replica that holds *tokens* of context; several *nodes* on request."""
    for count in (*counts(shape, engine), *(NODES if nodes else ())):
        replica = fit(shape, gpu, count, precision=precision, engine=engine, parameters=parameters)
        if replica.holds(tokens):
            return replica
    return None


def what_would_fit(
    shape: Shape,
    gpus: GpusFile,
    engine: Engine,
    parameters: HostingParameters,
    *,
    tokens: int,
    precisions: tuple[Precision, ...],
) -> tuple[Fit, ...]:
    """List the smallest replica of every card and precision, fewest and smallest cards first."""
    replicas = [
        replica
        for gpu in gpus.gpus
        for precision in precisions
        if peak(gpu, precision.compute, parameters)
        and (replica := smallest(shape, gpu, precision, engine, parameters, tokens=tokens))
    ]
    return tuple(
        sorted(replicas, key=lambda f: (f.gpus, f.memory_bytes, -f.weights_bytes, f.gpu.id))
    )
