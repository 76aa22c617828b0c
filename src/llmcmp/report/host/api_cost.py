"""What APIs charge for the requests a hosting plan was made for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...errors import InputError
from ...exact import exact
from ...needs import Needs, Reason
from ...notices import Notice
from ...records import record
from ...registry import Offer
from ...schema import UNKNOWN
from ...usage import Workload
from ..market import Market
from ..offers.offered_model import offered_model


@record
class ApiCost:
    """What an API charges for the requests a plan was made for."""

    selector: str
    """Selector of the API."""
    name: str
    """The name people use for the model."""
    per_request: Decimal
    """USD for one request."""
    monthly: Decimal | None
    """USD a month at the stated load; None without one."""
    feasible: bool
    """Whether it can do the job."""
    reasons: tuple[Reason, ...]


def api_offer(market: Market, text: str) -> Offer:
    """Return the offer of an API; refuse weights one runs oneself."""
    offer = market.select(text)
    if offer.is_self:
        raise InputError(
            f"--against: not an API: {text}",
            hint="name a selector with an API price, such as gpt-4o-mini",
        )
    return offer


def api_costs(
    market: Market, offers: Sequence[Offer], request: Workload, requests: Decimal | None
) -> tuple[tuple[ApiCost, ...], list[Notice]]:
    """Price one request on every API; one without a price is an error, not a gap.

    *requests* is their number a month, where there is a load.
    """
    apis: list[ApiCost] = []
    notices: list[Notice] = []
    for offer in offers:
        model, own_notices = offered_model(market, offer, request, Needs())
        notices += (notice for notice in own_notices if notice.code != UNKNOWN)
        if model.cost is None:
            raise ValueError(f"{offer.selector} was not priced")
        with exact():
            monthly = None if requests is None else requests * model.cost.per_request
        apis.append(
            ApiCost(
                selector=offer.selector,
                name=model.name,
                per_request=model.cost.per_request,
                monthly=monthly,
                feasible=model.feasible,
                reasons=model.reasons,
            )
        )
    return tuple(apis), notices
