"""Which assumption moves the cost most: each is moved alone from its low to its high end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..records import record, replace
from ..schema.hosting import Fitted, TrafficRules
from .fleet import FleetModel
from .gpu_price import HourlyPrice

MOST_SHOWN = 3
"""How many assumptions a plan shows."""


@record
class Assumption:
    """What one assumption does to the cost while all others stay."""

    name: str
    """What is assumed."""
    value: str
    """What the plan assumes."""
    low: str
    """The end that makes it cheaper."""
    high: str
    """The end that makes it more expensive."""
    cost_low: Decimal
    """USD per million tokens at the cheap end."""
    cost_high: Decimal
    """USD per million tokens at the expensive end."""

    @property
    def factor(self) -> Decimal:
        """Cost at the expensive end over cost at the cheap end."""
        return self.cost_high / self.cost_low


def assumptions(
    fleet: FleetModel,
    price: HourlyPrice,
    rules: TrafficRules,
    requests: Decimal | None,
    *,
    band: tuple[Decimal, Decimal],
    precisions: Mapping[str, Decimal],
) -> tuple[Assumption, ...]:
    """Return the three assumptions that move USD per million tokens most, strongest first."""
    # Without a load, one replica at the best utilisation its peak allows is the reference.
    volume = requests or fleet.redundancy * fleet.capacity
    swings = (
        _utilization(fleet, volume, rules),
        _swing(
            "price of a GPU-hour",
            (f"${price.typical:.2f}", f"${price.low:.2f}", f"${price.high:.2f}"),
            volume,
            replace(fleet, price=price.low),
            replace(fleet, price=price.high),
        ),
        _swing(
            "speed of a replica",
            ("1x", f"{band[1]:.2f}x", f"{band[0]:.2f}x"),
            volume,
            replace(fleet, rate=fleet.rate * band[1]),
            replace(fleet, rate=fleet.rate * band[0]),
        ),
        *_rules(fleet, rules, volume),
        *_precision(fleet, precisions, volume),
        *_redundancy(fleet, volume),
    )
    moving = [one for one in swings if one.cost_high > one.cost_low]
    return tuple(sorted(moving, key=lambda one: (-one.factor, one.name))[:MOST_SHOWN])


def _utilization(fleet: FleetModel, volume: Decimal, rules: TrafficRules) -> Assumption:
    """Compare a lightly used fleet with the best its peak allows, around the stated load."""
    planned = fleet.utilization(volume)
    best = max(fleet.best_utilization, planned)
    idle = min(_ends(rules.idle_utilization)[0], planned)
    floor = fleet.full_load_per_million
    return Assumption(
        name="utilisation",
        value=_share(planned),
        low=_share(best),
        high=_share(idle),
        cost_low=floor / best,
        cost_high=floor / idle,
    )


def _share(part: Decimal) -> str:
    """Write a utilisation; one of a nearly idle fleet keeps its digits."""
    return f"{part:.2%}" if part < Decimal("0.01") else f"{part:.0%}"


def _rules(fleet: FleetModel, rules: TrafficRules, volume: Decimal) -> Iterator[Assumption]:
    """Move the peak and the headroom, which matter once a fleet has several replicas."""
    low, high = _ends(rules.peak_to_mean_chat)
    low, high = min(low, fleet.peak_to_mean), max(high, fleet.peak_to_mean)
    yield _swing(
        "busiest minute over mean",
        (f"{fleet.peak_to_mean:.2f}", f"{low:.2f}", f"{high:.2f}"),
        volume,
        replace(fleet, peak_to_mean=low),
        replace(fleet, peak_to_mean=high),
    )
    low, high = _ends(rules.headroom)
    low, high = min(low, fleet.headroom), max(high, fleet.headroom)
    yield _swing(
        "headroom",
        (f"{fleet.headroom:.0%}", f"{high:.0%}", f"{low:.0%}"),
        volume,
        replace(fleet, headroom=high),
        replace(fleet, headroom=low),
    )


def _redundancy(fleet: FleetModel, volume: Decimal) -> Iterator[Assumption]:
    """Add a spare replica where the plan has none."""
    if fleet.redundancy == 1:
        yield _swing(
            "fewest replicas",
            ("1", "1", "2"),
            volume,
            fleet,
            replace(fleet, redundancy=2),
        )


def _precision(
    fleet: FleetModel, precisions: Mapping[str, Decimal], volume: Decimal
) -> Iterator[Assumption]:
    """Compare the same cards at the other precisions they can compute in."""
    if precisions:
        fast = max(precisions, key=lambda name: precisions[name])
        slow = min(precisions, key=lambda name: precisions[name])
        best, worst = max(precisions[fast], fleet.rate), min(precisions[slow], fleet.rate)
        yield _swing(
            "precision",
            (
                "as planned",
                fast if precisions[fast] > fleet.rate else "as planned",
                slow if precisions[slow] < fleet.rate else "as planned",
            ),
            volume,
            replace(fleet, rate=best),
            replace(fleet, rate=worst),
        )


def _swing(
    name: str,
    texts: tuple[str, str, str],
    volume: Decimal,
    cheap: FleetModel,
    costly: FleetModel,
) -> Assumption:
    """Return what *name* does to the cost at *volume* between its cheap and its costly end.

    *texts* are the planned value, the cheap one and the costly one.
    """
    low, high = cheap.per_million(volume), costly.per_million(volume)
    return Assumption(
        name=name,
        value=texts[0],
        low=texts[1],
        high=texts[2],
        cost_low=low or Decimal(0),
        cost_high=high or Decimal(0),
    )


def _ends(fitted: Fitted) -> tuple[Decimal, Decimal]:
    """Return the range of a rule as decimals; its value where an end is missing."""
    low = fitted.value if fitted.low is None else fitted.low
    high = fitted.value if fitted.high is None else fitted.high
    return Decimal(repr(low)), Decimal(repr(high))
