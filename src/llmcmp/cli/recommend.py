"""``llmcmp recommend``."""

from __future__ import annotations

from typing import Annotated

import typer

from .exits import Exit
from .groups import with_groups
from .needs import NeedsOptions
from .session import Session, warning_lines
from .workloads import WorkloadOptions


@with_groups
def recommend(
    workload: WorkloadOptions,
    needs: NeedsOptions,
    session: Session,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR]...",
            help="Models to choose from, as NAME[@CHANNEL][+TIER]; without any, everything that "
            "has a price.",
        ),
    ] = None,
    current: Annotated[
        str | None,
        typer.Option("--current", metavar="SELECTOR", help="The model in use: show the saving."),
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(
            "--benchmark", metavar="NAME", help="Mark the front of cost against this benchmark."
        ),
    ] = None,
) -> int:
    """Rank the models that can do the job by what it costs, and say why the others cannot.

    Exit code 1: nothing can do it; the report names the nearest misses and the need in the way.
    """
    from .. import report
    from ..render.recommend import recommendation_page

    at = session.day
    recommendation = report.recommend(
        session.load_registry(),
        selectors or (),
        at=at,
        workload=workload.workload(),
        needs=needs.asked(session.today),
        current=current,
        benchmark=benchmark,
    )
    session.show(recommendation, recommendation_page)
    if session.format != "table":
        near = {current, *(model.selector for model in recommendation.ranked[:3])}
        session.say(
            *warning_lines(
                w for w in recommendation.warnings if w.code != "unknown" and w.selector in near
            )
        )
    return Exit.OK if recommendation.ranked else Exit.GATE
