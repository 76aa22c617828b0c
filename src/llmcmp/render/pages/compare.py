"""A comparison, laid out: up to four models as columns, more as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from ...hosting import NEVER
from ...pricing import LineItem
from ...readable import (
    count,
    factor,
    gigabytes,
    millions,
    per_million,
    plural,
    rough,
    rough_percent,
    usd,
)
from ...records import field_names, replace
from ...registry import SELF
from ...report.compare.comparison import Comparison
from ...report.offers.offered_model import OfferedModel, label
from ...report.offers.self_hosting import HostingSummary
from ...schema import PER_CALL, UNKNOWN, Features, Meter
from ...usage import DAYS_PER_MONTH, HOURS_PER_MONTH, Workload
from ..formats.csv import decimal_cell
from ..formats.json import decimal_text
from ..page import Column, Page, Table, Text, number_columns
from .facts import (
    features_text,
    licence_text,
    lifecycle_text,
    limit_text,
    parameters_text,
    registry_text,
    tokenizer_text,
)

MOST_COLUMNS = 4
"""Models shown side by side; more of them stand one below the other."""


def comparison_page(report: Comparison, *, explain: bool = False) -> Page:
    """Lay out a comparison; *explain* adds every line of every cost."""
    wide = len(report.models) <= MOST_COLUMNS
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        *(_columns(report) if wide else _rows(report)),
    ]
    blocks += _break_even(report)
    if report.curves is not None:
        from ..charts.cost_curves import chart_lines

        names = {model.selector: label(model, report.models) for model in report.models}
        blocks.append(Text(kind="chart", lines=chart_lines(report.curves, names=names)))
    if explain:
        blocks += [_lines_of(model) for model in report.models if model.cost is not None]
    if any(_noted(model, report.scores_set) for model in report.models):
        blocks.append(Text(lines=("* see `llmcmp models show` for the note on this score",)))
    blocks.append(Text(kind="verdict", lines=(report.verdict,)))
    told = tuple(notice.text for notice in report.warnings if notice.code != UNKNOWN)
    if told:
        blocks.append(Text(kind="warnings", lines=told))
    return Page(blocks=tuple(blocks), data=_data(report))


def _title(report: Comparison) -> str:
    names = f"Prices of {report.at} (UTC), {registry_text(report.registry)}"
    if report.workload is None:
        return f"{names}; USD per million tokens"
    return f"{names}; {workload_text(report.workload)}"


def workload_text(workload: Workload) -> str:
    """Describe a workload in one line."""
    parts = [
        f"{plural(workload.requests, 'request')} a {workload.per} x "
        f"({_input_text(workload)} in, {count(workload.output_tokens)} out)"
    ]
    if workload.cached_share:
        parts.append(f"{decimal_text(workload.cached_share * 100)} % cached")
    if workload.cache_write_share:
        parts.append(f"{decimal_text(workload.cache_write_share * 100)} % written to a cache")
    parts += [f"image {image.width}x{image.height} ({image.detail})" for image in workload.images]
    if workload.per != "month":
        basis = f"{DAYS_PER_MONTH} days" if workload.per == "day" else f"{HOURS_PER_MONTH} hours"
        parts.append(f"a month of {basis}")
    return ", ".join(parts)


def _input_text(workload: Workload) -> str:
    """Name what goes in: tokens, files whose tokens differ from model to model, or both."""
    if workload.prompt is None:
        return count(workload.input_tokens)
    files = workload.prompt.files
    said = files if len(files) <= _NAMED_FILES else (f"{len(files)} files",)
    return " + ".join((count(workload.input_tokens), *said) if workload.input_tokens else said)


_NAMED_FILES = 3
"""Files of a prompt that a title names."""


def _prompt(model: OfferedModel, workload: Workload) -> str:
    counted = workload.prompt.counts.get(model.id) if workload.prompt is not None else None
    if counted is None:
        return "unknown"
    if counted.kind == "exact":
        return count(counted.tokens)
    return f"≈{count(counted.tokens)} ({count(counted.low)} to {count(counted.high)})"


def _columns(report: Comparison) -> Iterable[Table]:
    rows = [*_facts(report), (), *_price_rows(report.models), (), *_score_rows(report)]
    rows += _hosting_rows(report)
    if report.workload is not None:
        rows += [(), *_prompt_rows(report), *_cost_rows(report.models)]
    rows.append(("Can do it", *(_feasible(model) for model in report.models)))
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


def _hosting_rows(report: Comparison) -> Iterable[tuple[str, ...]]:
    """Yield what hosting takes, for the models that are hosted."""
    if all(model.hosting is None for model in report.models):
        return
    yield ()
    yield ("Self-hosting", *(_hosted(model, _replica) for model in report.models))
    for title, cell in _HOSTING:
        yield (f"  {title}", *(_hosted(model, cell) for model in report.models))


def _hosted(model: OfferedModel, cell: Callable[[HostingSummary], str]) -> str:
    if model.hosting is not None:
        return cell(model.hosting)
    return "-" if model.channel == SELF else ""


def _replica(plan: HostingSummary) -> str:
    fleet = f"{plan.replicas} x " if plan.replicas > 1 else ""
    return f"{fleet}{plan.gpus}x {plan.gpu}, {plan.precision}"


def _unit_costs(plan: HostingSummary) -> str:
    costs = plan.cost_per_million_tokens
    if costs is None:
        return "unpriced"
    if costs.workload is None or plan.utilization is None:
        return f"≈{rough(costs.full_load)} at full load"
    share = rough_percent(plan.utilization)
    return f"≈{rough(costs.workload)} at {share} use ({rough(costs.full_load)} at full load)"


def _month_of(plan: HostingSummary) -> str:
    if plan.monthly_cost is None or plan.monthly_low is None or plan.monthly_high is None:
        return "unpriced"
    ends = f"{rough(plan.monthly_low)} to {rough(plan.monthly_high)}"
    return f"≈{rough(plan.monthly_cost)} ({ends})"


_HOSTING: tuple[tuple[str, Callable[[HostingSummary], str]], ...] = (
    ("weights", lambda plan: gigabytes(plan.weights_bytes)),
    ("cache/token", lambda plan: gigabytes(plan.kv_cache_bytes_per_token)),
    (
        "least GPUs",
        lambda plan: "-" if plan.minimum_gpus is None else f"{plan.minimum_gpus}x {plan.gpu}",
    ),
    ("out tokens/s", lambda plan: f"≈{plan.throughput.output:,.0f}"),
    ("a month", _month_of),
    ("$ per million", _unit_costs),
    ("takes", lambda plan: f"≈{millions(plan.capacity_per_month)} requests a month"),
)


def _break_even(report: Comparison) -> Iterable[Text]:
    """Yield one sentence for each pair of an API and a hosted model."""
    lines = []
    for point in report.break_even:
        pair = f"{point.self_hosted} against {point.api}"
        if point.requests_per_month is None or point.tokens_per_month is None:
            lines.append(f"{pair}: {point.reason}".replace(f"{NEVER}: {NEVER}", NEVER))
            continue
        use = "" if point.utilization is None else f", {rough_percent(point.utilization)} used"
        band = f"{millions(point.low)}" if point.low is not None else "never"
        high = f"{millions(point.high)}" if point.high is not None else "never"
        lines.append(
            f"{pair}: from ≈{millions(point.requests_per_month)} requests a month "
            f"(≈{millions(point.tokens_per_month)} tokens{use}; {band} to {high})"
        )
    if lines:
        yield Text(lines=("Break-even:", *lines))


def _offer(model: OfferedModel) -> str:
    if model.channel == SELF:
        return "self-hosted"
    return model.channel if model.tier == "standard" else f"{model.channel}, {model.tier}"


def _rate(model: OfferedModel, meter: Meter) -> str:
    if not model.rates:
        return "no API price"
    return per_million(model.rates[0].rate(meter))


def _bands(model: OfferedModel) -> str:
    said = []
    for row in model.rates[1:]:
        where = f"over {row.prompt_over:,}" if row.prompt_over else f"UTC {', '.join(row.hours)}"
        said.append(f"{where}: {per_million(row.input)} in, {per_million(row.output)} out")
    return "; ".join(said) or "-"


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
    unable = [
        f"{model.selector} cannot: {'; '.join(reason.text for reason in model.reasons)}"
        for model in report.models
        if not model.feasible
    ]
    if unable:
        yield Text(lines=tuple(unable))
    groups = -(-len(report.models) // MOST_COLUMNS)
    size = -(-len(report.models) // groups)
    for start in range(0, len(report.models), size):
        some = replace(report, models=report.models[start : start + size])
        rows = [*_facts(some), (), *_price_rows(some.models)]
        if report.scores_set is not None:
            rows += [(), *_score_rows(some)]
        rows += _hosting_rows(some)
        if prompt_rows := [*_prompt_rows(some)]:
            rows += [(), *prompt_rows]
        yield _side_by_side(some.models, rows)
    if report.scores_set is None:
        yield Text(lines=("Scores: none in a table that two of these share.",))


MODEL = Column(title="Model", whole=True)


def _short_rate(model: OfferedModel, meter: Meter) -> str:
    return per_million(model.rates[0].rate(meter)) if model.rates else "-"


def _lines_of(model: OfferedModel) -> Table:
    """Show the bill of one model."""
    items = () if model.cost is None else model.cost.items
    return Table(
        title=f"Cost of {model.selector} per month (rates in USD per million tokens)",
        columns=(
            Column(title="Meter"),
            Column(title="Quantity", align="right", whole=True),
            Column(title="Rate", align="right", whole=True),
            Column(title="Amount", align="right", whole=True),
            Column(title="Since", whole=True),
            Column(title="Sources"),
        ),
        rows=tuple(
            (
                _what(item),
                *_quantity_and_rate(item),
                usd(item.amount),
                item.since or "-",
                ", ".join(item.sources) or "-",
            )
            for item in items
        ),
    )


def _quantity_and_rate(item: LineItem) -> tuple[str, str]:
    """Write what a line is of: tokens or calls, or a share of an amount."""
    if item.since or item.meter in ("request-fee", "monthly-fee"):
        return count(item.quantity), decimal_text(item.rate)
    return usd(Decimal(item.quantity)), f"{decimal_text(item.rate * 100)} %"


def _what(item: LineItem) -> str:
    """Name a line of a bill, with the band and the hours its rate belongs to."""
    said = [item.meter.replace("_", " ") + (" (per call)" if item.meter in PER_CALL else "")]
    if item.label:
        said.append(item.label)
    if item.prompt_over is not None:
        said.append(f"prompt over {item.prompt_over:,}")
    if item.hours:
        said.append(f"UTC {', '.join(item.hours)}")
    return ", ".join(said)


CSV_COLUMNS = """
selector id channel tier name developer released state retires weights licence commercial_use
context_window max_output_tokens input_modalities features tokenizer input cached_input cache_write
output rates_since blend monthly per_request low high ratio feasible reasons
"""


PROMPT_COLUMNS = ("prompt_tokens", "prompt_low", "prompt_high")


def _data(report: Comparison) -> Table:
    has_prompt = report.workload is not None and report.workload.prompt is not None
    titles = (*CSV_COLUMNS.split(), *(PROMPT_COLUMNS if has_prompt else ()))
    return Table(
        columns=tuple(Column(title=title) for title in titles),
        rows=tuple(
            (*csv_record(model), *_prompt_record(model, report.workload)) for model in report.models
        ),
    )


def _prompt_record(model: OfferedModel, workload: Workload | None) -> tuple[str, ...]:
    prompt = None if workload is None else workload.prompt
    if prompt is None:
        return ()
    counted = prompt.counts.get(model.id)
    if counted is None:
        return ("", "", "")
    return (str(counted.tokens), str(counted.low), str(counted.high))


def csv_record(model: OfferedModel) -> tuple[str, ...]:
    """Return the cells of ``CSV_COLUMNS`` for one model."""
    plain = model.rates[0] if model.rates else None
    cost = model.cost
    names = [name for name in field_names(Features) if name != "since"]
    return (
        model.selector,
        model.id,
        model.channel,
        model.tier.value,
        model.name,
        model.developer,
        model.released,
        model.lifecycle.state,
        model.lifecycle.retires or "",
        model.weights,
        model.licence.name,
        model.licence.commercial_use,
        str(model.context_window),
        str(model.max_output_tokens),
        " ".join(model.modalities.input),
        " ".join(name for name in names if getattr(model.features, name) == "yes"),
        model.tokenizer.name,
        *(
            decimal_cell(plain.rate(meter) if plain else None)
            for meter in (Meter.INPUT, Meter.CACHED_INPUT, Meter.CACHE_WRITE, Meter.OUTPUT)
        ),
        plain.since if plain else "",
        decimal_cell(model.blend),
        *(
            decimal_cell(getattr(cost, name) if cost else None)
            for name in ("monthly", "per_request", "low", "high")
        ),
        decimal_cell(model.ratio),
        "yes" if model.feasible else "no",
        "; ".join(reason.text for reason in model.reasons),
    )
