"""From load to replicas: how many, how busy, and what they cost a month."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from ..errors import InputError, UnpricedError
from ..records import record
from ..schema.hosting import TrafficRules
from ..schema.numbers import MILLION
from ..usage import HOURS_PER_MONTH, LoadProfile, Workload
from .options import HostingOptions

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600

Billing = Literal["reserved", "autoscaled", "serverless", "busy"]
"""``reserved``: the fleet runs all month; ``busy``: only the hours of full work, a floor."""


@record
class Load:
    """How many requests arrive in a month, and how unevenly."""

    requests: Decimal | None
    """Requests per month; None where they are not known."""
    peak_to_mean: Decimal
    """Busiest minute over mean minute."""
    basis: str
    """Where that ratio comes from."""
    hourly_peaks: tuple[tuple[Decimal, int], ...] = ()
    """Busiest minute of an hour over the mean minute, and in how many hours it was so."""


def load_of(
    workload: Workload | None,
    profile: LoadProfile | None,
    options: HostingOptions,
    rules: TrafficRules,
) -> Load:
    """Return the load from flags, else from the usage file's minutes, else from usual ratios."""
    has_requests = workload is not None and workload.requests
    requests = Decimal(workload.monthly_requests) if workload and has_requests else None
    hourly: tuple[tuple[Decimal, int], ...] = ()
    if profile is not None:
        ratio, hourly = _shape(profile)
        basis = f"busiest of the usage file's {_spans(profile)}"
        if requests is None:
            requests = Decimal(sum(profile.minutes)) / len(profile.minutes) * 60 * HOURS_PER_MONTH
    else:
        chat = options.traffic == "chat"
        norm = rules.peak_to_mean_chat if chat else rules.peak_to_mean_coding
        ratio = Decimal(repr(norm.value))
        basis = "norm for conversation" if chat else "norm for coding"
    if options.peak_to_mean is not None:
        ratio, hourly, basis = options.peak_to_mean, (), "as given"
    return Load(requests=requests, peak_to_mean=ratio, basis=basis, hourly_peaks=hourly)


def _spans(profile: LoadProfile) -> str:
    """Say in how many minutes, or hours, the requests are counted."""
    number = len(profile.minutes) // profile.span
    match profile.span:
        case 1:
            return f"{number:,} minutes"
        case 60:
            return f"{number:,} hours, each taken as even"
        case _:
            return f"{number:,} spans of {profile.span} minutes, each taken as even"


def _shape(profile: LoadProfile) -> tuple[Decimal, tuple[tuple[Decimal, int], ...]]:
    """Return the busiest minute over the mean minute, and the same of the hours, counted."""
    total = sum(profile.minutes)
    if not total:
        raise InputError(
            "the usage file has no timestamps, so its busiest minute is not known",
            hint="give --peak-to-mean, or a file with the time of each request",
        )
    mean = Decimal(total) / len(profile.minutes)
    hours = (profile.minutes[at : at + 60] for at in range(0, len(profile.minutes), 60))
    peaks = Counter(max(hour) for hour in hours)
    counted = tuple((peak / mean, count) for peak, count in sorted(peaks.items()))
    return max(profile.minutes) / mean, counted


@record
class FleetModel:
    """One replica's speed, its price and the rules of the fleet; money follows from the load."""

    rate: Decimal
    """Requests per second of one saturated replica (r)."""
    tokens: Decimal
    """Tokens of one request, in and out."""
    gpus: int
    """GPUs of one replica (N)."""
    price: Decimal | None
    """USD per GPU and hour; None where the card has no known price."""
    peak_to_mean: Decimal
    """Busiest minute over mean minute (PAR)."""
    headroom: Decimal
    """Largest share of its rate that a replica carries (H)."""
    redundancy: int
    """Smallest number of replicas (R_min)."""
    fixed_monthly: Decimal
    """USD a month that is paid however many GPUs there are."""
    billing: Billing = "reserved"
    """How the hours are paid."""
    hourly_peaks: tuple[tuple[Decimal, int], ...] = ()
    """Busiest minute of an hour over the mean minute, and in how many hours it was so."""
    autoscale_factor: Decimal = Decimal("1.15")
    """What scaling late and in steps costs where no hours are known."""
    alone_seconds: Decimal = Decimal(0)
    """Seconds one request takes on an idle replica."""

    @property
    def capacity(self) -> Decimal:
        """Requests per month one replica takes when it is sized for the busiest minute."""
        return self.rate * self.headroom / self.peak_to_mean * SECONDS_PER_MONTH

    @property
    def replica_month(self) -> Decimal:
        """USD of one replica that runs all month."""
        return self.gpus * HOURS_PER_MONTH * self._known_price

    def replicas(self, requests: Decimal) -> int:
        """Return the replicas that carry the busiest minute."""
        return max(self.redundancy, steps(requests, self.capacity))

    def running(self, requests: Decimal) -> Decimal:
        """Return the replicas paid for on average over the month."""
        ideal = requests / (self.rate * self.headroom * SECONDS_PER_MONTH)
        match self.billing:
            case "reserved":
                return Decimal(self.replicas(requests))
            case "busy":
                return requests / (self.rate * SECONDS_PER_MONTH)
            case "serverless":
                return max(self._any_in_service(requests), ideal)
            case "autoscaled":
                if not self.hourly_peaks:
                    # A fleet at its smallest size does not scale, so it loses nothing by it.
                    return max(Decimal(self.redundancy), ideal * self.autoscale_factor)
                needed = (
                    max(self.redundancy, steps(peak * ideal, Decimal(1))) * hours
                    for peak, hours in self.hourly_peaks
                )
                return Decimal(sum(needed)) / sum(hours for _, hours in self.hourly_peaks)

    def monthly(self, requests: Decimal) -> Decimal:
        """Return USD a month at this load."""
        return self.running(requests) * self.replica_month + self.fixed_monthly

    def utilization(self, requests: Decimal) -> Decimal:
        """Return the share of the paid capacity that does work."""
        running = self.running(requests)
        if not running:
            return Decimal(0)
        return requests / (running * self.rate * SECONDS_PER_MONTH)

    @property
    def best_utilization(self) -> Decimal:
        """The highest utilisation of a fixed fleet that is sized for its peak: H / PAR."""
        return self.headroom / self.peak_to_mean

    @property
    def full_load_per_million(self) -> Decimal:
        """USD per million tokens if the replica never idled: a floor, never a forecast."""
        return self.gpus * self._known_price * MILLION / (3600 * self.rate * self.tokens)

    def per_million(self, requests: Decimal) -> Decimal | None:
        """Return USD per million tokens at this load; None where there is no load."""
        if not requests:
            return None
        return self.monthly(requests) * MILLION / (requests * self.tokens)

    @property
    def _known_price(self) -> Decimal:
        if self.price is None:
            raise UnpricedError(
                "the price of this GPU is not known", hint="give one with --price-per-gpu-hour"
            )
        return self.price

    def _any_in_service(self, requests: Decimal) -> Decimal:
        """Return the share of the month with at least one request in service.

        Requests that arrive at random and are all served at once (M/G/infinity).
        """
        offered = requests * self.alone_seconds / SECONDS_PER_MONTH
        return 1 - (-offered).exp()


def steps(amount: Decimal, size: Decimal) -> int:
    """Return how many whole *size* cover *amount*, exactly even where the quotient is rounded."""
    count = int((amount / size).to_integral_value(ROUND_CEILING))
    if count and (count - 1) * size >= amount:
        return count - 1
    return count
