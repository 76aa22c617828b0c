"""``recommend``: what can do the job, the cheapest first, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ..._version import __version__
from ...errors import InputError, UnknownNameError
from ...hosting import HostingTables
from ...needs import Needs
from ...records import record
from ...registry import Notice, Offer, Registry, select
from ...usage import Workload
from ..header import RegistryUsed, registry_used, without_contracts
from ..offers.candidates import candidates
from ..offers.offered_model import OfferedModel
from ..offers.priced import placed
from ..offers.scores import comparable_set
from .feasibility import ExcludedModel, Judged, judged_offers, with_unsold
from .flip_points import FlipPoint, flip_points, volume_flips
from .ranking import RankedModel, ranked_models
from .verdict import recommendation_verdict


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
    judged = judged_offers(registry, offers, at, workload, asked, hosting)
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
    within = None if chosen is None else comparable_set(judged.able, chosen)
    ranked = ranked_models(judged.able, in_use, chosen, within)
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
        verdict=recommendation_verdict(ranked, judged.unable, flips, in_use, workload),
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
