"""``llmcmp recommend``: rank the models that meet the needs by cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import ConfigError, InputError, UnknownNameError
from ...records import record, replace
from ..exits import Exit
from ..options.needs import NeedsOptions
from ..options.session import Locked, Session
from ..options.usage_files import ReadingOptions, files_read, read_files
from ..options.workload import WorkloadOptions
from ..output import say, show, warn
from ..registry_in_use import load_registry, require_locked

if TYPE_CHECKING:
    from ...needs import Needs
    from ...notices import Notice
    from ...registry import Offer
    from ...report.estimate.traffic import Host
    from ...report.market import Market
    from ...report.recommend.recommendation import Recommendation
    from ...schema.config import ConfigFile
    from ...usage import Workload


def recommend(
    request: WorkloadOptions,
    needs: NeedsOptions,
    reading: ReadingOptions,
    session: Session,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR]...",
            help="Models to choose from: NAME[@CHANNEL][+TIER]. Default: the candidates in "
            "llmcmp.yaml, else every model with a price.",
        ),
    ] = None,
    current: Annotated[
        str | None,
        typer.Option(
            "--current", metavar="SELECTOR", help="Model in use; shows what each model would save."
        ),
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(
            "--benchmark",
            metavar="NAME",
            help="Mark the models that no cheaper model beats on this benchmark (the Pareto "
            "front).",
        ),
    ] = None,
    usage: Annotated[
        list[str] | None,
        typer.Option(
            "--usage",
            metavar="FILE",
            help="Price the requests in these usage files, each at its own size, instead of a "
            "workload (repeatable).",
        ),
    ] = None,
    configured: Annotated[
        str | None,
        typer.Option(
            "--workload",
            metavar="NAME",
            help="Workload in llmcmp.yaml: its size, its needs and its model in use.",
        ),
    ] = None,
    locked: Locked = False,
) -> int:
    """Rank the models that meet your needs by cost, and say why the others do not.

    If llmcmp.yaml has exactly one workload, it is the default. Exits with 1 when no model
    qualifies; the report lists the closest ones and what rules them out.
    """
    from ...files import load_hosting
    from ...render.pages.recommend import recommendation_page
    from ...report.market import Market

    if not usage:
        reading.refuse_without_usage()
    question = _question(
        session.configured(),
        workload=request.workload(),
        usage=tuple(usage or ()),
        name=configured,
        needs=needs.to_needs(session.today) if needs.is_given else None,
        selectors=tuple(selectors or ()),
        current=current,
        benchmark=benchmark,
    )
    registry = load_registry(session, locked=locked)
    market = Market(registry=registry, at=session.day, hosting=load_hosting(registry))
    if locked:
        require_locked(session, market, question.models)
    if question.usage:
        answer = _for_usage(session, market, question, reading)
    else:
        answer = _for_workload(market, question)
    show(session, answer, recommendation_page)
    if session.report_format.name != "table":
        warn(session, _warnings(answer, question.current))
    return Exit.OK if answer.ranked else Exit.GATE


@record
class Question:
    """What to rank: taken from the options, else from llmcmp.yaml."""

    file: ConfigFile | None
    """The configuration, if there is one."""
    name: str | None
    """Name of a workload in the configuration; None if the options describe it."""
    workload: Workload | None
    """What one request uses, without its prompt files."""
    usage: tuple[str, ...]
    """Usage files, instead of a workload."""
    needs: Needs
    """What a model must offer."""
    selectors: tuple[str, ...]
    """Models to choose from; empty for all that have a price."""
    current: str | None
    """The model in use."""
    benchmark: str | None
    """The benchmark of the Pareto front."""

    @property
    def models(self) -> tuple[str, ...]:
        """The selectors and the model in use."""
        return (*self.selectors, *((self.current,) if self.current else ()))


def _question(
    file: ConfigFile | None,
    *,
    workload: Workload | None,
    usage: tuple[str, ...],
    name: str | None,
    needs: Needs | None,
    selectors: tuple[str, ...],
    current: str | None,
    benchmark: str | None,
) -> Question:
    """Fill in from the configuration what the options leave open."""
    from ...needs import Needs
    from ...report.from_config import candidates_for, needs_for, needs_of, workload_of

    if usage and (workload is not None or name is not None):
        raise InputError("--usage: cannot be combined with a workload")
    name = _chosen(file, name, is_described=workload is not None or bool(usage))
    if file is not None and name is not None:
        entry = file.config.workloads[name]
        workload = workload_of(name, entry)
        needs = needs or needs_for(file.config, entry)
        selectors = selectors or candidates_for(file.config, entry)
        current = current or entry.model
    elif file is not None:
        needs = needs or needs_of(file.config.needs)
        selectors = selectors or file.config.candidates
    return Question(
        file=file,
        name=name,
        workload=workload,
        usage=usage,
        needs=needs or Needs(),
        selectors=selectors,
        current=current,
        benchmark=benchmark,
    )


def _chosen(file: ConfigFile | None, name: str | None, *, is_described: bool) -> str | None:
    """Return the name of the workload to take from the configuration, if any."""
    known = [] if file is None else list(file.config.workloads)
    if name is not None:
        if is_described:
            raise InputError("--workload: cannot be combined with a workload on the command line")
        if file is None:
            raise ConfigError("--workload: there is no llmcmp.yaml", hint="run `llmcmp init`")
        if name not in known:
            raise UnknownNameError(
                f"unknown workload: {name}", hint=f"{file.path} has {', '.join(known) or 'none'}"
            )
        return name
    if is_described or not known:
        return None
    if len(known) > 1:
        raise InputError(
            f"llmcmp.yaml has more than one workload: {', '.join(known)}",
            hint=f"choose one, such as --workload {known[0]}",
        )
    return known[0]


def _for_workload(market: Market, question: Question) -> Recommendation:
    """Rank the models for a workload, or by their unit prices where there is none."""
    from ...report.recommend.recommendation import recommend

    return recommend(
        market.registry,
        question.selectors,
        at=market.at,
        workload=_with_prompts(market, question),
        needs=question.needs,
        current=question.current,
        benchmark=question.benchmark,
        hosting=market.hosting,
    )


def _with_prompts(market: Market, question: Question) -> Workload | None:
    """Return the workload with its prompt files, as each model in question counts them."""
    workload, file, name = question.workload, question.file, question.name
    if workload is None or file is None or name is None or not file.config.workloads[name].prompts:
        return workload
    from ...files import load_calibration
    from ...tokens.prompt_files import count_workload_prompts

    prompts = count_workload_prompts(
        market,
        file,
        name,
        candidates=question.models if question.selectors else (),
        calibration=load_calibration(),
    )
    return workload if prompts is None else replace(workload, prompt=prompts.text)


def _for_usage(
    session: Session, market: Market, question: Question, reading: ReadingOptions
) -> Recommendation:
    """Read usage files into the size classes of the candidates, and rank those."""
    from ...billing.size_classes import cut_points, hours_matter
    from ...files import load_calibration
    from ...report.estimate.choices import PricingChoices
    from ...report.estimate.what_if_inputs import measured_rescaling
    from ...report.recommend.from_usage import recommend_for_usage, usage_offers

    offers = usage_offers(market, question.selectors, question.current)
    saved = reading.saved(session)
    choices = PricingChoices(
        aliases=reading.aliases(saved),
        allow_unpriced=reading.allow_unpriced,
        rescale=measured_rescaling(load_calibration(), "english"),
        host=_planner(market, offers),
    )
    data = read_files(
        question.usage,
        reading.read_options(session, load=True, saved=saved),
        cut_points(market.registry, offers, aliases=choices.aliases, rescale=choices.rescale),
        hours_matter(market.registry, offers, aliases=choices.aliases),
    )
    say(session, *files_read(data))
    return recommend_for_usage(
        data,
        market,
        offers,
        choices=choices,
        needs=question.needs,
        current=question.current,
        benchmark=question.benchmark,
    )


def _planner(market: Market, offers: Sequence[Offer]) -> Host | None:
    """Return the planner of self-hosted offers, or None if there are none."""
    hosting = market.hosting
    if hosting is None or not any(offer.is_self for offer in offers):
        return None
    from ...report.estimate.what_if_inputs import hosting_planner

    return hosting_planner(hosting.gpus(), hosting.parameters(), at=market.at)


def _warnings(answer: Recommendation, current: str | None) -> list[Notice]:
    """Return the warnings about the model in use and the first three, and those about all."""
    near = {None, current, *(model.selector for model in answer.ranked[:3])}
    return [each for each in answer.warnings if each.code != "unknown" and each.selector in near]
