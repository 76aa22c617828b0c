"""``llmcmp host``: memory, GPUs, speed and cost of hosting a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import InputError
from ...records import replace
from ..options import values
from ..options.server import ServerOptions
from ..options.session import Session
from ..options.usage_files import FileOptions, files_read, read_files
from ..options.workload import WorkloadOptions
from ..output import say, show, warn_beside_csv
from ..registry_in_use import load_registry

if TYPE_CHECKING:
    from ...notices import Notice
    from ...schema import ModelSpec
    from ...schema.hosting import TrafficRules
    from ...usage import LoadProfile, UsageData, Workload

NONE = "none"
"""``--against none``: no comparison with an API."""


def host(
    selector: Annotated[
        str,
        typer.Argument(
            metavar="SELECTOR", help="Model with open weights, such as opt-175b or opt-175b@8xA100."
        ),
    ],
    request: WorkloadOptions,
    server: ServerOptions,
    reading: FileOptions,
    session: Session,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="SELECTOR",
            help="API to compare with (repeatable; default: gpt-4o-mini); `none` for no "
            "comparison.",
        ),
    ] = None,
    usage: Annotated[
        list[Path] | None,
        typer.Option(
            "--usage",
            metavar="FILE",
            help="Take the average request, the volume and the busiest minute from these usage "
            "files (repeatable).",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every price and its source.")
    ] = False,
) -> None:
    """Plan how to host a model: memory, GPUs, speed, cost, and when it is cheaper than an API.

    By default, llmcmp proposes the cheapest replica that is a single GPU or is backed by
    measurements. Without --requests it plans the smallest fleet. If no size is given, a request
    has 1,155 input and 211 output tokens, the averages of a public trace of conversations.
    """
    from ...files import load_hosting
    from ...render.pages.host.hosting import hosting_page
    from ...report.host.hosting import default_api, hosted_model
    from ...report.host.hosting import host as host_model
    from ...report.host.load_from_usage import beyond_context
    from ...report.market import Market

    options = server.options()
    registry = load_registry(session)
    hosting = load_hosting(registry)
    market = Market(registry=registry, at=session.day, hosting=hosting)
    if not usage:
        reading.refuse_without_usage()
    elif request.sized:
        raise InputError(
            "--usage: cannot be combined with --input-tokens, --output-tokens or --image",
            hint="the size of a request is taken from the files",
        )
    workload: Workload | None
    profile: LoadProfile | None = None
    notices: tuple[Notice, ...] = ()
    if usage:
        spec = hosted_model(market, selector, hosting.gpus())[0]
        # A trace of one model names no model, and the load is the same whatever the model.
        data = _read(usage, reading, spec, session)
        workload = _workload_of_usage(data, request, server.peak_to_mean)
        profile, notices = data.load, beyond_context(data, spec)
    else:
        workload = _workload(request, hosting.parameters().rules)
    report = host_model(
        registry,
        selector,
        hosting,
        at=market.at,
        workload=workload,
        profile=profile,
        notices=notices,
        options=options,
        against=default_api(market) if against is None else _apis(against),
    )
    show(session, report, lambda report: hosting_page(report, explain=explain))
    warn_beside_csv(session, report.warnings)


def _workload(request: WorkloadOptions, rules: TrafficRules) -> Workload | None:
    """Return the workload; without --requests it has the size of a request but no load."""
    if request.requests is not None and not request.sized:
        average = {name: str(getattr(rules, name)) for name in ("input_tokens", "output_tokens")}
        request = replace(request, **average)
    workload = request.workload()
    if workload is not None and request.requests is None:
        return replace(workload, requests=0)
    return workload


def _read(paths: list[Path], reading: FileOptions, spec: ModelSpec, session: Session) -> UsageData:
    """Read usage files as requests of *spec*, cut at its context."""
    from ...report.host.load_from_usage import context_cut

    saved = reading.saved(session)
    options = replace(reading.read_options(session, load=True, saved=saved), model=spec.id)
    data = read_files(paths, options, context_cut(spec))
    say(session, *files_read(data))
    return data


def _workload_of_usage(data: UsageData, request: WorkloadOptions, peak: str | None) -> Workload:
    """Return the average request of usage files; their number is that of the options, if given."""
    from ...report.host.load_from_usage import mean_request

    workload = mean_request(data)
    if request.requests is not None:
        requests = values.number("--requests", request.requests)
        workload = replace(workload, requests=requests, per=request.per.value)
    if data.load is None and (peak is None or not workload.requests):
        raise InputError(
            "--usage: the files have no time per request, so the busiest minute is unknown",
            hint="add --peak-to-mean and --requests, or --offset-unit if the times are offsets",
        )
    return workload


def _apis(against: list[str]) -> tuple[str, ...]:
    return tuple(text for text in against if text.strip().casefold() != NONE)
