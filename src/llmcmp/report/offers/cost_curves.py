"""Monthly cost against volume, of APIs and of hosting plans: what a chart is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from ...exact import exact
from ...hosting import HostingPlan
from ...records import record
from .break_even import BreakEvenPoint

STEPS = 64
"""Volumes per curve, beside those where two curves meet."""


@record
class CurvePoint:
    """Monthly cost at one volume."""

    requests: Decimal
    """Requests a month."""
    monthly: Decimal
    """USD a month."""


@record
class Curve:
    """Monthly cost of one selector over a range of volumes."""

    selector: str
    """What is paid for."""
    kind: Literal["api", "hosting"]
    """Whether it is paid per request or per hour."""
    points: tuple[CurvePoint, ...]
    """From the smallest volume to the largest."""


@record
class Crossing:
    """A volume at which an API and a hosting plan cost the same."""

    api: str
    """Selector of the API."""
    self_hosted: str
    """Selector of the plan."""
    requests: Decimal
    """Requests a month."""
    monthly: Decimal
    """USD a month, of either."""


@record
class CostCurves:
    """Curves over one range of volumes, and where they cross."""

    curves: tuple[Curve, ...]
    """APIs first."""
    crossings: tuple[Crossing, ...]
    """Break-evens within the range."""
    requests: Decimal | None = None
    """The stated volume; absent where none was stated."""


def cost_curves(
    apis: Sequence[tuple[str, Decimal]],
    plans: Sequence[tuple[str, HostingPlan]],
    points: Sequence[BreakEvenPoint] = (),
    *,
    requests: Decimal | None = None,
) -> CostCurves | None:
    """Draw *apis* (selector and USD per request) and *plans* over the volumes that matter.

    These are the stated number of *requests*, the break-evens among *points* and what one fleet
    can take, with room on both sides. Returns None where no plan has a price.
    """
    priced = [(name, plan) for name, plan in plans if plan.price is not None]
    if not priced:
        return None
    met = _crossings(dict(apis), points)
    marks = {
        *(crossing.requests for crossing in met),
        *(plan.capacity_per_month for _, plan in priced),
        *([requests] if requests else []),
    }
    volumes = sorted({*_decades(min(marks), max(marks)), *marks})
    with exact():
        lines = [_curve(name, "api", ((v, v * price) for v in volumes)) for name, price in apis]
        lines += [
            _curve(name, "hosting", ((v, plan.fleet.monthly(v)) for v in volumes))
            for name, plan in priced
        ]
    return CostCurves(curves=tuple(lines), crossings=met, requests=requests)


def _crossings(
    apis: Mapping[str, Decimal], points: Sequence[BreakEvenPoint]
) -> tuple[Crossing, ...]:
    """Return the break-evens there are, with what both sides cost there."""
    return tuple(
        Crossing(
            api=point.api,
            self_hosted=point.self_hosted,
            requests=point.requests_per_month,
            monthly=point.requests_per_month * apis[point.api],
        )
        for point in points
        if point.requests_per_month and point.api in apis
    )


def _curve(
    selector: str, kind: Literal["api", "hosting"], costs: Iterable[tuple[Decimal, Decimal]]
) -> Curve:
    points = (CurvePoint(requests=volume, monthly=cost) for volume, cost in costs)
    return Curve(selector=selector, kind=kind, points=tuple(points))


def _decades(low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Yield whole volumes spread evenly over the powers of ten around *low* to *high*."""
    first = max((low / 2).adjusted(), 0)
    last = (high * 2).adjusted() + 1
    for step in range(STEPS + 1):
        exponent = first + Decimal((last - first) * step) / STEPS
        yield (Decimal(10) ** exponent).to_integral_value()
