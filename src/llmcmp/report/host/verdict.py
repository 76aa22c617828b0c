"""What a hosting plan comes to, in a few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ...hosting import HostingPlan
from ...readable import (
    about_usd,
    count,
    factor,
    rough_percent,
    usd,
    usd_range,
    volume,
    volume_range,
)
from ..offers.break_even import BreakEvenPoint
from .api_cost import ApiCost


def hosting_verdict(
    name: str,
    planned: HostingPlan,
    apis: Sequence[ApiCost],
    points: Sequence[BreakEvenPoint],
) -> str:
    """Say what the plan costs, what the APIs charge, and from which volume that turns."""
    return " ".join([*_plan(name, planned), *_against(planned, apis, points)])


def month_text(planned: HostingPlan) -> str:
    """Write the monthly cost: to the cent where it is cards times hours, else as a guess."""
    if planned.monthly_cost is None:
        return "unpriced"
    if planned.fleet.billing == "reserved":
        return usd(planned.monthly_cost)
    return about_usd(planned.monthly_cost)


def replica_text(planned: HostingPlan) -> str:
    """Name the fleet of a plan."""
    return fleet_text(planned.replicas, planned.gpus, planned.gpu)


def fleet_text(replicas: int, gpus: int, gpu: str) -> str:
    """Name a fleet: ``3 replicas of 8x A100-80-SXM``."""
    one = f"{gpus}x {gpu}"
    return one if replicas == 1 else f"{replicas:,} replicas of {one}"


def _plan(name: str, planned: HostingPlan) -> Iterator[str]:
    where = f"{name} on {replica_text(planned)}"
    if planned.reasons:
        yield f"{name} cannot serve it: {planned.reasons[0]}."
    if planned.monthly_cost is None or planned.monthly_low is None or planned.monthly_high is None:
        yield f"{where} has no known price."
        return
    cost = f"{where} costs {month_text(planned)} a month"
    if planned.monthly_low != planned.monthly_high:
        cost += f" ({usd_range(planned.monthly_low, planned.monthly_high)})"
    if planned.requests_per_month is None or planned.utilization is None:
        size = f"{planned.input_tokens:,} in and {planned.output_tokens:,} out"
        yield f"{cost} and takes {volume(planned.capacity_per_month)} requests of {size}."
        return
    unit = planned.cost_per_million_tokens
    if unit is not None and unit.workload is not None:
        cost += f", {about_usd(unit.workload)} per million tokens"
    yield f"{cost} at {rough_percent(planned.utilization)} utilisation."


def _against(
    planned: HostingPlan, apis: Iterable[ApiCost], points: Iterable[BreakEvenPoint]
) -> Iterator[str]:
    for api, point in zip(apis, points, strict=True):
        if api.monthly is not None:
            yield _same_load(planned, api, api.monthly)
        yield break_even_text(point)
        if not api.feasible:
            yield f"{api.selector} cannot: {api.reasons[0].text}."


def _same_load(planned: HostingPlan, api: ApiCost, monthly: Decimal) -> str:
    text = f"{api.selector} charges {usd(monthly)} for the same"
    if not planned.monthly_cost or not monthly:
        return f"{text}."
    if planned.monthly_cost < monthly:
        return f"{text}, {factor(monthly / planned.monthly_cost)} the cost of hosting."
    return f"{text}; hosting costs {factor(planned.monthly_cost / monthly)} as much."


def break_even_text(point: BreakEvenPoint) -> str:
    """Say from which volume hosting is cheaper than this API, or why from none."""
    if not point.requests_per_month:
        return f"Against {point.api}: {point.reason}."
    facts = [count(point.requests_per_month.to_integral_value())]
    if point.low is not None and point.high is not None:
        facts.append(volume_range(point.low, point.high))
    if point.utilization is not None:
        facts.append(f"{rough_percent(point.utilization)} utilised")
    return (
        f"Hosting is cheaper than {point.api} from {volume(point.requests_per_month)} "
        f"requests a month on ({', '.join(facts)}): {point.reason}."
    )
