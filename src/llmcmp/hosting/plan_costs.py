"""What a plan costs: at the load, at both ends of price and speed, and paid for in other ways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

from ..errors import LlmcmpError
from ..records import record, replace
from .candidate import Candidate, other_precisions
from .error_band import band_factors
from .fleet import Billing, FleetModel, Load
from .options import Owned
from .problem import HostingProblem
from .sensitivity import Assumption, assumptions


@record
class PerMillion:
    """USD per million tokens, in and out, each with the utilisation it assumes."""

    full_load: Decimal
    """If the replica never idled (utilisation 1): a floor, never a forecast."""
    workload: Decimal | None
    """At the stated load and its utilisation; None without one."""
    peak_sized: Decimal
    """At the best a fleet sized for its busiest minute can reach (H / PAR)."""
    workload_low: Decimal | None = None
    """At the stated load with the lowest price and the fastest replica."""
    workload_high: Decimal | None = None
    """At the stated load with the highest price and the slowest replica."""


@record
class MonthlyCost:
    """What the same load costs under one way of paying."""

    billing: str
    """``reserved``, ``busy``, ``autoscaled``, ``serverless`` or ``owned``."""
    monthly: Decimal
    """USD a month."""
    utilization: Decimal
    """Share of the paid capacity that works."""
    note: str
    """What it assumes."""


@record
class PlanCosts:
    """What a plan says in USD; empty where the card has no known price."""

    hourly: Decimal | None = None
    monthly: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    per_million: PerMillion | None = None
    ways: tuple[MonthlyCost, ...] = ()
    """The same load under every way of paying that is known."""
    assumptions: tuple[Assumption, ...] = ()
    low_cost_fleet: FleetModel
    """The fleet at the cheapest price, with the fastest replica of the error band."""
    high_cost_fleet: FleetModel
    """The fleet at the highest price, with the slowest replica of the error band."""


def plan_costs(problem: HostingProblem, best: Candidate) -> PlanCosts:
    """Price the load at the typical price and at both ends."""
    fleet, price = best.fleet, best.price
    low, high = band_factors(problem, best)
    fast, slow = _faster(fleet, high), _faster(fleet, low)
    if price is None:
        return PlanCosts(low_cost_fleet=fast, high_cost_fleet=slow)
    requests = problem.load.requests or Decimal(0)
    low_cost = replace(fast, price=price.low)
    high_cost = replace(slow, price=price.high)
    return PlanCosts(
        hourly=fleet.replicas(requests) * fleet.gpus * price.typical,
        monthly=fleet.monthly(requests),
        low=low_cost.monthly(requests),
        high=high_cost.monthly(requests),
        per_million=PerMillion(
            full_load=fleet.full_load_per_million,
            workload=fleet.per_million(requests),
            peak_sized=fleet.full_load_per_million / fleet.best_utilization,
            workload_low=low_cost.per_million(requests),
            workload_high=high_cost.per_million(requests),
        ),
        ways=tuple(_ways_of_paying(problem, best, requests)),
        assumptions=assumptions(
            fleet,
            price,
            problem.parameters.rules,
            problem.load.requests,
            band=(low, high),
            precisions=other_precisions(problem, best),
        ),
        low_cost_fleet=low_cost,
        high_cost_fleet=high_cost,
    )


def _faster(fleet: FleetModel, factor: Decimal) -> FleetModel:
    """Return the fleet of a replica this much faster."""
    return replace(fleet, rate=fleet.rate * factor, alone_seconds=fleet.alone_seconds / factor)


def _ways_of_paying(
    problem: HostingProblem, best: Candidate, requests: Decimal
) -> Iterator[MonthlyCost]:
    """Price the same load under every way of paying that is known."""
    fleet, options = best.fleet, problem.options
    ways: tuple[tuple[Billing, str], ...] = (
        ("reserved", "the fleet for the busiest minute runs all month"),
        ("busy", "only the hours of full work, at full load: a floor nobody is billed"),
        ("autoscaled", _autoscale_note(problem.load)),
    )
    if fleet.billing != "serverless":
        for billing, note in ways:
            yield _monthly(billing, replace(fleet, billing=billing), requests, note)
    rented = replace(options, term="serverless", owned=None, price_per_gpu_hour=None)
    with suppress(LlmcmpError):
        price = replace(problem, options=rented).price_of(best.fit.gpu)
        other = replace(fleet, billing="serverless", price=price.typical)
        yield _monthly("serverless", other, requests, f"{price.basis}; cold starts not included")
    if any(server.gpu == best.fit.gpu.id for server in problem.gpus.ownership):
        bought = replace(options, owned=options.owned or Owned(), price_per_gpu_hour=None)
        price = replace(problem, options=bought).price_of(best.fit.gpu)
        other = replace(fleet, billing="reserved", price=price.typical)
        yield _monthly("owned", other, requests, price.basis)


def _monthly(name: str, fleet: FleetModel, requests: Decimal, note: str) -> MonthlyCost:
    """Return the cost of the load on *fleet*, paid for as *name* says."""
    return MonthlyCost(
        billing=name,
        monthly=fleet.monthly(requests),
        utilization=fleet.utilization(requests),
        note=note,
    )


def _autoscale_note(load: Load) -> str:
    """Say how an autoscaled fleet was computed."""
    if load.hourly_peaks:
        return "whole replicas for the busiest minute of each hour; starting one takes minutes"
    return "the mean load and 15 %, without hours of the day; starting a replica takes minutes"
