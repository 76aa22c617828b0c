"""What can do a job and what cannot: every offer priced, sorted out and put in order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ...errors import UnpricedError
from ...hosting import HostingPlan
from ...needs import Needs, Reason
from ...notices import Notice
from ...records import record, replace
from ...registry import Offer, Registry
from ...schema import ModelSpec
from ...usage import Workload
from ..market import Market
from ..offers.offered_model import OfferedModel
from ..offers.priced import PricedOffer, price_offer


@record
class ExcludedModel:
    """A model that cannot do the job."""

    selector: str
    id: str
    channel: str | None
    """Channel slug; absent where nobody sells it."""
    tier: str | None
    name: str
    developer: str
    monthly: Decimal | None
    """USD a month it would cost; absent where the price is not known."""
    reasons: tuple[Reason, ...]
    """Every reason, the most telling first."""


@record
class Feasibility:
    """The offers of a recommendation: those that can do the job, and the rest."""

    able: tuple[OfferedModel, ...]
    """What can do the job, the cheapest first."""
    unable: tuple[ExcludedModel, ...]
    """What cannot, the nearest misses first."""
    offers: dict[str, Offer]
    """The offers of ``able`` by selector."""
    plans: dict[str, HostingPlan]
    """The hosting plans among them."""
    notices: tuple[Notice, ...]
    """What must be known of ``able``."""


def split_offers(
    market: Market, offers: Iterable[Offer], workload: Workload | None, needs: Needs
) -> Feasibility:
    """Price every offer, and tell what can do *workload* from what cannot."""
    able: list[PricedOffer] = []
    unable: list[ExcludedModel] = []
    for offer in offers:
        try:
            priced = price_offer(market, offer, workload, needs)
        except UnpricedError as error:
            unable.append(unpriced(offer, str(error)))
            continue
        model = priced.model
        if not model.feasible:
            unable.append(excluded(model, model.reasons))
        elif model.price is None:
            reason = Reason(code="unpriced", text="no price per month is known")
            unable.append(excluded(model, (reason,)))
        else:
            able.append(priced)
    return ordered(
        [priced.model for priced in able],
        unable,
        [notice for priced in able for notice in priced.notices],
        offers={priced.offer.selector: priced.offer for priced in able},
        plans={p.offer.selector: p.plan for p in able if p.plan is not None},
    )


def ordered(
    able: Iterable[OfferedModel],
    unable: Iterable[ExcludedModel],
    notices: Iterable[Notice],
    *,
    offers: dict[str, Offer] | None = None,
    plans: dict[str, HostingPlan] | None = None,
) -> Feasibility:
    """Put the cheapest that can do the job first, and the nearest misses."""
    return Feasibility(
        able=tuple(sorted(able, key=lambda model: (model.price or Decimal(0), model.selector))),
        unable=tuple(sorted(unable, key=_nearness)),
        offers=offers or {},
        plans=plans or {},
        notices=tuple(dict.fromkeys(notices)),
    )


def _nearness(model: ExcludedModel) -> tuple[bool, int, int, Decimal, str]:
    """Order excluded models: those that a relaxed need would admit first, fewest reasons first.

    A known miss is nearer than something nobody knows.
    """
    lost = any(reason.need is None for reason in model.reasons)
    unknown = sum(reason.code == "unknown" for reason in model.reasons)
    return lost, len(model.reasons), unknown, model.monthly or Decimal(0), model.selector


def excluded(model: OfferedModel, reasons: tuple[Reason, ...]) -> ExcludedModel:
    """Return what is kept of a model that cannot do the job."""
    return ExcludedModel(
        selector=model.selector,
        id=model.id,
        channel=model.channel,
        tier=model.tier.value,
        name=model.name,
        developer=model.developer,
        monthly=None if model.cost is None else model.cost.monthly,
        reasons=reasons,
    )


def unpriced(offer: Offer, text: str) -> ExcludedModel:
    """Return what is known of an offer without a price."""
    return ExcludedModel(
        selector=offer.selector,
        id=offer.spec.id,
        channel=offer.channel,
        tier=offer.tier.value,
        name=offer.spec.name,
        developer=offer.spec.developer,
        monthly=None,
        reasons=(Reason(code="unpriced", text=text),),
    )


def with_models_nobody_sells(feasibility: Feasibility, registry: Registry) -> Feasibility:
    """Add the models that no candidate represents, so that none is missing without a reason."""
    listed = {model.id for model in feasibility.able} | {model.id for model in feasibility.unable}
    unsold = [_unsold(spec) for spec in registry.models() if spec.id not in listed]
    return replace(feasibility, unable=(*feasibility.unable, *unsold))


def _unsold(spec: ModelSpec) -> ExcludedModel:
    return ExcludedModel(
        selector=spec.id,
        id=spec.id,
        channel=None,
        tier=None,
        name=spec.name,
        developer=spec.developer,
        monthly=None,
        reasons=(Reason(code="unpriced", text="no price known on any channel"),),
    )
