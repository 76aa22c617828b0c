"""``compare``: models side by side for one workload."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ...errors import InputError
from ...exact import exact
from ...hosting import HostingPlan, HostingTables
from ...needs import Needs
from ...records import record, replace
from ...registry import Offer, Registry
from ...usage import Workload
from ..header import Report, registry_used, without_contracts
from ..market import Market
from ..offers.break_even import (
    BreakEvenPoint,
    break_even_points,
    request_costs,
    usual_request,
)
from ..offers.notices import prompt_notices
from ..offers.offered_model import OfferedModel
from ..offers.priced import PricedOffer, price_offer
from ..offers.scores import common_set
from .verdict import verdict

if TYPE_CHECKING:
    from ..offers.cost_curves import CostCurves

RATIO_STEP = Decimal("0.000001")
"""Ratios are rounded to a millionth: unlike amounts they are no finite decimals."""


@record
class Comparison(Report):
    """Models side by side, in the order they were asked for."""

    schema: str = "llmcmp/compare/1"
    workload: Workload | None
    """What was priced; absent where unit prices are compared."""
    scores_set: str | None
    """The set of scores the models share; absent where none is common."""
    models: tuple[OfferedModel, ...]
    break_even: tuple[BreakEvenPoint, ...]
    """For each API model and self-hosted one, the volume at which both cost the same."""
    curves: CostCurves | None = None
    """Monthly cost against volume, where a chart was asked for and a hosted model has a price."""
    verdict: str
    """The answer in two or three sentences."""


def compare(
    registry: Registry,
    selectors: Sequence[str],
    *,
    at: date,
    workload: Workload | None = None,
    needs: Needs | None = None,
    hosting: HostingTables | None = None,
    chart: bool = False,
) -> Comparison:
    """Describe and price every selector on *at*, for *workload* where one is given.

    Raises ``UnknownNameError`` for a name nobody declared and ``UnpricedError`` where a price that
    is needed is not known: a comparison with a hole in it would recommend the hole.
    Self-hosted selectors are planned from the tables of *hosting*; what no plan can be made for
    stays in the report, marked infeasible with the reason. *chart* adds the curves of monthly cost
    against volume.
    """
    market = Market(registry=registry, at=at, hosting=hosting)
    offers = [
        price_offer(market, market.select(text), workload, needs or Needs()) for text in selectors
    ]
    models = _models(market, offers, workload)
    notices = prompt_notices(workload)
    for offer in offers:
        notices += offer.notices
    apis = [each.offer for each in offers if not each.offer.is_self]
    plans = [(each.offer, each.plan) for each in offers if each.plan is not None]
    points = break_even_points(market, apis, plans, workload)
    if points:
        notices += without_contracts(registry, "the break-even volumes")
    return Comparison(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(notices)),
        workload=workload,
        scores_set=common_set([model.scores for model in models]),
        models=tuple(models),
        break_even=points,
        curves=_curves(market, apis, plans, points, workload) if chart else None,
        verdict=verdict(models, workload, points),
    )


def _models(
    market: Market, offers: Sequence[PricedOffer], workload: Workload | None
) -> list[OfferedModel]:
    """Return the models with what contracts add to their costs and with their ratios."""
    models = [each.model for each in offers]
    if market.registry.contracts:
        from ..offers.contracts import under_contract

        models = [under_contract(market, model, workload) for model in models]
    _refuse_impossible(models, workload)
    return with_ratios(models)


def _curves(
    market: Market,
    apis: Sequence[Offer],
    plans: Sequence[tuple[Offer, HostingPlan]],
    points: Sequence[BreakEvenPoint],
    workload: Workload | None,
) -> CostCurves | None:
    """Draw the APIs and the hosted models over the volumes that matter."""
    from ..offers.cost_curves import cost_curves

    if not plans:
        return None
    costs = request_costs(market, apis, workload or usual_request(plans[0][1]))
    return cost_curves(
        [(api.selector, cost) for api, cost in costs],
        [(offer.selector, plan) for offer, plan in plans],
        points,
        requests=None if workload is None else Decimal(workload.monthly_requests),
    )


def with_ratios(models: list[OfferedModel]) -> list[OfferedModel]:
    """Return the models with their price divided by that of the first."""
    # Beside costs, the unit price of a model without one says nothing.
    priced = [model for model in models if model.cost is not None] or models
    base = models[0].price if models and models[0] in priced else None
    if not base:
        return models
    with exact():
        return [
            model
            if model.price is None or model not in priced
            else replace(model, ratio=(model.price / base).quantize(RATIO_STEP).normalize())
            for model in models
        ]


def _refuse_impossible(models: list[OfferedModel], workload: Workload | None) -> None:
    """Raise where no compared model can write an answer as long as the workload asks for."""
    limits = [model.max_output_tokens for model in models]
    if workload is None or not limits:
        return
    numbers = [limit for limit in limits if isinstance(limit, int)]
    if len(numbers) == len(limits) and workload.output_tokens > (most := max(numbers)):
        name = models[limits.index(most)].selector
        raise InputError(
            f"output_tokens: above the limit of {name}, {most:,}: {workload.output_tokens:,}",
        )
