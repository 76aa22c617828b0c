"""A comparison, laid out: up to four models as columns, more as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from ....readable import count, decimal_text, factor, per_million, usd
from ....records import replace
from ....registry import SELF
from ....report.compare.comparison import Comparison
from ....report.offers.offered_model import OfferedModel, label
from ....schema import PER_CALL, UNKNOWN, Meter
from ....usage import Workload
from ...page import Column, Page, Table, Text, number_columns, text_columns
from ..csv_records import MODEL_COLUMNS, model_record
from ..facts import (
    features_text,
    licence_text,
    lifecycle_text,
    limit_text,
    parameters_text,
    registry_text,
    tokenizer_text,
)
from ..workload import workload_text
from .bill import bill_table
from .self_hosting import break_even_lines, hosting_rows

MOST_COLUMNS = 4
"""Models shown side by side; more of them are shown one below the other."""


def comparison_page(report: Comparison, *, explain: bool = False) -> Page:
    """Lay out a comparison; *explain* adds every line of every cost."""
    wide = len(report.models) <= MOST_COLUMNS
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        *(_columns(report) if wide else _rows(report)),
    ]
    blocks += break_even_lines(report)
    if report.curves is not None:
        from ...charts.cost_curves import chart_lines

        names = {model.selector: label(model, report.models) for model in report.models}
        blocks.append(Text(kind="chart", lines=chart_lines(report.curves, names=names)))
    if explain:
        blocks += [bill_table(model) for model in report.models if model.cost is not None]
    if any(_noted(model, report.scores_set) for model in report.models):
        blocks.append(Text(lines=("* see `llmcmp models show` for the note on this score",)))
    blocks.append(Text(kind="verdict", lines=(report.verdict,)))
    warnings = tuple(notice.text for notice in report.warnings if notice.code != UNKNOWN)
    if warnings:
        blocks.append(Text(kind="warnings", lines=warnings))
    return Page(blocks=tuple(blocks), data=_data(report))


def _title(report: Comparison) -> str:
    names = f"Prices of {report.at} (UTC), {registry_text(report.registry)}"
    if report.workload is None:
        return f"{names}; USD per million tokens"
    return f"{names}; {workload_text(report.workload)}"


def _prompt(model: OfferedModel, workload: Workload) -> str:
    tokens = workload.prompt.counts.get(model.id) if workload.prompt is not None else None
    if tokens is None:
        return "unknown"
    if tokens.kind == "exact":
        return count(tokens.tokens)
    return f"≈{count(tokens.tokens)} ({count(tokens.low)} to {count(tokens.high)})"


def _columns(report: Comparison) -> Iterable[Table]:
    rows = [*_facts(report), (), *_price_rows(report.models), (), *_score_rows(report)]
    rows += hosting_rows(report)
    if report.workload is not None:
        rows += [(), *_prompt_rows(report), *_cost_rows(report.models)]
    rows.append(("Qualifies", *(_feasible(model) for model in report.models)))
    yield _side_by_side(report.models, rows)


def _side_by_side(models: Sequence[OfferedModel], rows: Iterable[tuple[str, ...]]) -> Table:
    heads = (Column(title=label(model, models)) for model in models)
    return Table(columns=(Column(title="", whole=True), *heads), rows=tuple(rows))


def _facts(report: Comparison) -> list[tuple[str, ...]]:
    return [(title, *(cell(model, report.at) for model in report.models)) for title, cell in _FACTS]


_FACTS: tuple[tuple[str, Callable[[OfferedModel, date], str]], ...] = (
    ("Developer", lambda model, _: model.developer),
    ("Released", lambda model, _: model.released),
    ("Lifecycle", lifecycle_text),
    ("Weights", lambda model, _: model.weights.replace("-", " ")),
    ("Licence", lambda model, _: licence_text(model)),
    ("Parameters", lambda model, _: parameters_text(model)),
    ("Context", lambda model, _: limit_text(model.context_window)),
    ("Max output", lambda model, _: limit_text(model.max_output_tokens)),
    ("Reads", lambda model, _: ", ".join(model.modalities.input) or UNKNOWN),
    ("Writes", lambda model, _: ", ".join(model.modalities.output) or UNKNOWN),
    ("Features", lambda model, _: features_text(model)),
    ("Tokenizer", lambda model, _: tokenizer_text(model)),
)


def _price_rows(models: Sequence[OfferedModel]) -> Iterable[tuple[str, ...]]:
    yield ("$ per million", *(_offer(model) for model in models))
    for meter in Meter:
        if any(row.rate(meter) is not None for model in models for row in model.rates):
            yield (
                f"  {meter.value.replace('_', ' ')}{' (per call)' if meter in PER_CALL else ''}",
                *(_rate(model, meter) for model in models),
            )
    if any(len(model.rates) > 1 for model in models):
        yield ("  other bands", *(_bands(model) for model in models))
    yield ("  blend 3:1", *(per_million(model.blend) for model in models))
    yield ("  since", *(_since(model) for model in models))


def _offer(model: OfferedModel) -> str:
    if model.channel == SELF:
        return "self-hosted"
    return model.channel if model.tier == "standard" else f"{model.channel}, {model.tier}"


def _rate(model: OfferedModel, meter: Meter) -> str:
    if not model.rates:
        return "no API price"
    return per_million(model.rates[0].rate(meter))


def _bands(model: OfferedModel) -> str:
    bands = []
    for row in model.rates[1:]:
        where = f"over {row.prompt_over:,}" if row.prompt_over else f"UTC {', '.join(row.hours)}"
        bands.append(f"{where}: {per_million(row.input)} in, {per_million(row.output)} out")
    return "; ".join(bands) or "-"


def _since(model: OfferedModel) -> str:
    if not model.rates:
        return "-"
    row = model.rates[0]
    return f"{row.since} (seen)" if row.since_basis == "seen" else row.since


def _money(amount: Decimal | None) -> str:
    return "-" if amount is None else usd(amount)


def _score_rows(report: Comparison) -> Iterable[tuple[str, ...]]:
    if report.scores_set is None:
        yield ("Scores", *("none in a common table" for _ in report.models))
        return
    yield ("Scores", *(report.scores_set for _ in report.models))
    names = dict.fromkeys(
        score.benchmark
        for model in report.models
        for score in model.scores
        if score.set == report.scores_set
    )
    for name in names:
        yield (f"  {name}", *(_score(model, name, report.scores_set) for model in report.models))


def _score(model: OfferedModel, benchmark: str, within: str) -> str:
    for score in model.scores:
        if score.benchmark == benchmark and score.set == within:
            return f"{decimal_text(score.value)}{'*' if score.note else ''}"
    return "-"


def _noted(model: OfferedModel, within: str | None) -> bool:
    return any(score.set == within and score.note for score in model.scores if score.set)


def _prompt_rows(report: Comparison) -> Iterable[tuple[str, ...]]:
    """Yield the tokens of the same text on each model."""
    workload = report.workload
    if workload is not None and workload.prompt is not None:
        yield ("Prompt tokens", *(_prompt(model, workload) for model in report.models))


def _cost_rows(models: Sequence[OfferedModel]) -> Iterable[tuple[str, ...]]:
    yield ("Per month", *(_monthly(model) for model in models))
    yield (
        "Per request",
        *(_money(model.cost.per_request if model.cost else None) for model in models),
    )
    yield ("Ratio", *(_ratio(model) for model in models))


def _monthly(model: OfferedModel) -> str:
    if model.cost is None:
        return "-"
    text = usd(model.cost.monthly)
    if model.cost.low != model.cost.high:
        text += f" ({usd(model.cost.low)} to {usd(model.cost.high)})"
    return text


def _ratio(model: OfferedModel) -> str:
    return "-" if model.ratio is None else factor(model.ratio).replace(" times", "x")


def _feasible(model: OfferedModel) -> str:
    if model.feasible:
        return "yes"
    return "no: " + "; ".join(reason.text for reason in model.reasons)


def _rows(report: Comparison) -> Iterable[Table | Text]:
    price = "Blend" if report.workload is None else "Per month"
    yield Table(
        columns=(MODEL, *number_columns("Context", "In", "Cached", "Out", price, "Ratio")),
        rows=tuple(
            (
                model.selector,
                limit_text(model.context_window),
                *(_short_rate(model, m) for m in (Meter.INPUT, Meter.CACHED_INPUT, Meter.OUTPUT)),
                per_million(model.blend) if report.workload is None else _monthly(model),
                _ratio(model),
            )
            for model in report.models
        ),
    )
    reasons = [
        f"{model.selector} does not qualify: {'; '.join(reason.text for reason in model.reasons)}"
        for model in report.models
        if not model.feasible
    ]
    if reasons:
        yield Text(lines=tuple(reasons))
    groups = -(-len(report.models) // MOST_COLUMNS)
    size = -(-len(report.models) // groups)
    for start in range(0, len(report.models), size):
        some = replace(report, models=report.models[start : start + size])
        rows = [*_facts(some), (), *_price_rows(some.models)]
        if report.scores_set is not None:
            rows += [(), *_score_rows(some)]
        rows += hosting_rows(some)
        if prompt_rows := [*_prompt_rows(some)]:
            rows += [(), *prompt_rows]
        yield _side_by_side(some.models, rows)
    if report.scores_set is None:
        yield Text(lines=("Scores: no two of these models are in the same table.",))


MODEL = Column(title="Model", whole=True)


def _short_rate(model: OfferedModel, meter: Meter) -> str:
    return per_million(model.rates[0].rate(meter)) if model.rates else "-"


PROMPT_COLUMNS = ("prompt_tokens", "prompt_low", "prompt_high")


def _data(report: Comparison) -> Table:
    has_prompt = report.workload is not None and report.workload.prompt is not None
    titles = (*MODEL_COLUMNS.split(), *(PROMPT_COLUMNS if has_prompt else ()))
    return Table(
        columns=text_columns(*titles),
        rows=tuple(
            (*model_record(model), *_prompt_record(model, report.workload))
            for model in report.models
        ),
    )


def _prompt_record(model: OfferedModel, workload: Workload | None) -> tuple[str, ...]:
    prompt = None if workload is None else workload.prompt
    if prompt is None:
        return ()
    tokens = prompt.counts.get(model.id)
    if tokens is None:
        return ("", "", "")
    return (str(tokens.tokens), str(tokens.low), str(tokens.high))
