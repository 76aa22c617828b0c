"""``host``: one model on GPUs in detail, beside what APIs charge for the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any, TypeVar

from .. import __version__
from ..errors import InputError, LlmcmpError
from ..hosting import HostingOptions, HostingPlan, break_even, parse_plan, plan
from ..needs import Needs
from ..pricing import price_rows
from ..registry import SELF, Notice, Registry, select
from ..spec import ModelSpec, Source, record
from ..spec.gpu import GpusFile
from ..spec.hosting import HostingParameters
from ..usage import EXACT_DIGITS, LoadProfile, Workload
from .curves import CostCurves, Crossing, cost_curves
from .header import RegistryUsed, registry_used
from .hosting_verdict import hosting_verdict
from .offered_model import OfferedModel, offered_model

T = TypeVar("T")

DEFAULT_API = "gpt-4o-mini"
"""The API that hosting is compared with unless another is named."""

DIGITS = Context(prec=12)
"""Digits kept of what follows from physics: more than the model knows, fewer than clutter."""

LONGEST_PRODUCT = 20
"""More digits than this has no price times a volume, only a quotient."""


@record
class BreakEvenWith:
    """From which volume hosting is cheaper than one API."""

    api: str
    """Selector of the API."""
    self_hosted: str
    """Selector of the plan."""
    requests_per_month: Decimal | None
    """Requests a month at which both cost the same; None where they never do."""
    tokens_per_month: Decimal | None
    """The same volume in tokens, in and out."""
    reason: str
    """What the number rests on, or why there is none."""
    replicas: int | None
    """Replicas of the fleet at that volume."""
    utilization: Decimal | None
    """Utilisation of the fleet at that volume."""
    monthly_cost: Decimal | None
    """USD a month, of either, at that volume."""
    low: Decimal | None
    """Requests a month with the cheapest price and the fastest replica; None: never, even so."""
    high: Decimal | None
    """Requests a month with the dearest price and the slowest replica; None: then never."""
    api_per_request: Decimal
    """USD the API charges for one request."""
    api_monthly: Decimal | None
    """USD a month of the API at the stated load; None without one."""
    api_feasible: bool
    """Whether the API can do the job."""


@record
class Hosting:
    """One model on GPUs: the plan, and the volume from which it is cheaper than an API."""

    schema: str = "llmcmp/host/1"
    """Name and version of this shape."""
    llmcmp: str = __version__
    """Version of the program."""
    at: date
    """Day whose prices were applied."""
    registry: RegistryUsed
    """Registry the facts come from."""
    warnings: tuple[Notice, ...]
    """What a reader must know."""
    workload: Workload | None
    """The load; absent where none was stated, no requests where only the size of one was."""
    selector: str
    """The plan as a selector: ``opt-175b@8xA100-80-SXM``."""
    name: str
    """The name people use for the model."""
    hosting: HostingPlan
    """The plan."""
    break_even: tuple[BreakEvenWith, ...]
    """One for each API."""
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
    gpus: GpusFile,
    parameters: HostingParameters,
    *,
    at: date,
    workload: Workload | None = None,
    profile: LoadProfile | None = None,
    options: HostingOptions | None = None,
    against: Sequence[str] = (),
) -> Hosting:
    """Plan how to host the model of *selector* on *at*, and compare it with APIs.

    *gpus* holds the cards of overlays too. *selector* may name a plan, which then stands for
    ``options.gpu``.
    """
    spec, named, notices = _model(registry, selector, gpus, at)
    asked = _with_plan(options or HostingOptions(), named, selector)
    planned = plan(spec, gpus, parameters, at=at, workload=workload, profile=profile, options=asked)
    label = f"{spec.id}@{planned.gpus}x{planned.gpu}"
    notices += [replace(notice, selector=selector) for notice in planned.warnings]
    apis, told = _apis(registry, against, gpus, at, _request(workload, planned))
    meetings = tuple(meet(planned, label, api) for api in apis)
    return Hosting(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys((*notices, *told))),
        workload=workload,
        selector=label,
        name=spec.name,
        hosting=settled(planned),
        break_even=meetings,
        curves=settled(
            cost_curves(
                [(meeting.api, meeting.api_per_request) for meeting in meetings],
                [(label, planned)],
                crossings=crossings(meetings),
                workload=workload,
            )
        ),
        verdict=hosting_verdict(spec.name, planned, apis, meetings),
        parameters_version=parameters.version,
        source_table=_sources(registry, gpus, parameters, spec, planned),
    )


def meet(planned: HostingPlan, label: str, api: OfferedModel) -> BreakEvenWith:
    """Find the volume at which *planned*, called *label*, costs as much as *api*.

    *api* is priced for a workload whose request has the size the plan was made for.
    """
    if api.cost is None:
        raise ValueError(f"{api.selector} is not priced for a workload")
    price = api.cost.per_request
    found = break_even(planned, price)
    load = planned.requests_per_month
    with localcontext(prec=EXACT_DIGITS):
        monthly = None if load is None else load * price
    return settled(
        BreakEvenWith(
            api=api.selector,
            self_hosted=label,
            **{name: getattr(found, name) for name in type(found).__dataclass_fields__},
            api_per_request=price,
            api_monthly=monthly,
            api_feasible=api.feasible,
        )
    )


def crossings(meetings: Iterable[BreakEvenWith]) -> tuple[Crossing, ...]:
    """Return the break-evens there are, as marks of a chart."""
    return tuple(
        Crossing(
            api=meeting.api,
            self_hosted=meeting.self_hosted,
            requests=meeting.requests_per_month,
            monthly=meeting.monthly_cost,
        )
        for meeting in meetings
        if meeting.requests_per_month and meeting.monthly_cost is not None
    )


def _model(
    registry: Registry, selector: str, gpus: GpusFile, at: date
) -> tuple[ModelSpec, str | None, list[Notice]]:
    """Return the model, the plan the selector names, and what is not certain about the name."""
    if selector in registry:
        found = registry.find(selector, at)
        return found.spec, None, list(found.warnings)
    name, _, channel = selector.rpartition("@")
    if name in registry:
        found = registry.find(name, at)
        if channel.casefold() == SELF:
            return found.spec, None, list(found.warnings)
        if channel.casefold() not in found.spec.channels:
            parse_plan(channel, gpus)
            return found.spec, channel, list(found.warnings)
    offer = select(registry, selector, at=at)
    raise InputError(
        f"{selector} is an offer of an API, not weights one runs oneself",
        hint=f"write {offer.spec.id}, or {offer.spec.id}@8xA100-80-SXM",
    )


def _with_plan(options: HostingOptions, named: str | None, selector: str) -> HostingOptions:
    """Put the plan of the selector into the options; two plans are one too many."""
    if named is None:
        return options
    if options.gpu is not None:
        raise InputError(f"--gpu: {options.gpu}, but the selector is {selector}")
    return replace(options, gpu=named)


def _request(workload: Workload | None, planned: HostingPlan) -> Workload:
    """Return the workload whose request has the size the plan was made for."""
    return replace(
        workload or Workload(),
        requests=planned.requests_per_month or 1,
        per="month",
        input_tokens=planned.input_tokens,
        output_tokens=planned.output_tokens,
    )


def _apis(
    registry: Registry, against: Sequence[str], gpus: GpusFile, at: date, request: Workload
) -> tuple[list[OfferedModel], list[Notice]]:
    """Price one request on every API."""
    apis: list[OfferedModel] = []
    notices: list[Notice] = []
    for text in dict.fromkeys(against):
        names = frozenset(gpu.id.lower() for gpu in gpus.gpus)
        offer = select(registry, text, at=at, gpu_names=names)
        if offer.is_self:
            raise InputError(
                f"--against: {text} is hosted by oneself, not an API",
                hint="name a selector with an API price, such as gpt-4o-mini",
            )
        model, told = offered_model(registry, offer, at, request, Needs())
        apis.append(model)
        notices += (notice for notice in told if notice.code != "unknown")
    return apis, notices


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
    known = {**registry.sources, **parameters.sources, **gpus.sources}
    ids = dict.fromkeys((*planned.sources, *cited, *parameters.sources))
    return {name: known[name] for name in ids if name in known}


def default_api(registry: Registry, at: date) -> tuple[str, ...]:
    """Return the API to compare with where none is named, if its price is known *at* that day."""
    try:
        offer = select(registry, DEFAULT_API, at=at)
        price_rows(offer.spec, at, channel=offer.channel, tier=offer.tier)
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
    elif is_dataclass(value) and not isinstance(value, type):
        shown = (item.name for item in fields(value) if not item.metadata.get("internal"))
        cut = replace(value, **{name: settled(getattr(value, name)) for name in shown})
    return cut  # type: ignore[no-any-return]
