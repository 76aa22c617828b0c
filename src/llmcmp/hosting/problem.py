"""What is to be hosted, for which load, and with which choices of the user."""

from __future__ import annotations

from datetime import date

from ..errors import InputError, UnpricedError
from ..records import record
from ..schema import ModelSpec
from ..schema.gpu import Gpu, GpusFile
from ..schema.hosting import Engine, HostingParameters, Precision
from ..usage import Workload
from .fleet import Load
from .gpu_price import HourlyPrice, hourly_price
from .names import find_engine, find_precision
from .options import HostingOptions
from .replica import memory
from .replica.architecture import Shape, shape_of
from .replica.memory import Fit


@record
class HostingProblem:
    """Everything a replica is judged by."""

    spec: ModelSpec
    shape: Shape
    gpus: GpusFile
    parameters: HostingParameters
    options: HostingOptions
    load: Load
    workload: Workload | None
    precision: Precision
    engine: Engine
    input_tokens: int
    """Prompt tokens of the mean request."""
    output_tokens: int
    """Output tokens of the mean request."""
    at: date
    """Day whose GPU prices hold."""

    @property
    def length(self) -> int:
        """Tokens of the mean request, at least one."""
        return max(self.input_tokens + self.output_tokens, 1)

    @property
    def longest(self) -> int:
        """Tokens of the longest request the model takes; a longer one fails before its memory."""
        limit = self.spec.context_window
        longest = max(self.options.longest_request or 0, self.length)
        return min(longest, limit) if isinstance(limit, int) else longest

    @property
    def useful_tokens(self) -> int:
        """Tokens of context that a useful batch holds at once."""
        rules = self.parameters.rules
        batch = min(self.options.concurrency or rules.sensible_batch, rules.sensible_batch)
        return max(self.longest, batch * min(self.length, self.longest))

    def counts(self) -> list[int]:
        """Return the numbers of cards of one server that the model can be spread over."""
        return list(memory.counts(self.shape, self.engine))

    def fit_on(self, gpu: Gpu, count: int) -> Fit:
        """Return how the model fits into the memory of *count* cards."""
        return memory.fit(
            self.shape,
            gpu,
            count,
            precision=self.precision,
            engine=self.engine,
            parameters=self.parameters,
        )

    def is_sensible(self, fit: Fit) -> bool:
        """Tell whether a useful batch fits and the cache is not squeezed into what is left over."""
        return fit.holds(self.useful_tokens) and not fit.tight

    def price_of(self, gpu: Gpu) -> HourlyPrice:
        """Return what an hour of *gpu* costs under the user's options."""
        return hourly_price(
            gpu,
            self.gpus,
            self.options,
            at=self.at,
            old_after_days=self.parameters.rules.price_age_days,
        )

    def check_size(self, count: int) -> None:
        """Refuse a replica that cannot share the heads, or whose network nobody described."""
        memory.check_count(self.shape, count, self.engine)
        if count > max(memory.SINGLE_NODE) and self.options.measured is None:
            raise InputError(
                f"--gpus: {count} GPUs are more than one server, "
                "whose speed the model does not describe",
                hint="use up to 8, or give the speed you measured with --measured",
            )


def problem_of(
    spec: ModelSpec,
    gpus: GpusFile,
    parameters: HostingParameters,
    *,
    at: date,
    load: Load,
    workload: Workload | None,
    options: HostingOptions,
) -> HostingProblem:
    """Return the problem with its names looked up and its defaults filled in."""
    shape = shape_of(spec)
    rules = parameters.rules
    has_tokens = workload is not None and workload.input_tokens + workload.output_tokens > 0
    if shape.outside and options.measured is None:
        raise UnpricedError(
            f"{spec.id} cannot be hosted by calculation: {shape.outside}",
            hint="give the speed you measured: --gpu ... --gpus N --measured 1450tok/s",
        )
    return HostingProblem(
        spec=spec,
        shape=shape,
        gpus=gpus,
        parameters=parameters,
        options=options,
        load=load,
        workload=workload,
        precision=find_precision(options.precision, parameters),
        engine=find_engine(options.engine, parameters),
        input_tokens=workload.input_tokens if workload and has_tokens else rules.input_tokens,
        output_tokens=workload.output_tokens if workload and has_tokens else rules.output_tokens,
        at=at,
    )
