"""``llmcmp recommend``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import ConfigError, InputError, UnknownNameError
from ...records import replace
from ..exits import Exit
from ..options.needs import NeedsOptions
from ..options.session import Locked, Session
from ..options.usage_files import ReadingOptions, files_read, read_files
from ..options.workload import WorkloadOptions
from ..output import say, show, warn
from ..registry_in_use import load_registry, require_locked

if TYPE_CHECKING:
    from ...needs import Needs
    from ...registry import Registry
    from ...report.offers.self_hosting import HostingTables
    from ...report.recommend.recommendation import Recommendation
    from ...schema.config import ConfigFile


def recommend(
    workload: WorkloadOptions,
    needs: NeedsOptions,
    reading: ReadingOptions,
    session: Session,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR]...",
            help="Models to choose from, as NAME[@CHANNEL][+TIER]; without any, the candidates of "
            "llmcmp.yaml, else everything that has a price.",
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
    usage: Annotated[
        list[str] | None,
        typer.Option(
            "--usage",
            metavar="FILE",
            help="Usage files: price their requests, each at its own size, instead of a workload "
            "(repeatable).",
        ),
    ] = None,
    configured: Annotated[
        str | None,
        typer.Option(
            "--workload",
            metavar="NAME",
            help="A workload of llmcmp.yaml: its size, its needs and its model in use.",
        ),
    ] = None,
    locked: Locked = False,
) -> int:
    """Rank the models that can do the job by what it costs, and say why the others cannot.

    Without a workload on the command line, the only one of llmcmp.yaml is taken.
    Exit code 1: nothing can do it; the report names the nearest misses and the need in the way.
    """
    from ...files import load_hosting
    from ...render.pages.recommend import recommendation_page
    from ...report.from_config import candidates_for, needs_for, needs_of, workload_of
    from ...report.recommend import recommendation as report

    at = session.day
    asked = workload.workload()
    file = session.configured()
    if usage and (asked is not None or configured is not None):
        raise InputError("--usage: a workload is also given")
    if not usage:
        reading.refuse_without_usage()
    name = _chosen(file, configured, given=asked is not None or bool(usage))
    wanted = needs.asked(session.today)
    choice = tuple(selectors or ())
    registry = load_registry(session, locked=locked)
    hosting = load_hosting(registry)
    if file is not None:
        entry = None if name is None else file.config.workloads[name]
        if not needs.given:
            wanted = needs_for(file.config, entry) if entry else needs_of(file.config.needs)
        choice = choice or (candidates_for(file.config, entry) if entry else file.config.candidates)
        if entry is not None and name is not None:
            current = current or entry.model
    if locked:
        require_locked(session, registry, (*choice, *((current,) if current else ())))
    if file is not None and name is not None:
        entry = file.config.workloads[name]
        asked = workload_of(name, entry)
        if entry.prompts:
            tried = choice if current is None or not choice else (*choice, current)
            from ...files import load_calibration
            from ...tokens.prompt_files import count_workload_prompts

            sent = count_workload_prompts(
                registry,
                file,
                name,
                at=at,
                candidates=tried,
                calibration=load_calibration(),
                hosting=hosting,
            )
            asked = asked if sent is None else replace(asked, prompt=sent.text)
    if usage:
        recommendation = _on_usage(
            session,
            registry,
            hosting,
            usage,
            choice,
            reading=reading,
            needs=wanted,
            current=current,
            benchmark=benchmark,
        )
    else:
        recommendation = report.recommend(
            registry,
            choice,
            at=at,
            workload=asked,
            needs=wanted,
            current=current,
            benchmark=benchmark,
            hosting=hosting,
        )
    show(session, recommendation, recommendation_page)
    if session.format != "table":
        near = {None, current, *(model.selector for model in recommendation.ranked[:3])}
        warn(
            session,
            (
                each
                for each in recommendation.warnings
                if each.code != "unknown" and each.selector in near
            ),
        )
    return Exit.OK if recommendation.ranked else Exit.GATE


def _chosen(file: ConfigFile | None, name: str | None, *, given: bool) -> str | None:
    """Return which workload of the configuration is meant, if any."""
    known = [] if file is None else list(file.config.workloads)
    if name is not None:
        if given:
            raise InputError("--workload: a workload is also given on the command line")
        if file is None:
            raise ConfigError("--workload: there is no llmcmp.yaml", hint="run `llmcmp init`")
        if name not in known:
            raise UnknownNameError(
                f"unknown workload: {name}", hint=f"{file.path} has {', '.join(known) or 'none'}"
            )
        return name
    if given or not known:
        return None
    if len(known) > 1:
        raise InputError(
            f"which workload is meant: {', '.join(known)}", hint=f"add --workload {known[0]}"
        )
    return known[0]


def _on_usage(
    session: Session,
    registry: Registry,
    hosting: HostingTables,
    files: list[str],
    selectors: tuple[str, ...],
    *,
    reading: ReadingOptions,
    needs: Needs,
    current: str | None,
    benchmark: str | None,
) -> Recommendation:
    """Read usage files into the size classes of the candidates, and rank those."""
    from ...billing.size_classes import hours_matter
    from ...files import load_section
    from ...report.estimate.what_if_inputs import hosting_planner, measured_rescaling
    from ...report.recommend.from_usage import recommend_for_usage, usage_cuts, usage_offers
    from ...schema import Calibration

    at = session.day
    offers = usage_offers(registry, selectors, current, at=at, hosting=hosting)
    rescale = measured_rescaling(load_section("calibration", Calibration), "english")
    saved = reading.saved(session)
    aliases = reading.aliases(saved)
    cuts = usage_cuts(registry, offers, rescale, aliases=aliases)
    hosted = any(offer.is_self for offer in offers)
    data = read_files(
        files,
        reading.read_options(session, load=True, saved=saved),
        cuts,
        hours_matter(registry, offers, aliases=aliases),
    )
    say(session, *files_read(data))
    return recommend_for_usage(
        data,
        registry,
        offers,
        at=at,
        needs=needs,
        current=current,
        benchmark=benchmark,
        rescale=rescale,
        host=hosting_planner(hosting.gpus(), hosting.parameters(), at=at) if hosted else None,
        cuts=cuts,
        aliases=aliases,
        allow_unpriced=reading.allow_unpriced,
    )
