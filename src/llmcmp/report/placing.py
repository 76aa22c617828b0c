"""One offer priced, by an API's rates or by a hosting plan."""

from __future__ import annotations

from datetime import date

from ..errors import LlmcmpError
from ..hosting import HostingPlan
from ..needs import Needs
from ..registry import Notice, Offer, Registry
from ..usage import Workload
from .offered_model import OfferedModel, hosted, not_hosted, offered_model
from .self_hosting import HostingTables
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
        return not_hosted(model, str(error)), told, None
    return hosted(model, done, workload), [*told, *plan_notices(offer, done)], done
