"""``host``: one model on GPUs in detail, beside what APIs charge for the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, TypeVar

from ...errors import InputError, LlmcmpError
from ...hosting import HostingOptions, HostingPlan, HostingTables, parse_plan, plan
from ...notices import Notice
from ...records import is_record, record, replace, shown_names
from ...registry import SELF, Offer, Registry
from ...schema import ModelSpec, Source
from ...schema.gpu import GpusFile
from ...schema.hosting import HostingParameters
from ...usage import LoadProfile, Workload
from ..header import Report, registry_used, without_contracts
from ..market import Market
from ..offers.break_even import BreakEvenPoint, break_even_points
from ..offers.cost_curves import CostCurves, cost_curves
from .api_cost import ApiCost, api_costs, api_offer
from .verdict import hosting_verdict

T = TypeVar("T")

DEFAULT_API = "gpt-4o-mini"
"""The API that hosting is compared with unless another is named."""

DIGITS = Context(prec=12)
"""Digits kept of what follows from physics: more than the model knows, fewer than clutter."""

LONGEST_PRODUCT = 20
"""More digits than this has no price times a volume, only a quotient."""


@record
class Hosting(Report):
    """One model on GPUs: the plan, and the volume from which it is cheaper than an API."""

    schema: str = "llmcmp/host/1"
    workload: Workload | None
    """The load; absent where none was stated, no requests where only the size of one was."""
    selector: str
    """The plan as a selector: ``opt-175b@8xA100-80-SXM``."""
    name: str
    """The name people use for the model."""
    hosting: HostingPlan
    apis: tuple[ApiCost, ...]
    """What the APIs it is compared with charge."""
    break_even: tuple[BreakEvenPoint, ...]
    """For each API, the volume at which both cost the same."""
    curves: CostCurves | None
    """Monthly cost against volume; absent where the card has no known price."""
    verdict: str
    """The answer in two or three sentences."""
    parameters_version: str
    """Day the parameters of the hosting model were last checked."""
    source_table: Mapping[str, Source]
    """The sources of card, prices, architecture and parameters, by id."""


def host(
    registry: Registry,
    selector: str,
    hosting: HostingTables,
    *,
    at: date,
    workload: Workload | None = None,
    profile: LoadProfile | None = None,
    notices: Sequence[Notice] = (),
    options: HostingOptions | None = None,
    against: Sequence[str] = (),
) -> Hosting:
    """Plan how to host the model of *selector* on *at*, and compare it with APIs.

    *selector* may name a plan, which then stands for ``options.gpu``. A *workload* without
    requests is the size of one; *profile* gives their number and how they arrive. *notices* are
    what the reader of the load had to say.
    """
    market = Market(registry=registry, at=at, hosting=hosting)
    gpus, parameters = hosting.gpus(), hosting.parameters()
    spec, gpu_name, name_notices = hosted_model(market, selector, gpus)
    planned = plan(
        spec,
        gpus,
        parameters,
        at=at,
        workload=workload,
        profile=profile or hosting.profile,
        options=_with_plan(options or hosting.options, gpu_name, selector),
    )
    offer = Offer(selector=f"{spec.id}@{planned.gpus}x{planned.gpu}", spec=spec, channel=SELF)
    request = _request(workload, planned)
    offers = [api_offer(market, text) for text in dict.fromkeys(against)]
    apis, api_notices = api_costs(market, offers, request, planned.requests_per_month)
    points = break_even_points(market, offers, [(offer, planned)], request)
    warnings = (
        *name_notices,
        *(replace(notice, selector=selector) for notice in (*planned.warnings, *notices)),
        *api_notices,
        *without_contracts(registry, "the costs of APIs"),
    )
    return Hosting(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(warnings)),
        workload=workload,
        selector=offer.selector,
        name=spec.name,
        hosting=settled(planned),
        apis=apis,
        break_even=settled(points),
        curves=settled(_curves(offer, planned, apis, points)),
        verdict=hosting_verdict(spec.name, planned, apis, points),
        parameters_version=parameters.version,
        source_table=_sources(registry, gpus, parameters, spec, planned),
    )


def hosted_model(
    market: Market, selector: str, gpus: GpusFile
) -> tuple[ModelSpec, str | None, list[Notice]]:
    """Return the model, the plan the selector names, and what is not certain about the name."""
    registry = market.registry
    if selector in registry:
        match = registry.find(selector, market.at)
        return match.spec, None, list(match.warnings)
    name, _, channel = selector.rpartition("@")
    if name in registry:
        match = registry.find(name, market.at)
        if channel.casefold() == SELF:
            return match.spec, None, list(match.warnings)
        if channel.casefold() not in match.spec.channels:
            parse_plan(channel, gpus)
            return match.spec, channel, list(match.warnings)
    offer = market.select(selector)
    raise InputError(
        f"{selector} is an API offer, not self-hosted weights",
        hint=f"write {offer.spec.id}, or {offer.spec.id}@8xA100-80-SXM",
    )


def _with_plan(options: HostingOptions, gpu_name: str | None, selector: str) -> HostingOptions:
    """Put the plan of the selector into the options; two plans are one too many."""
    if gpu_name is None:
        return options
    if options.gpu is not None:
        raise InputError(f"--gpu: {options.gpu}, but the selector is {selector}")
    return replace(options, gpu=gpu_name)


def _request(workload: Workload | None, planned: HostingPlan) -> Workload:
    """Return the workload whose request has the size the plan was made for."""
    return replace(
        workload or Workload(),
        requests=planned.requests_per_month or 1,
        per="month",
        input_tokens=planned.input_tokens,
        output_tokens=planned.output_tokens,
    )


def _curves(
    offer: Offer, planned: HostingPlan, apis: Sequence[ApiCost], points: Sequence[BreakEvenPoint]
) -> CostCurves | None:
    return cost_curves(
        [(api.selector, api.per_request) for api in apis],
        [(offer.selector, planned)],
        points,
        requests=planned.requests_per_month,
    )


def _sources(
    registry: Registry,
    gpus: GpusFile,
    parameters: HostingParameters,
    spec: ModelSpec,
    planned: HostingPlan,
) -> dict[str, Source]:
    """Collect the sources of card, price, architecture and parameters."""
    shape = spec.architecture
    cited = [source for ids in (shape.sources if shape else {}).values() for source in ids]
    sources: dict[str, Source] = {}
    # Each file names its own sources; two files may mean the same work by one id.
    for ids, known in (
        (planned.sources, gpus.sources),
        (cited, registry.sources),
        (parameters.sources, parameters.sources),
    ):
        for name in ids:
            if name in known:
                sources.setdefault(name, known[name])
    return sources


def default_api(market: Market) -> tuple[str, ...]:
    """Return the API to compare with if none is named and its price is known."""
    try:
        market.rates(market.select(DEFAULT_API))
    except LlmcmpError:
        return ()
    return (DEFAULT_API,)


def settled(value: T) -> T:
    """Cut the quotients in a record to twelve digits; amounts and their products are shorter."""
    cut: Any = value
    if isinstance(value, Decimal):
        cut = DIGITS.plus(value) if len(value.as_tuple().digits) > LONGEST_PRODUCT else value
    elif isinstance(value, tuple):
        cut = tuple(settled(item) for item in value)
    elif is_record(value):
        cut = replace(value, **{name: settled(getattr(value, name)) for name in shown_names(value)})
    return cut  # type: ignore[no-any-return]
