"""One offer priced, by an API's rates or by a hosting plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

from ...errors import LlmcmpError
from ...hosting import HostingPlan, HostingTables
from ...needs import Needs, Reason
from ...records import replace
from ...registry import Notice, Offer, Registry
from ...usage import EXACT_DIGITS, Workload
from .offered_model import NANO, Cost, OfferedModel, offered_model
from .self_hosting import gpu_hours, hosting_summary
from .self_hosting import told as plan_notices


def placed(
    registry: Registry,
    offer: Offer,
    at: date,
    workload: Workload | None,
    needs: Needs,
    hosting: HostingTables | None,
) -> tuple[OfferedModel, list[Notice], HostingPlan | None]:
    """Describe and price one offer; a self-hosted one by its plan, where one can be made."""
    model, told = offered_model(registry, offer, at, workload, needs)
    if not offer.is_self or hosting is None:
        return model, told, None
    try:
        done = hosting.plan(offer, at, workload)
    except LlmcmpError as error:
        return _not_hosted(model, str(error)), told, None
    return _hosted(model, done, workload), [*told, *plan_notices(offer, done)], done


def _hosted(model: OfferedModel, done: HostingPlan, workload: Workload | None) -> OfferedModel:
    """Return a self-hosted model with its plan and, where there is a load, what that costs."""
    reasons = (*model.reasons, *(Reason(code="hosting", text=text) for text in done.reasons))
    return replace(
        model,
        hosting=hosting_summary(done),
        cost=None if workload is None else _hosting_cost(done, workload),
        feasible=not reasons,
        reasons=reasons,
    )


def _not_hosted(model: OfferedModel, why: str) -> OfferedModel:
    """Return a self-hosted model nobody can plan for, with the reason."""
    if all(reason.text != why for reason in model.reasons):
        model = replace(model, reasons=(*model.reasons, Reason(code="hosting", text=why)))
    return replace(model, feasible=False)


def _hosting_cost(done: HostingPlan, workload: Workload) -> Cost | None:
    line = gpu_hours(done)
    if line is None or done.monthly_low is None or done.monthly_high is None:
        return None
    requests = Decimal(workload.monthly_requests)
    with localcontext(prec=EXACT_DIGITS):
        each = (line.amount / requests).quantize(NANO) if requests else Decimal(0)
    return Cost(
        monthly=line.amount,
        per_request=each,
        low=done.monthly_low,
        high=done.monthly_high,
        items=(line,),
    )
