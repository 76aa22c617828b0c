"""What can do a job and what cannot: every offer placed, told apart and put in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ...errors import UnpricedError
from ...hosting import HostingPlan, HostingTables
from ...needs import Needs, Reason
from ...records import record
from ...registry import Notice, Offer, Registry
from ...schema import ModelSpec
from ...usage import Workload
from ..offers.offered_model import OfferedModel
from ..offers.priced import placed


@record
class ExcludedModel:
    """A model that cannot do the job."""

    selector: str
    """The selector that names it."""
    id: str
    """Id of the model."""
    channel: str | None
    """Channel slug; absent where nobody sells it."""
    tier: str | None
    """Tier."""
    name: str
    """The name people use."""
    developer: str
    """Who released it."""
    monthly: Decimal | None
    """USD a month it would cost; absent where the price is not known."""
    reasons: tuple[Reason, ...]
    """Every reason, the most telling first."""


@record
class Judged:
    """The offers of a recommendation, told apart."""

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


def judged_offers(
    registry: Registry,
    offers: Iterable[Offer],
    at: date,
    workload: Workload | None,
    needs: Needs,
    hosting: HostingTables | None,
) -> Judged:
    """Place every offer on *at* and tell what can do *workload* from what cannot."""
    able: list[OfferedModel] = []
    unable: list[ExcludedModel] = []
    notices: list[Notice] = []
    kept: dict[str, Offer] = {}
    plans: dict[str, HostingPlan] = {}
    for offer in offers:
        try:
            model, told, plan = placed(registry, offer, at, workload, needs, hosting)
        except UnpricedError as error:
            unable.append(unpriced(offer, str(error)))
            continue
        if not model.feasible:
            unable.append(excluded(model, model.reasons))
        elif model.price is None:
            reason = Reason(code="unpriced", text="no price per month is known")
            unable.append(excluded(model, (reason,)))
        else:
            kept[offer.selector] = offer
            if plan is not None:
                plans[offer.selector] = plan
            able.append(model)
            notices += told
    return judged_of(able, unable, notices, offers=kept, plans=plans)


def judged_of(
    able: Iterable[OfferedModel],
    unable: Iterable[ExcludedModel],
    notices: Iterable[Notice],
    *,
    offers: dict[str, Offer],
    plans: dict[str, HostingPlan],
) -> Judged:
    """Put the cheapest that can do the job first, and the nearest misses."""
    return Judged(
        able=tuple(sorted(able, key=lambda model: (model.price or Decimal(0), model.selector))),
        unable=tuple(sorted(unable, key=_nearness)),
        offers=offers,
        plans=plans,
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


def with_unsold(judged: Judged, registry: Registry) -> Judged:
    """Add the models that no candidate stands for, so that none goes missing in silence."""
    seen = {model.id for model in judged.able} | {model.id for model in judged.unable}
    unsold = [_unsold(spec) for spec in registry.models() if spec.id not in seen]
    return Judged(
        able=judged.able,
        unable=(*judged.unable, *unsold),
        offers=judged.offers,
        plans=judged.plans,
        notices=judged.notices,
    )


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
