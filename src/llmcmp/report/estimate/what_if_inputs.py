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
from .what_if import Host, HostedBill, Traffic

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
    asked = options or HostingOptions()

    def host(offer: Offer, traffic: Traffic) -> HostedBill:
        laid = plan(
            offer.spec,
            gpus,
            parameters,
            at=at,
            workload=_mean_request(offer, traffic),
            profile=traffic.load,
            options=asked if offer.plan is None else replace(asked, gpu=offer.plan),
        )
        return _bill(offer, laid, traffic)

    return host


def _mean_request(offer: Offer, traffic: Traffic) -> Workload:
    """Return the traffic as so many mean requests a month."""
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


def _bill(offer: Offer, laid: HostingPlan, traffic: Traffic) -> HostedBill:
    """Charge a plan for the days the traffic covers."""
    if laid.monthly_cost is None or laid.monthly_low is None or laid.monthly_high is None:
        raise UnpricedError(f"no hourly price known for {laid.gpu}: {offer.selector}")
    months = traffic.days / DAYS_PER_MONTH
    cost, low, high = (
        (monthly * months).quantize(CENT_PARTS)
        for monthly in (laid.monthly_cost, laid.monthly_low, laid.monthly_high)
    )
    share = "" if laid.utilization is None else f", {rough_percent(laid.utilization)} busy"
    text = (
        f"{offer.spec.id} on {laid.replicas} x {laid.gpus} {laid.gpu} ({laid.precision}): "
        f"{usd(laid.monthly_cost)} a month reserved{share}; peak: {laid.peak_basis}"
    )
    return HostedBill(
        cost=cost,
        low=low,
        high=high,
        reasons=laid.reasons,
        notices=(
            Notice(code="hosted", text=text, selector=offer.selector),
            *(replace(notice, selector=offer.selector) for notice in laid.warnings),
        ),
    )
