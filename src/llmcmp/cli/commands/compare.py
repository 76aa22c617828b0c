"""``llmcmp compare``: models side by side, for one workload."""

from __future__ import annotations

from typing import Annotated

import typer

from ..options.prompt import PromptOptions
from ..options.session import Locked, Session
from ..options.workload import WorkloadOptions
from ..output import show, warn_beside_csv
from ..registry_in_use import load_registry, require_locked


def compare(
    selectors: Annotated[
        list[str],
        typer.Argument(
            metavar="SELECTOR...",
            help="Models to compare: NAME[@CHANNEL][+TIER], such as gpt-4o-mini+batch "
            "or llama-3.3-70b@together.",
        ),
    ],
    request: WorkloadOptions,
    prompt: PromptOptions,
    session: Session,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every cost item, with its sources.")
    ] = False,
    chart: Annotated[
        bool,
        typer.Option(
            "--chart", help="Draw monthly cost against volume, if a model is self-hosted."
        ),
    ] = False,
    locked: Locked = False,
) -> None:
    """Compare models side by side: what each can do and what a workload costs on it.

    Without a workload, it compares unit prices and the price per million tokens at a 3:1 blend.
    """
    from ...files import load_hosting
    from ...render.pages.compare.comparison import comparison_page
    from ...report.compare.comparison import compare as compare_models
    from ...report.market import Market

    workload = request.workload(has_prompt=prompt.is_given)
    registry = load_registry(session, locked=locked)
    market = Market(registry=registry, at=session.day, hosting=load_hosting(registry))
    if workload is not None and prompt.is_given:
        offers = [market.select(text) for text in selectors]
        workload = prompt.onto(workload, [offer.spec for offer in offers], quiet=session.quiet)
    if locked:
        require_locked(session, market, selectors)
    comparison = compare_models(
        registry,
        selectors,
        at=market.at,
        workload=workload,
        hosting=market.hosting,
        chart=chart,
    )
    show(session, comparison, lambda report: comparison_page(report, explain=explain))
    warn_beside_csv(session, (each for each in comparison.warnings if each.code != "unknown"))
