"""One replica that could serve the problem, with its speed, price and cost."""

from __future__ import annotations

from decimal import Decimal

from ..errors import InputError
from ..records import record, replace
from ..usage import HOURS_PER_MONTH
from .fleet import Billing, FleetModel, Load
from .gpu_price import HourlyPrice
from .names import find_precision
from .options import HostingOptions
from .problem import HostingProblem
from .replica import memory
from .replica.memory import Fit
from .replica.speed import Speed, exact, machine_of, speed_of

USUAL_PRECISIONS = ("fp16", "fp8", "int8", "int4")
"""Precisions weights are usually served in."""


@record
class Candidate:
    """A replica with its speed, price and cost."""

    fit: Fit
    speed: Speed
    price: HourlyPrice | None
    """None where nobody sells the card and the user gave no price."""
    fleet: FleetModel

    @property
    def backed(self) -> bool:
        """Tell whether measurements back the speed: of the card, or as one card of NVIDIA's.

        A single card is a roofline without guesses; several without data add an unproven link.
        """
        gpu = self.fit.gpu
        return gpu.vendor == "nvidia" and (gpu.batched_data or self.fit.gpus == 1)

    @property
    def hour(self) -> Decimal:
        """USD an hour of one replica."""
        return self.fleet.replica_month / HOURS_PER_MONTH

    def cost(self, load: Load) -> Decimal:
        """USD a month at the load, or of the smallest fleet."""
        return self.fleet.monthly(load.requests or Decimal(0))


def candidate_of(problem: HostingProblem, fit: Fit, price: HourlyPrice | None) -> Candidate:
    """Compute the speed and the fleet of one replica."""
    machine = machine_of(
        problem.shape,
        fit.gpu,
        fit.gpus,
        precision=fit.precision,
        engine=fit.engine,
        parameters=problem.parameters,
    )
    speed = speed_of(
        machine,
        fit,
        input_tokens=problem.input_tokens,
        output_tokens=problem.output_tokens,
        concurrency=problem.options.concurrency,
    )
    fleet = _fleet(problem, fit, speed, price)
    return Candidate(fit=fit, speed=speed, price=price, fleet=fleet)


def _fleet(
    problem: HostingProblem, fit: Fit, speed: Speed, price: HourlyPrice | None
) -> FleetModel:
    """Put speed, price and traffic rules together."""
    rules, options = problem.parameters.rules, problem.options
    rate = exact(speed.requests)
    if options.measured is not None:
        if not problem.output_tokens:
            raise InputError(
                "--measured: output tokens per second say nothing of requests without output",
                hint="give --output-tokens",
            )
        rate = options.measured / problem.output_tokens
    return FleetModel(
        rate=rate,
        tokens=Decimal(problem.length),
        gpus=fit.gpus,
        price=price.typical if price else None,
        peak_to_mean=problem.load.peak_to_mean,
        headroom=options.headroom or exact(rules.headroom.value),
        redundancy=options.redundancy,
        fixed_monthly=options.fixed_monthly,
        billing=_billing(options),
        hourly_peaks=problem.load.hourly_peaks,
        autoscale_factor=exact(rules.autoscale_factor.value),
        alone_seconds=exact(speed.alone_seconds),
    )


def _billing(options: HostingOptions) -> Billing:
    if options.term == "serverless" and not (options.owned or options.price_per_gpu_hour):
        return "serverless"
    return "autoscaled" if options.autoscaled else "reserved"


def at_own_price(problem: HostingProblem, candidate: Candidate) -> Candidate:
    """Return the replica at the user's own price, where there is one."""
    if problem.options.price_per_gpu_hour is None:
        return candidate
    return candidate_of(problem, candidate.fit, problem.price_of(candidate.fit.gpu))


def other_precisions(problem: HostingProblem, best: Candidate) -> dict[str, Decimal]:
    """Return the requests per second of the same cards at the other usual precisions."""
    rates: dict[str, Decimal] = {}
    for name in USUAL_PRECISIONS:
        precision = find_precision(name, problem.parameters)
        if precision.id == best.fit.precision.id:
            continue
        if memory.peak(best.fit.gpu, precision.compute, problem.parameters) is None:
            continue
        other = replace(problem, precision=precision)
        fit = other.fit_on(best.fit.gpu, best.fit.gpus)
        if fit.holds(problem.longest) and problem.options.measured is None:
            rates[precision.id] = candidate_of(other, fit, best.price).fleet.rate
    return rates
