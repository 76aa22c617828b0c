"""What a what-if needs of other parts: measured vocabulary ratios and hosting plans."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal

from ...billing.size_classes import Rescale, Rescaling
from ...errors import UncountableError, UnpricedError
from ...hosting import HostingOptions, HostingPlan, plan
from ...notices import Notice
from ...readable import rough_percent, usd
from ...records import replace
from ...registry import Offer
from ...schema import Calibration, ContentClass, ModelSpec
from ...schema.gpu import GpusFile
from ...schema.hosting import HostingParameters
from ...usage import DAYS_PER_MONTH, Workload
from ...vocabulary import rescale_model
from .traffic import Host, TrafficCost, TrafficToHost

CENT_PARTS = Decimal("0.000001")
"""Hosting is an estimate: a millionth of a dollar is more than it knows."""


def measured_rescaling(calibration: Calibration, content: ContentClass) -> Rescale:
    """Return how token counts of text of one class translate, as far as it was measured."""

    def rescale(base: ModelSpec, to: ModelSpec) -> Rescaling | None:
        try:
            scaled = rescale_model(Decimal(1), base, to, content, calibration)
        except UncountableError:
            return None
        return Rescaling(
            factor=scaled.expected, low=scaled.low, high=scaled.high, text=scaled.basis
        )

    return rescale


def hosting_planner(
    gpus: GpusFile,
    parameters: HostingParameters,
    *,
    at: date,
    options: HostingOptions | None = None,
) -> Host:
    """Return the planner of self-hosted alternatives, with GPU prices of the day *at*."""
    base = options or HostingOptions()

    def host(offer: Offer, traffic: TrafficToHost) -> TrafficCost:
        fleet = plan(
            offer.spec,
            gpus,
            parameters,
            at=at,
            workload=_mean_request(offer, traffic),
            profile=traffic.load,
            options=base if offer.plan is None else replace(base, gpu=offer.plan),
        )
        return _bill(offer, fleet, traffic)

    return host


def _mean_request(offer: Offer, traffic: TrafficToHost) -> Workload:
    """Return the traffic as so many average requests a month."""
    if not traffic.requests:
        raise UnpricedError(
            f"the files do not count requests, so no GPUs can be planned: {offer.selector}"
        )
    if not traffic.days:
        raise UnpricedError(
            f"usage without dates has no load over time: {offer.selector}",
            hint="times that count from the start of a trace tell it with --offset-unit s or ms",
        )
    requests = Decimal(traffic.requests)
    return Workload(
        requests=(requests / traffic.days * DAYS_PER_MONTH).quantize(CENT_PARTS),
        input_tokens=_ceiling(traffic.usage.prompt / requests),
        output_tokens=_ceiling((traffic.usage.output + traffic.usage.output_audio) / requests),
    )


def _ceiling(mean: Decimal) -> int:
    return int(mean.to_integral_value(ROUND_CEILING))


def _bill(offer: Offer, fleet: HostingPlan, traffic: TrafficToHost) -> TrafficCost:
    """Charge a plan for the days the traffic covers."""
    if fleet.monthly_cost is None or fleet.monthly_low is None or fleet.monthly_high is None:
        raise UnpricedError(f"no hourly price known for {fleet.gpu}: {offer.selector}")
    months = traffic.days / DAYS_PER_MONTH
    cost, low, high = (
        (monthly * months).quantize(CENT_PARTS)
        for monthly in (fleet.monthly_cost, fleet.monthly_low, fleet.monthly_high)
    )
    share = "" if fleet.utilization is None else f", {rough_percent(fleet.utilization)} busy"
    text = (
        f"{offer.spec.id} on {fleet.replicas} x {fleet.gpus} {fleet.gpu} ({fleet.precision}): "
        f"{usd(fleet.monthly_cost)} a month reserved{share}; peak: {fleet.peak_basis}"
    )
    return TrafficCost(
        cost=cost,
        low=low,
        high=high,
        reasons=fleet.reasons,
        notices=(
            Notice(code="hosted", text=text, selector=offer.selector),
            *(replace(notice, selector=offer.selector) for notice in fleet.warnings),
        ),
    )
