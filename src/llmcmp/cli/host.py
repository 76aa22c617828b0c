"""``llmcmp host``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from .groups import with_groups
from .hosting import ServerOptions
from .session import Format, Session, warning_lines
from .workloads import WorkloadOptions

if TYPE_CHECKING:
    from ..usage import Workload

NONE = "none"
"""``--against none``: compare with no API."""


@with_groups
def host(
    selector: Annotated[
        str,
        typer.Argument(
            metavar="SELECTOR", help="Model with open weights, such as opt-175b or opt-175b@8xA100."
        ),
    ],
    workload: WorkloadOptions,
    server: ServerOptions,
    session: Session,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="SELECTOR",
            help="API to compare with (repeatable); gpt-4o-mini where none is named, "
            "`none` for none.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every price row and source.")
    ] = False,
) -> None:
    """Plan how to host a model: memory, GPUs, speed, cost, and when it is cheaper than an API.

    Without --gpu the cheapest replica is proposed whose speed measurements back. Without
    --requests the plan is one of the smallest fleet; without sizes a request has 1,155 tokens in
    and 211 out, the mean of a public trace of conversations.
    """
    from ..files import load_hosting
    from ..render.hosting import hosting_page
    from ..report import hosting as report

    at = session.day
    options = server.options()
    asked = _asked(workload)
    registry = session.load_registry()
    named = report.default_api(registry, at) if against is None else _named(against)
    done = report.host(
        registry,
        selector,
        load_hosting(registry),
        at=at,
        workload=asked,
        options=options,
        against=named,
    )
    session.show(done, lambda report: hosting_page(report, explain=explain))
    if session.format is Format.CSV:
        session.say(*warning_lines(done.warnings))


def _asked(given: WorkloadOptions) -> Workload | None:
    """Return the workload; without a number of requests it is the size of one, no load."""
    asked = given.workload()
    if asked is not None and given.requests is None:
        return replace(asked, requests=0)
    return asked


def _named(against: list[str]) -> tuple[str, ...]:
    return tuple(text for text in against if text.strip().casefold() != NONE)
