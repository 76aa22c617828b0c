"""A recommendation, laid out: the answer first, then the ranking, then what was excluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...needs import best_score
from ...readable import decimal_text, usd
from ...report.offers.scores import score_in
from ...report.recommend.feasibility import ExcludedModel
from ...report.recommend.ranking import RankedModel
from ...report.recommend.recommendation import Recommendation
from ...schema import UNKNOWN
from ..page import Column, Page, Table, Text, number_columns, text_columns
from .csv_records import decimal_cell
from .facts import licence_text, lifecycle_text, limit_text, registry_text
from .workload import workload_text

MOST_RANKED = 15
"""Ranked models shown to people; JSON and CSV hold all."""

MOST_EXCLUDED = 15
"""Excluded models shown to people."""

MOST_UNDECIDED = 2
"""Models named of those whose costs overlap."""


def recommendation_page(report: Recommendation) -> Page:
    """Lay out a recommendation."""
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        Text(kind="verdict", lines=(report.verdict,)),
    ]
    if report.ranked:
        blocks.append(ranking_table(report))
    if report.benchmark is not None:
        blocks.append(Text(lines=(_scores_note(report),)))
    if len(report.ranked) > MOST_RANKED:
        blocks.append(
            Text(lines=(f"{len(report.ranked) - MOST_RANKED} more expensive models not shown.",))
        )
    if report.excluded:
        blocks += _excluded(report)
    warnings = tuple(_warnings(report))
    if warnings:
        blocks.append(Text(kind="warnings", lines=warnings))
    return Page(blocks=tuple(blocks), data=_data(report))


def _title(report: Recommendation) -> str:
    title = f"Prices of {report.at} (UTC), {registry_text(report.registry)}"
    if report.workload is not None:
        title += f"; {workload_text(report.workload)}"
    return title


def ranking_table(report: Recommendation) -> Table:
    """Return the ranked models as a table."""
    columns = [
        *number_columns("#"),
        Column(title="Model"),
        *number_columns("Blend" if report.workload is None else "Per month"),
    ]
    if any(map(_is_banded, report.ranked[:MOST_RANKED])):
        columns.append(Column(title="Between"))
    if report.current is not None:
        columns += number_columns("Saving")
    if report.benchmark is not None:
        columns += number_columns(report.benchmark)
    columns += [*number_columns("Context"), Column(title="Remarks")]
    return Table(
        columns=tuple(columns),
        rows=tuple(_row(model, report) for model in report.ranked[:MOST_RANKED]),
    )


def _scores_note(report: Recommendation) -> str:
    if report.scores_set is None:
        return (
            f"{report.benchmark} scores in brackets: no two of these models have a score from the "
            "same source, so the scores are not comparable and no Pareto front is shown."
        )
    return (
        f"{report.benchmark} scores are from {report.scores_set}; "
        "scores in brackets are from other sources and not comparable."
    )


def _row(model: RankedModel, report: Recommendation) -> tuple[str, ...]:
    cells = [str(model.rank), model.selector, _price(model)]
    if any(map(_is_banded, report.ranked[:MOST_RANKED])):
        cells.append(_band(model))
    if report.current is not None:
        cells.append("-" if model.saving is None else usd(model.saving))
    if report.benchmark is not None:
        cells.append(_score(model, report))
    return (*cells, limit_text(model.context_window), _remarks(model, report))


def _price(model: RankedModel) -> str:
    return "-" if model.price is None else usd(model.price)


def _is_banded(model: RankedModel) -> bool:
    return model.cost is not None and model.cost.low != model.cost.high


def _band(model: RankedModel) -> str:
    if model.cost is None or not _is_banded(model):
        return ""
    return f"{usd(model.cost.low)} to {usd(model.cost.high)}"


def _score(model: RankedModel, report: Recommendation) -> str:
    """Write the score; in brackets where it is of another set and does not compare."""
    benchmark = report.benchmark or ""
    score = score_in(model, benchmark, report.scores_set)
    if score is not None:
        return decimal_text(score)
    best = best_score(model, benchmark)
    return "-" if best is None else f"({decimal_text(best)})"


def _remarks(model: RankedModel, report: Recommendation) -> str:
    remarks = []
    if model.selector == report.current:
        remarks.append("in use")
    if model.pareto:
        remarks.append("Pareto front")
    if model.undecided_with:
        remarks.append(f"too close to call with {_undecided(model.undecided_with)}")
    if model.lifecycle.retires not in (None, UNKNOWN):
        remarks.append(lifecycle_text(model, report.at).removeprefix("active, "))
    if model.licence.commercial_use in ("no", "conditional"):
        remarks.append(licence_text(model).partition(": ")[2])
    return ", ".join(remarks)


def _undecided(others: Sequence[str]) -> str:
    """Name the first two, and say how many more there are."""
    if len(others) <= MOST_UNDECIDED + 1:
        return ", ".join(others)
    shown = ", ".join(others[:MOST_UNDECIDED])
    return f"{shown} and {len(others) - MOST_UNDECIDED} more"


def _excluded(report: Recommendation) -> Iterable[Table | Text]:
    shown = report.excluded[:MOST_EXCLUDED]
    yield Table(
        title=f"Do not qualify ({len(report.excluded)})",
        folded=True,
        columns=(Column(title="Model"), Column(title="Why")),
        rows=tuple((model.selector, reasons_text(model)) for model in shown),
    )
    if len(report.excluded) > len(shown):
        yield Text(
            lines=(
                f"{len(report.excluded) - len(shown)} more not shown; "
                "-f json and -f csv list all of them.",
            )
        )


def reasons_text(model: ExcludedModel) -> str:
    """Return every reason in one line."""
    return "; ".join(reason.text for reason in model.reasons)


def _warnings(report: Recommendation) -> Iterable[str]:
    """Yield what must be known of the cheapest and of the model in use."""
    near = {None, report.current, *(model.selector for model in report.ranked[:3])}
    texts = (
        notice.text
        for notice in report.warnings
        if notice.code != UNKNOWN and notice.selector in near
    )
    return dict.fromkeys(texts)


def _data(report: Recommendation) -> Table:
    titles = (
        "rank selector id channel tier name developer monthly low high blend saving pareto "
        "score context_window max_output_tokens commercial_use retires feasible reasons"
    )
    rows = [_ranked_record(model, report) for model in report.ranked]
    rows += [_excluded_record(model) for model in report.excluded]
    return Table(columns=text_columns(*titles.split()), rows=tuple(rows))


def _ranked_record(model: RankedModel, report: Recommendation) -> tuple[str, ...]:
    cost = model.cost
    pareto = {True: "yes", False: "no", None: ""}[model.pareto]
    score = score_in(model, report.benchmark or "", report.scores_set)
    return (
        str(model.rank),
        model.selector,
        model.id,
        model.channel,
        model.tier.value,
        model.name,
        model.developer,
        *(
            decimal_cell(getattr(cost, name) if cost else None)
            for name in ("monthly", "low", "high")
        ),
        decimal_cell(model.blend),
        decimal_cell(model.saving),
        pareto,
        decimal_cell(score),
        str(model.context_window),
        str(model.max_output_tokens),
        model.licence.commercial_use,
        model.lifecycle.retires or "",
        "yes",
        "",
    )


def _excluded_record(model: ExcludedModel) -> tuple[str, ...]:
    return (
        "",
        model.selector,
        model.id,
        model.channel or "",
        model.tier or "",
        model.name,
        model.developer,
        decimal_cell(model.monthly),
        *("" for _ in range(10)),
        "no",
        reasons_text(model),
    )
