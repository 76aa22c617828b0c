"""``recommend``: what can do the job, the cheapest first, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ...errors import InputError, UnknownNameError
from ...hosting import HostingTables
from ...needs import Needs
from ...records import record
from ...registry import Offer, Registry
from ...usage import Workload
from ..header import Report, registry_used, without_contracts
from ..market import Market
from ..offers.candidates import candidates
from ..offers.offered_model import OfferedModel
from ..offers.priced import price_offer
from ..offers.scores import comparable_set
from .feasibility import ExcludedModel, Feasibility, split_offers, with_models_nobody_sells
from .flip_points import FlipPoint, flip_points, volume_flips
from .ranking import RankedModel, ranked_models
from .verdict import recommendation_verdict


@record
class Recommendation(Report):
    """The models that can do the job, ranked, and the rest with reasons."""

    schema: str = "llmcmp/recommend/1"
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

    With the tables of *hosting*, models that one hosts oneself are candidates, too.
    *current* is the model in use, *benchmark* the one the Pareto front is drawn on.
    """
    needs = needs or Needs()
    market = Market(registry=registry, at=at, hosting=hosting)
    check_needs(market, needs, benchmark)
    feasibility = split_offers(market, offers_for(market, selectors), workload, needs)
    if not selectors:
        feasibility = with_models_nobody_sells(feasibility, registry)
    in_use = (
        None
        if current is None
        else price_offer(market, market.select(current), workload, needs).model
    )
    return ranked_report(
        market,
        feasibility,
        workload=workload,
        needs=needs,
        current=current,
        in_use=in_use,
        benchmark=benchmark,
    )


def ranked_report(
    market: Market,
    feasibility: Feasibility,
    *,
    workload: Workload | None,
    needs: Needs,
    current: str | None,
    in_use: OfferedModel | None,
    benchmark: str | None,
    solve_flips: bool = True,
) -> Recommendation:
    """Rank what can do the job; flips are not solved where costs are not those of the workload."""
    chosen = benchmark or next(iter(needs.min_scores), None)
    within = None if chosen is None else comparable_set(feasibility.able, chosen)
    ranked = ranked_models(feasibility.able, in_use, chosen, within)
    flips = _flips(market, feasibility, ranked, workload) if solve_flips else ()
    return Recommendation(
        at=market.at,
        registry=registry_used(market.registry),
        warnings=(*feasibility.notices, *without_contracts(market.registry, "these costs")),
        workload=workload,
        needs=needs,
        current=current,
        benchmark=chosen,
        scores_set=within,
        ranked=ranked,
        excluded=feasibility.unable,
        flip_points=flips,
        verdict=recommendation_verdict(ranked, feasibility.unable, flips, in_use, workload),
    )


def check_needs(market: Market, needs: Needs, benchmark: str | None) -> None:
    """Refuse needs that name what nobody declared, or a day that has passed."""
    if needs.available_until is not None and needs.available_until < market.at:
        raise InputError(
            f"contradictory needs: available until {needs.available_until}, "
            f"which is before the day of the prices: {market.at}"
        )
    wanted = [*needs.min_scores, *([] if benchmark is None else [benchmark])]
    if wanted or needs.developers or needs.channels:
        models = list(market.registry.models())
        _known("benchmark", wanted, (s.benchmark for m in models for s in m.scores))
        _known("developer", needs.developers, (model.developer for model in models))
        channels = (row.channel for model in models for row in model.rates)
        _known("channel", needs.channels, (*channels, "self"))


def _known(what: str, wanted: Iterable[str], names: Iterable[str]) -> None:
    known = sorted(set(names))
    for name in wanted:
        if name.casefold() not in {word.casefold() for word in known}:
            raise UnknownNameError(f"unknown {what}: {name}", hint=f"one of: {', '.join(known)}")


def offers_for(market: Market, selectors: Sequence[str]) -> list[Offer]:
    """Return the offers to choose from: those named, else all there are."""
    if not selectors:
        return list(candidates(market))
    return [market.select(text) for text in dict.fromkeys(selectors)]


def _flips(
    market: Market,
    feasibility: Feasibility,
    ranked: Sequence[RankedModel],
    workload: Workload | None,
) -> tuple[FlipPoint, ...]:
    if workload is None:
        return ()
    offers = [feasibility.offers[model.selector] for model in ranked]
    volumes = volume_flips(market, offers, feasibility.plans, workload)
    if not offers or offers[0].is_self:
        return volumes
    apis = [offer for offer in offers if not offer.is_self]
    return (*flip_points(market, apis, workload), *volumes)
