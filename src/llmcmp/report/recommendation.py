"""``recommend``: what can do the job, the cheapest first, and why the rest cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, localcontext

from .. import __version__
from ..errors import InputError, UnknownNameError, UnpricedError
from ..hosting import HostingPlan
from ..needs import Needs, Reason
from ..registry import Notice, Offer, Registry, select
from ..spec import ModelSpec, record
from ..usage import EXACT_DIGITS, Workload
from .candidates import candidates
from .flips import FlipPoint, flip_points, volume_flips
from .header import RegistryUsed, registry_used, without_contracts
from .offered_model import OfferedModel
from .placing import placed
from .scores import common_set
from .self_hosting import HostingTables
from .words import count, listed, percent, usd


@record
class RankedModel(OfferedModel):
    """A model that can do the job, and where it stands among the others."""

    rank: int
    """Place, the cheapest first; equal costs share a place."""
    pareto: bool | None
    """No cheaper model scores as high; absent where the benchmark's score is unknown."""
    saving: Decimal | None
    """USD a month less than the model in use; negative where it costs more."""
    undecided_with: tuple[str, ...]
    """Selectors whose cost is equal or overlaps within what is uncertain."""


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
class Recommendation:
    """The models that can do the job, ranked, and the rest with reasons."""

    schema: str = "llmcmp/recommend/1"
    """Name and version of this shape."""
    llmcmp: str = __version__
    """Version of the program."""
    at: date
    """Day whose prices were applied."""
    registry: RegistryUsed
    """Registry the facts come from."""
    warnings: tuple[Notice, ...]
    """What a reader must know of the ranked models."""
    workload: Workload | None
    """What was priced; absent where unit prices are ranked."""
    needs: Needs
    """What a model had to offer."""
    current: str | None
    """Selector of the model in use, which savings are counted against."""
    benchmark: str | None
    """Benchmark of the Pareto front."""
    scores_set: str | None
    """The set of scores the front is drawn within; only scores of one set are comparable."""
    ranked: tuple[RankedModel, ...]
    """What can do the job, the cheapest first."""
    excluded: tuple[ExcludedModel, ...]
    """What cannot, the nearest misses first."""
    flip_points: tuple[FlipPoint, ...]
    """Where the cheapest stops being the cheapest."""
    verdict: str
    """The answer in a few sentences."""


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


def recommend(
    registry: Registry,
    selectors: Sequence[str] = (),
    *,
    at: date,
    workload: Workload | None = None,
    needs: Needs | None = None,
    current: str | None = None,
    benchmark: str | None = None,
    hosting: HostingTables | None = None,
) -> Recommendation:
    """Rank what can do *workload* on *at*; without *selectors*, everything the registry prices.

    With the tables of *hosting*, weights one runs oneself stand among the candidates.
    *current* is the model in use, *benchmark* the one the Pareto front is drawn on.
    """
    asked = needs or Needs()
    check_needs(registry, asked, at, benchmark)
    offers = offers_for(registry, selectors, at, hosting)
    judged = _judge(registry, offers, at, workload, asked, hosting)
    if not selectors:
        judged = with_unsold(judged, registry)
    in_use = None if current is None else _in_use(registry, current, at, workload, asked, hosting)
    return ranked_report(
        registry,
        judged,
        at=at,
        workload=workload,
        needs=asked,
        current=current,
        in_use=in_use,
        benchmark=benchmark,
    )


def ranked_report(
    registry: Registry,
    judged: Judged,
    *,
    at: date,
    workload: Workload | None,
    needs: Needs,
    current: str | None,
    in_use: OfferedModel | None,
    benchmark: str | None,
    solve_flips: bool = True,
) -> Recommendation:
    """Rank what was judged; flips are not solved where costs are not those of the workload."""
    chosen = benchmark or next(iter(needs.min_scores), None)
    within = None if chosen is None else _set_of(judged.able, chosen)
    ranked = _ranked(judged.able, in_use, chosen, within)
    flips = _flips(registry, judged, ranked, workload, at) if solve_flips else ()
    return Recommendation(
        at=at,
        registry=registry_used(registry),
        warnings=(*judged.notices, *without_contracts(registry, "these costs")),
        workload=workload,
        needs=needs,
        current=current,
        benchmark=chosen,
        scores_set=within,
        ranked=ranked,
        excluded=judged.unable,
        flip_points=flips,
        verdict=_verdict(ranked, judged.unable, flips, in_use, workload),
    )


def check_needs(registry: Registry, needs: Needs, at: date, benchmark: str | None) -> None:
    """Refuse needs that name what nobody declared, or a day that has passed."""
    if needs.available_until is not None and needs.available_until < at:
        raise InputError(
            f"contradictory needs: available until {needs.available_until}, "
            f"which is before the day of the prices: {at}"
        )
    wanted = [*needs.min_scores, *([] if benchmark is None else [benchmark])]
    if wanted or needs.developers or needs.channels:
        models = list(registry.models())
        _known("benchmark", wanted, (s.benchmark for m in models for s in m.scores))
        _known("developer", needs.developers, (model.developer for model in models))
        channels = (row.channel for model in models for row in model.rates)
        _known("channel", needs.channels, (*channels, "self"))


def _known(what: str, wanted: Iterable[str], names: Iterable[str]) -> None:
    known = sorted(set(names))
    for name in wanted:
        if name.casefold() not in {word.casefold() for word in known}:
            raise UnknownNameError(f"unknown {what}: {name}", hint=f"one of: {', '.join(known)}")


def offers_for(
    registry: Registry, selectors: Sequence[str], at: date, hosting: HostingTables | None
) -> list[Offer]:
    """Return the offers to choose from: those named, else all there are."""
    if not selectors:
        return list(candidates(registry, self_hosted=hosting is not None))
    names = frozenset() if hosting is None else hosting.names(selectors)
    return [select(registry, text, at=at, gpu_names=names) for text in dict.fromkeys(selectors)]


def _judge(
    registry: Registry,
    offers: Iterable[Offer],
    at: date,
    workload: Workload | None,
    needs: Needs,
    hosting: HostingTables | None,
) -> Judged:
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


def _in_use(
    registry: Registry,
    current: str,
    at: date,
    workload: Workload | None,
    needs: Needs,
    hosting: HostingTables | None,
) -> OfferedModel:
    offer = offers_for(registry, (current,), at, hosting)[0]
    return placed(registry, offer, at, workload, needs, hosting)[0]


def score_in(model: OfferedModel, benchmark: str, within: str | None) -> Decimal | None:
    """Return the model's score on *benchmark* within one set of comparable scores."""
    values = [
        score.value
        for score in model.scores
        if within is not None
        and score.set == within
        and score.benchmark.casefold() == benchmark.casefold()
    ]
    return max(values, default=None)


def _set_of(models: Sequence[OfferedModel], benchmark: str) -> str | None:
    """Return the set in which most models have a score on *benchmark*."""
    wanted = benchmark.casefold()
    scores = [
        tuple(score for score in model.scores if score.benchmark.casefold() == wanted)
        for model in {model.id: model for model in models}.values()
    ]
    return common_set(scores)


def _ranked(
    models: Sequence[OfferedModel],
    in_use: OfferedModel | None,
    benchmark: str | None,
    within: str | None,
) -> tuple[RankedModel, ...]:
    prices = [model.price or Decimal(0) for model in models]
    front = _front(models, benchmark, within)
    paid = None if in_use is None else _paid(in_use, models)
    ranked = []
    for model, price in zip(models, prices, strict=True):
        known = {item.name: getattr(model, item.name) for item in fields(OfferedModel)}
        ranked.append(
            RankedModel(
                **known,
                rank=1 + sum(other < price for other in prices),
                pareto=front.get(model.selector),
                saving=_saving(paid, price),
                undecided_with=tuple(
                    other.selector
                    for other in models
                    if other is not model and _overlap(model, other)
                ),
            )
        )
    return tuple(ranked)


def _paid(in_use: OfferedModel, models: Sequence[OfferedModel]) -> Decimal | None:
    """Return the price of the model in use; its blend is none where the others have costs."""
    costs = any(model.cost is not None for model in models)
    return None if costs and in_use.cost is None else in_use.price


def _saving(paid: Decimal | None, price: Decimal) -> Decimal | None:
    if paid is None:
        return None
    with localcontext(prec=EXACT_DIGITS):
        return paid - price


def _overlap(model: OfferedModel, other: OfferedModel) -> bool:
    """Tell whether the order of two costs is not certain."""
    if model.cost is None or other.cost is None:
        return model.price == other.price
    return model.cost.low <= other.cost.high and other.cost.low <= model.cost.high


def _front(
    models: Sequence[OfferedModel], benchmark: str | None, within: str | None
) -> dict[str, bool]:
    """Tell of each model with a comparable score whether no other is at once cheaper and better."""
    if benchmark is None:
        return {}
    scored = [
        (model.selector, model.price or Decimal(0), score)
        for model in models
        if (score := score_in(model, benchmark, within)) is not None
    ]
    return {
        name: not any(
            cost <= price and points >= score and (cost, points) != (price, score)
            for _, cost, points in scored
        )
        for name, price, score in scored
    }


def _flips(
    registry: Registry,
    judged: Judged,
    ranked: Sequence[RankedModel],
    workload: Workload | None,
    at: date,
) -> tuple[FlipPoint, ...]:
    if workload is None:
        return ()
    offers = [judged.offers[model.selector] for model in ranked]
    volumes = volume_flips(offers, judged.plans, workload, at, registry.discounts)
    if not offers or offers[0].is_self:
        return volumes
    priced = [offer for offer in offers if not offer.is_self]
    return (*flip_points(priced, workload, at, registry.discounts), *volumes)


def _verdict(
    ranked: Sequence[RankedModel],
    excluded: Sequence[ExcludedModel],
    flips: Sequence[FlipPoint],
    in_use: OfferedModel | None,
    workload: Workload | None,
) -> str:
    if not ranked:
        return " ".join(_none_feasible(excluded))
    best = ranked[0]
    price = usd(best.price or Decimal(0))
    unit = "per million tokens (three in, one out)" if workload is None else "a month"
    beaten = _is_beaten(best, in_use)
    what = "the cheapest candidate" if beaten else "the cheapest that can do the job"
    sentences = [f"{best.selector} is {what}, at {price} {unit}."]
    sentences += _against(best, in_use)
    if best.undecided_with:
        sentences.append(
            f"The order is undecided: {listed(best.undecided_with[:3])} may cost as little."
        )
    if flips:
        sentences.append(
            f"It stays so unless {_or([flip_text(flip, workload) for flip in flips])}."
        )
    return " ".join(sentences)


def _is_beaten(best: RankedModel, in_use: OfferedModel | None) -> bool:
    """Tell whether what is in use is no candidate, can do the job, and costs less than all."""
    return (
        in_use is not None
        and in_use.feasible
        and in_use.price is not None
        and best.price is not None
        and in_use.price < best.price
    )


def _or(parts: Sequence[str]) -> str:
    return listed(parts).replace(" and ", " or ") if len(parts) > 1 else "".join(parts)


def _against(best: RankedModel, in_use: OfferedModel | None) -> list[str]:
    if in_use is None:
        return []
    paid = _paid(in_use, (best,))
    if paid is None:
        return [f"What {in_use.selector} costs is not known."]
    sentences = []
    if best.saving is not None and best.saving > 0:
        share = percent(best.saving / paid)
        sentences.append(
            f"That is {usd(best.saving)} ({share}) less than {in_use.selector} at {usd(paid)}."
        )
    elif not best.saving:
        sentences.append(f"Nothing that can do the job is cheaper than {in_use.selector}.")
    else:
        more = usd(-best.saving)
        use = ", in use and able to do it" if in_use.feasible else ""
        sentences.append(f"That is {more} more than {in_use.selector}{use}.")
    if not in_use.feasible:
        sentences.append(f"{in_use.selector} itself cannot do the job: {in_use.reasons[0].text}.")
    return sentences


def flip_text(flip: FlipPoint, workload: Workload | None) -> str:
    """Say where a model is overtaken."""
    if flip.of == "requests":
        volume = count(flip.value.quantize(Decimal(1)))
        return f"the volume {_side(flip)} {volume} requests a month (then {flip.selector})"
    if flip.of == "cached_share":
        said = f"the cached share of the prompt {_side(flip)} {percent(flip.value)}"
    else:
        text = " beside the prompt files" if workload and workload.prompt else ""
        what = "output" if flip.of == "output_tokens" else f"input{text}"
        said = f"{what} {_side(flip)} {count(flip.value)} tokens per request"
    return f"{said} (then {flip.selector})"


def _side(flip: FlipPoint) -> str:
    return "exceeds" if flip.direction == "above" else "falls below"


def _none_feasible(excluded: Sequence[ExcludedModel]) -> Iterable[str]:
    """Say that nothing can do the job, what came nearest and which need stands in the way."""
    if not excluded:
        yield "There is nothing to choose from."
        return
    yield f"None of {len(excluded)} offers can do the job."
    near = [model for model in excluded if all(reason.need for reason in model.reasons)]
    if near:
        said = [f"{m.selector} ({'; '.join(r.text for r in m.reasons)})" for m in near[:3]]
        yield f"Nearest: {'; '.join(said)}."
    single = Counter(
        next(iter(needs))
        for model in near
        if len(needs := {reason.need for reason in model.reasons if reason.need}) == 1
    )
    if single:
        order = sorted(single.items(), key=lambda item: (-item[1], item[0]))
        said = [f"{need} would admit {number}" for need, number in order]
        yield f"Relaxing only {listed(said)}."
    elif near:
        blocking = Counter(
            need for model in near for need in {r.need for r in model.reasons if r.need}
        )
        order = sorted(blocking.items(), key=lambda item: (-item[1], item[0]))
        said = [f"{need} ({number})" for need, number in order[:4]]
        yield f"More than one need stands in the way; those that exclude most: {listed(said)}."
