"""How fast one replica is: a roofline of three kernels with overheads."""

from __future__ import annotations

from decimal import Decimal

from ...records import record
from ...schema.gpu import Gpu
from ...schema.hosting import Engine, Fitted, HostingParameters, Precision
from .architecture import Shape
from .memory import Fit, kv_cache_bytes_per_token, peak, weights_bytes

TERA = 1e12
GIGA = 1e9
MICRO = 1e-6


@record
class Machine:
    """One replica as the formulas see it: amounts to move and rates to move them at."""

    layers: int
    """Transformer blocks."""
    weights: float
    """Bytes of weights."""
    flops_per_token: float
    """Operations of one token through the weights."""
    attention_flops: float
    """Operations of attention per squared prompt token."""
    cache: float
    """Bytes of KV cache per token."""
    weights_rate: float
    """Bytes of weights per second, over all working cards."""
    cache_rate: float
    """Bytes of cache per second, over all working cards."""
    flops: float
    """Operations per second of the weight multiplies, over all working cards."""
    flops_16: float
    """Operations per second of attention, over all working cards."""
    all_reduce: float
    """Seconds of all-reduce latency per step; 0 where cards do not work together."""
    wire: float
    """Seconds of all-reduce traffic per token."""
    overhead: float
    """Seconds of launch and host overhead per step."""

    def decode(self, batch: float, context: float) -> float:
        """Return the seconds of one step of *batch* sequences at a mean *context*."""
        read = self.weights / self.weights_rate
        compute = self.flops_per_token * batch / self.flops
        cache = batch * context * self.cache / self.cache_rate
        return max(read, compute) + cache + self.all_reduce + batch * self.wire + self.overhead

    def prefill(self, prompt: float, prompts: float = 1) -> float:
        """Return the seconds of *prompts* prompts read together on an idle replica."""
        read = self.weights / self.weights_rate
        compute = max(prompts * self._prompt_compute(prompt), read)
        return compute + self.all_reduce + prompts * prompt * self.wire + self.overhead

    def prefill_share(self, prompt: float) -> float:
        """Return the seconds a prompt takes from a running batch: volume without latency."""
        return self._prompt_compute(prompt) + prompt * self.wire

    def _prompt_compute(self, prompt: float) -> float:
        matrices = self.flops_per_token * prompt / self.flops
        return matrices + self.attention_flops * prompt * prompt / self.flops_16


@record
class Speed:
    """What one saturated replica does with requests of one mean size."""

    batch: float
    """Sequences decoding together."""
    requests: float
    """Requests per second."""
    input: float
    """Input tokens per second."""
    output: float
    """Output tokens per second."""
    ms_per_token: float
    """Milliseconds between two tokens of one answer."""
    first_token_ms: float
    """Milliseconds to read one prompt on an idle replica."""
    alone_seconds: float
    """Seconds one request takes on an idle replica."""
    input_share: float
    """Share of the GPUs' time spent on prompts."""
    limit: str
    """What bounds the batch: the engine's cap, the concurrency, or the memory."""


def machine_of(
    shape: Shape,
    gpu: Gpu,
    gpus: int,
    *,
    precision: Precision,
    engine: Engine,
    parameters: HostingParameters,
) -> Machine:
    """Return the amounts and rates of a model on *gpus* cards."""
    physics = parameters.physics
    factor = physics.amd_factor.value if gpu.vendor == "amd" else 1.0
    # A split by layers keeps one card busy at a time, so only one card's rates count.
    working = 1 if engine.layer_split else gpus
    top = peak(gpu, precision.compute, parameters)
    if top is None:
        raise ValueError(f"{gpu.id} has no {precision.compute}")
    volume = 2 * shape.layers * 2 * (working - 1) / working * shape.width * 2
    together = working > 1
    return Machine(
        layers=shape.layers,
        weights=float(weights_bytes(shape, precision)),
        flops_per_token=2.0 * shape.parameters,
        attention_flops=2.0 * shape.layers * shape.heads * shape.head_dim,
        cache=float(kv_cache_bytes_per_token(shape, precision, working)),
        weights_rate=working * gpu.bandwidth * GIGA * physics.weights_bandwidth.value * factor,
        cache_rate=working * gpu.bandwidth * GIGA * physics.cache_bandwidth.value * factor,
        flops=working * top * TERA * _efficiency(precision, parameters).value * factor,
        flops_16=working * gpu.fp16 * TERA * physics.compute_16bit.value * factor,
        all_reduce=2 * shape.layers * physics.all_reduce_us.value * MICRO if together else 0.0,
        wire=volume / (gpu.link * GIGA * physics.link_bandwidth.value * factor),
        overhead=shape.layers * engine.layer_us * MICRO,
    )


def speed_of(
    machine: Machine,
    fit: Fit,
    *,
    input_tokens: float,
    output_tokens: float,
    concurrency: int | None = None,
) -> Speed:
    """Return the steady state of a replica whose requests have this mean size."""
    length = max(input_tokens + output_tokens, 1)
    bounds = {
        "memory": _in_memory(fit, length),
        "the engine's batch cap": float(fit.engine.batch_cap),
    }
    if concurrency is not None:
        bounds["concurrency"] = float(concurrency)
    if fit.engine.layer_split:
        # Cards that take turns were measured with one sequence only.
        bounds["a layer split, measured at batch 1"] = 1.0 if fit.gpus > 1 else float("inf")
    limit = min(bounds, key=lambda name: bounds[name])
    batch = bounds[limit]
    step = machine.decode(batch, input_tokens + output_tokens / 2)
    reading = machine.prefill_share(input_tokens)
    if output_tokens == 0:
        reading = machine.prefill(input_tokens, batch) / batch
    seconds = batch * reading + output_tokens * step
    requests = batch / seconds
    alone = machine.prefill(input_tokens)
    if output_tokens:
        alone += output_tokens * machine.decode(1, input_tokens + output_tokens / 2)
    return Speed(
        batch=batch,
        requests=requests,
        input=requests * input_tokens,
        output=requests * output_tokens,
        ms_per_token=step * 1000,
        first_token_ms=machine.prefill(input_tokens) * 1000,
        alone_seconds=alone,
        input_share=batch * reading / seconds,
        limit=limit,
    )


def _in_memory(fit: Fit, length: float) -> float:
    """Return how many requests of *length* the KV cache holds.

    Weights that leave no room within the usual margins run one or two requests at most.
    """
    if fit.room_tokens >= length:
        return fit.room_tokens / length
    spare = (fit.memory_bytes - fit.weights_bytes) / fit.kv_cache_bytes_per_token
    return min(max(spare / length, 1.0), 2.0)


def exact(value: float) -> Decimal:
    """Turn a speed into a decimal, through its shortest spelling.

    The only place where physics becomes something money is computed from.
    """
    return Decimal(repr(value))


def _efficiency(precision: Precision, parameters: HostingParameters) -> Fitted:
    """Return the share of peak FLOPS at this precision."""
    match precision.compute:
        case "fp8" | "int8":
            return parameters.physics.compute_8bit
        case "fp4":
            return parameters.physics.compute_4bit
        case _:
            return parameters.physics.compute_16bit
