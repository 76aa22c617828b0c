"""How far the speed of a plan may be off, and why."""

from __future__ import annotations

from decimal import Decimal

from ..records import record
from ..schema.hosting import Band
from .candidate import Candidate
from .problem import HostingProblem
from .replica.speed import exact


@record
class Throughput:
    """Tokens per second of one saturated replica."""

    input: Decimal
    """Prompt tokens read per second."""
    output: Decimal
    """Tokens written per second."""
    low: Decimal
    """Output at the low end of the error band."""
    high: Decimal
    """Output at the high end of the error band."""


def throughput(problem: HostingProblem, best: Candidate) -> Throughput:
    """Return the tokens per second of one replica, with the ends of the error band."""
    rate = best.fleet.rate
    low, high = band_factors(problem, best)
    output = rate * problem.output_tokens
    return Throughput(
        input=rate * problem.input_tokens, output=output, low=output * low, high=output * high
    )


def band_factors(problem: HostingProblem, best: Candidate) -> tuple[Decimal, Decimal]:
    """Return the ends of the error band as factors on the speed; a measurement has none."""
    bands = _bands(problem, best)
    if not bands:
        return Decimal(1), Decimal(1)
    return min(band.low for band in bands), max(band.high for band in bands)


def first_token_band(problem: HostingProblem, milliseconds: float) -> tuple[Decimal, Decimal]:
    """Return the ends of the time to the first token, whose error is wider, in milliseconds."""
    band = problem.parameters.bands["first-token"]
    return exact(milliseconds) / band.high, exact(milliseconds) / band.low


def band_reasons(problem: HostingProblem, best: Candidate) -> tuple[str, ...]:
    """Say why the band is as wide as it is."""
    if problem.options.measured is not None:
        return ("your own measurement",)
    return tuple(band.reason for band in _bands(problem, best))


def _bands(problem: HostingProblem, best: Candidate) -> tuple[Band, ...]:
    """Return the bands that apply, the default only where no other applies."""
    if problem.options.measured is not None:
        return ()
    fit = best.fit
    names = [name for name in (fit.engine.band, fit.precision.band) if name != "default"]
    if fit.gpu.vendor == "amd":
        names.append("amd")
    if not fit.gpu.batched_data:
        names.append("no-data")
    if fit.tight:
        names.append("tight-memory")
    if problem.shape.outside:
        names.append("outside")
    bands = problem.parameters.bands
    return tuple(bands[name] for name in dict.fromkeys(names or ["default"]))
