"""The error of a model that does not fit: how large it is, and which cards would hold it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..errors import InputError
from .candidate import USUAL_PRECISIONS
from .problem import HostingProblem
from .replica import memory
from .replica.memory import Fit


def does_not_fit(problem: HostingProblem, fit: Fit | None) -> InputError:
    """Return the error of a model too large for *fit*, or for every server where that is None."""
    shape, precision = problem.shape, problem.precision
    weights = memory.weights_bytes(shape, precision)
    size = f"{Decimal(weights) / 10**9:,.1f} GB of weights"
    where = fit.label if fit else "any single server of the registry"
    enough = [*_more_of(problem, fit), *_other_replicas(problem, fit)]
    return InputError(
        f"{shape.model} in {precision.id} does not fit on {where}: {size} and the KV cache of "
        f"a request of {problem.longest:,} tokens",
        hint=f"what would: {'; '.join(dict.fromkeys(enough))}" if enough else None,
    )


def _more_of(problem: HostingProblem, fit: Fit | None) -> Iterator[str]:
    """Yield how many of the same cards would hold one request."""
    if fit is None:
        return
    whole = memory.smallest(
        problem.shape,
        fit.gpu,
        problem.precision,
        problem.engine,
        problem.parameters,
        tokens=problem.longest,
        nodes=True,
    )
    if whole:
        servers = " (several servers)" if whole.gpus > max(memory.SINGLE_NODE) else ""
        yield f"{whole.label}{servers}"


def _other_replicas(problem: HostingProblem, fit: Fit | None) -> Iterator[str]:
    """Yield two replicas of any card, and two at a lower precision, that hold a useful batch."""
    usual = [p for p in problem.parameters.precisions if p.id in USUAL_PRECISIONS]
    enough = memory.what_would_fit(
        problem.shape,
        problem.gpus,
        problem.engine,
        problem.parameters,
        tokens=problem.useful_tokens,
        precisions=tuple(dict.fromkeys([problem.precision, *usual])),
    )
    roomy = [one for one in enough if not one.tight]
    same = [one for one in roomy if one.precision.id == problem.precision.id]
    other = [
        one
        for one in roomy
        if one.precision.id != problem.precision.id and (fit is None or one.gpu.id == fit.gpu.id)
    ]
    yield from (one.label for one in same[:2])
    yield from (f"{one.label} in {one.precision.id}" for one in other[:2])
