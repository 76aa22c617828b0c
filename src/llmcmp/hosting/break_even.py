"""From which volume hosting is cheaper than an API, if from any."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from ..records import record, replace
from ..usage import HOURS_PER_MONTH
from .fleet import SECONDS_PER_MONTH, FleetModel
from .plan import HostingPlan

NEVER = "no break-even at any volume"
MOST_REPLICAS = 10**9
"""An answer with more replicas than this is of no use."""


@record
class BreakEven:
    """The monthly volume at which an API and a hosting plan cost the same."""

    requests_per_month: Decimal | None
    """Requests a month at which both cost the same; None where they never do."""
    tokens_per_month: Decimal | None
    """The same volume in tokens, in and out."""
    reason: str
    """What the number rests on, or why there is none."""
    replicas: int | None = None
    """Replicas of the fleet at that volume."""
    utilization: Decimal | None = None
    """Utilisation of the fleet at that volume."""
    monthly_cost: Decimal | None = None
    """USD a month, of either, at that volume."""
    low: Decimal | None = None
    """Requests a month with the lowest price and the fastest replica; None: not even then."""
    high: Decimal | None = None
    """Requests a month with the highest price and the slowest replica; None: then never."""


@record
class Point:
    """Monthly cost at one volume."""

    requests: Decimal
    """Requests a month."""
    api: Decimal
    """USD a month of the API."""
    hosting: Decimal
    """USD a month of the hosting plan."""
    replicas: int
    """Replicas of the plan at that volume."""


def break_even(plan: HostingPlan, api_cost_per_request: Decimal) -> BreakEven:
    """Find the volume at which *plan* costs as much as an API charging this per request."""
    if plan.reasons:
        return _none(f"it cannot serve the workload: {plan.reasons[0]}")
    if plan.price is None:
        return _unknown(f"no price of {plan.gpu} is known")
    if api_cost_per_request <= 0:
        return _none("the API costs nothing")
    volume = equal_volume(plan.fleet, api_cost_per_request)
    low = equal_volume(plan.low_cost_fleet, api_cost_per_request)
    high = equal_volume(plan.high_cost_fleet, api_cost_per_request)
    if volume is None:
        why = _why_never(plan.fleet, api_cost_per_request)
        if low is not None:
            why += f"; only the cheapest price and the fastest replica meet at {low:,.0f} requests"
        return _none(why, low=low)
    replicas = plan.fleet.replicas(volume)
    return BreakEven(
        requests_per_month=volume,
        tokens_per_month=volume * plan.fleet.tokens,
        reason=_why(plan, volume, replicas, high),
        replicas=replicas,
        utilization=plan.fleet.utilization(volume),
        monthly_cost=plan.fleet.monthly(volume),
        low=low,
        high=high,
    )


def equal_volume(fleet: FleetModel, api: Decimal) -> Decimal | None:
    """Return the smallest volume from which the fleet costs no more than the API, or None."""
    if fleet.billing == "reserved":
        return _stepped(fleet, api)
    return _smooth(fleet, api)


def cost_curve(
    plan: HostingPlan, api_cost_per_request: Decimal, *, until: Decimal, points: int = 60
) -> tuple[Point, ...]:
    """Return monthly costs from no request to *until*, both sides of every added replica."""
    fleet = plan.fleet
    volumes = {until * at / max(points - 1, 1) for at in range(points)}
    if fleet.billing == "reserved":
        volumes.update(_edges(fleet, until, most=points))
    meeting = equal_volume(fleet, api_cost_per_request) if api_cost_per_request > 0 else None
    if meeting is not None and meeting <= until:
        volumes.add(meeting)
    return tuple(
        Point(
            requests=volume,
            api=volume * api_cost_per_request,
            hosting=fleet.monthly(volume),
            replicas=fleet.replicas(volume),
        )
        for volume in sorted(volumes)
    )


def _stepped(fleet: FleetModel, api: Decimal) -> Decimal | None:
    """Find the volume for a fleet that grows by whole replicas.

    With R replicas both cost the same at ``cost(R) / api``; that counts only if R replicas can
    serve it. Each further replica adds ``replica_month`` and earns ``api x capacity``, so a fleet
    that cannot break even at its first size does so later only if the second is larger.
    """
    replicas = fleet.redundancy
    gain = api * fleet.capacity - fleet.replica_month
    if gain > 0:
        needed = (fleet.fixed_monthly / gain).to_integral_value(ROUND_CEILING)
        if needed > MOST_REPLICAS:
            return None
        replicas = max(replicas, int(needed))
    volume = (replicas * fleet.replica_month + fleet.fixed_monthly) / api
    return volume if fleet.replicas(volume) == replicas else None


def _smooth(fleet: FleetModel, api: Decimal) -> Decimal | None:
    """Find the volume for hours paid as they are used: cost per request only falls with volume."""
    low = Decimal("1e-12")
    if fleet.monthly(low) <= api * low:
        return Decimal(0)
    high = low
    while fleet.monthly(high) > api * high:
        high *= 2
        if high > Decimal(10) ** 18:
            return None
    low = high / 2
    for _ in range(100):
        middle = (low + high) / 2
        if fleet.monthly(middle) > api * middle:
            low = middle
        else:
            high = middle
    return high


def _edges(fleet: FleetModel, until: Decimal, *, most: int) -> Iterator[Decimal]:
    """Yield the volumes where a replica is added, and a little above each."""
    first = fleet.redundancy
    for count in range(first, first + most):
        edge = count * fleet.capacity
        if edge >= until:
            return
        yield edge
        yield min(edge * (1 + Decimal("1e-9")), until)


def _unknown(why: str) -> BreakEven:
    """Say that it is not known whether there is one: a missing price is no price."""
    return BreakEven(
        requests_per_month=None, tokens_per_month=None, reason=f"break-even not known: {why}"
    )


def _none(why: str, *, low: Decimal | None = None) -> BreakEven:
    """Say that there is none, and why."""
    return BreakEven(
        requests_per_month=None, tokens_per_month=None, reason=f"{NEVER}: {why}", low=low
    )


def _why_never(fleet: FleetModel, api: Decimal) -> str:
    """Compare what a full replica costs with what the API charges for the same requests."""
    full = fleet.capacity
    if fleet.billing != "reserved":
        busy = replace(fleet, billing="serverless", alone_seconds=Decimal(0))
        hour = busy.replica_month / HOURS_PER_MONTH
        return (
            f"even paid by use at ${_short(hour)} per replica and hour, a request costs "
            f"${_short(busy.replica_month / (fleet.rate * fleet.headroom * SECONDS_PER_MONTH))} "
            f"against the API's ${_short(api)}"
        )
    return (
        f"one replica takes at most {full:,.0f} requests a month, which the API serves for "
        f"${_short(full * api)}; the replica costs ${_short(fleet.replica_month)}"
    )


def _why(plan: HostingPlan, volume: Decimal, replicas: int, high: Decimal | None) -> str:
    """Say what a break-even rests on."""
    if not volume:
        return "paid by use it is cheaper from the first request"
    fleet = f"{replicas} replica{'s' if replicas > 1 else ''} of {plan.gpus}x{plan.gpu}"
    if high is None:
        return f"{fleet} can serve it; with the highest price and the slowest replica there is none"
    return f"{fleet} can serve it"


def _short(amount: Decimal) -> str:
    """Write an amount in a sentence, with three significant digits."""
    if amount >= 100:
        return f"{amount:,.0f}"
    return f"{amount:.3g}" if amount >= Decimal("0.001") else f"{amount:.2e}"
