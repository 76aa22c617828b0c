"""One offer priced, by an API's rates or by a hosting plan."""

from __future__ import annotations

from decimal import Decimal

from ...errors import LlmcmpError
from ...exact import exact
from ...hosting import HostingPlan
from ...needs import Needs, Reason
from ...notices import Notice
from ...records import record, replace
from ...registry import Offer
from ...usage import Workload
from ..market import Market
from .hosting_summary import gpu_hours, hosting_summary
from .notices import plan_notices
from .offered_model import NANO, Cost, OfferedModel, offered_model


@record
class PricedOffer:
    """An offer described and priced."""

    offer: Offer
    model: OfferedModel
    notices: tuple[Notice, ...]
    plan: HostingPlan | None = None
    """How to host it; None for an API, and where no plan can be made."""


def price_offer(
    market: Market, offer: Offer, workload: Workload | None, needs: Needs
) -> PricedOffer:
    """Describe and price one offer; a self-hosted one by its plan, where one can be made."""
    model, notices = offered_model(market, offer, workload, needs)
    if not offer.is_self or market.hosting is None:
        return PricedOffer(offer=offer, model=model, notices=tuple(notices))
    try:
        plan = market.hosting.plan(offer, market.at, workload)
    except LlmcmpError as error:
        unplanned = _without_plan(model, str(error))
        return PricedOffer(offer=offer, model=unplanned, notices=tuple(notices))
    return PricedOffer(
        offer=offer,
        model=_with_plan(model, plan, workload),
        notices=(*notices, *plan_notices(offer, plan)),
        plan=plan,
    )


def _with_plan(model: OfferedModel, plan: HostingPlan, workload: Workload | None) -> OfferedModel:
    """Return a self-hosted model with its plan and, where there is a load, what that costs."""
    reasons = (*model.reasons, *(Reason(code="hosting", text=text) for text in plan.reasons))
    return replace(
        model,
        hosting=hosting_summary(plan),
        cost=None if workload is None else _hosting_cost(plan, workload),
        feasible=not reasons,
        reasons=reasons,
    )


def _without_plan(model: OfferedModel, why: str) -> OfferedModel:
    """Return a self-hosted model nobody can plan for, with the reason."""
    if all(reason.text != why for reason in model.reasons):
        model = replace(model, reasons=(*model.reasons, Reason(code="hosting", text=why)))
    return replace(model, feasible=False)


def _hosting_cost(plan: HostingPlan, workload: Workload) -> Cost | None:
    line = gpu_hours(plan)
    if line is None or plan.monthly_low is None or plan.monthly_high is None:
        return None
    requests = Decimal(workload.monthly_requests)
    with exact():
        each = (line.amount / requests).quantize(NANO) if requests else Decimal(0)
    return Cost(
        monthly=line.amount,
        per_request=each,
        low=plan.monthly_low,
        high=plan.monthly_high,
        items=(line,),
    )
