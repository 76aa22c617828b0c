"""Token counts, laid out: one row per model, and one per file where that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ...readable import listed, percentage, usd
from ...report.tokens.model_tokens import ModelTokens
from ...report.tokens.token_counts import FileTokens, TextTokens, TokenCounts
from ..page import Column, Page, Table, Text, number_columns, text_columns
from .csv_records import decimal_cell
from .facts import registry_text

_NAMED = 10
"""Skipped files and files of a title that are named; JSON names all."""


def tokens_page(report: TokenCounts, *, per_file: bool = False, explain: bool = False) -> Page:
    """Lay out token counts; *explain* adds the rules and items of every count."""
    blocks: list[Table | Text] = [Text(kind="title", lines=(_title(report),)), _sums(report)]
    if per_file and report.files:
        blocks.append(_files(report))
    if explain:
        blocks += _rules(report)
    if report.skipped:
        blocks.append(Text(lines=(_skipped(report),)))
    warnings = tuple(dict.fromkeys(notice.text for notice in report.warnings))
    if warnings:
        blocks.append(Text(kind="warnings", lines=warnings))
    return Page(blocks=tuple(blocks), data=_data(report, per_file=per_file))


def _title(report: TokenCounts) -> str:
    what = _texts(report.files) if report.files else "a request"
    if report.files and any(count.items for count in report.counts):
        what += " and a request"
    priced = f"prices of {report.at} (UTC), {registry_text(report.registry)}"
    return f"Tokens of {what}; {priced}"


def _texts(files: tuple[FileTokens, ...]) -> str:
    if len(files) == 1:
        return f"{_name(files[0].file)} ({files[0].content_class})"
    kinds = Counter(str(file.content_class) for file in files)
    numbers = [f"{number:,} {kind}" for kind, number in kinds.most_common()]
    return f"{len(files):,} files ({', '.join(numbers)})"


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _sums(report: TokenCounts) -> Table:
    return Table(
        columns=(
            Column(title="Model", whole=True),
            *number_columns("Tokens"),
            Column(title="Band", whole=True),
            Column(title="Context", align="right"),
            *number_columns("$ as input"),
            Column(title="Counted with"),
        ),
        rows=tuple(
            (
                count.selector,
                tokens_text(count),
                band_text(count),
                _context(count),
                _cost(count),
                _vocabulary(count),
            )
            for count in report.counts
        ),
    )


def tokens_text(count: ModelTokens | TextTokens) -> str:
    """Write a count, with a sign where it is an estimate."""
    return f"{'' if count.kind == 'exact' else '≈'}{count.tokens:,}"


def band_text(count: ModelTokens | TextTokens) -> str:
    """Write how sure a count is."""
    return "exact" if count.kind == "exact" else f"{count.low:,} to {count.high:,}"


def _context(count: ModelTokens) -> str:
    if not isinstance(count.context_window, int) or count.context_percent is None:
        return "unknown"
    return f"{percentage(count.context_percent)} % of {count.context_window:,}"


def _cost(count: ModelTokens) -> str:
    if count.cost_as_input is None:
        return "-"
    return f"{'' if count.cost_low == count.cost_high else '≈'}{usd(count.cost_as_input)}"


def _vocabulary(count: ModelTokens) -> str:
    if count.kind == "exact":
        return count.tokenizer
    return f"{count.tokenizer}, measured" if count.rules else count.tokenizer


def _files(report: TokenCounts) -> Table:
    return Table(
        title="By file",
        columns=(
            Column(title="File"),
            Column(title="Kind", whole=True),
            *number_columns(*(count.selector for count in report.counts)),
        ),
        rows=(
            *(
                (
                    _name(file.file),
                    str(file.content_class),
                    *(tokens_text(count) for count in file.counts),
                )
                for file in report.files
            ),
            (),
            ("Total", "", *(tokens_text(count) for count in report.counts)),
        ),
    )


def _rules(report: TokenCounts) -> Iterator[Table | Text]:
    for count in report.counts:
        if count.items:
            yield _items(count)
        if count.rules:
            yield Text(lines=(f"{count.selector}: {'; '.join(count.rules)}",))


def _items(count: ModelTokens) -> Table:
    return Table(
        title=f"Tokens of the request on {count.selector}",
        columns=(
            Column(title="What"),
            *number_columns("Tokens"),
            Column(title="Band", whole=True),
            Column(title="Rule"),
        ),
        rows=tuple(
            (
                item.what,
                f"{'' if item.low == item.high else '≈'}{item.tokens:,}",
                "exact" if item.low == item.high else f"{item.low:,} to {item.high:,}",
                item.rule,
            )
            for item in count.items
        ),
    )


def _skipped(report: TokenCounts) -> str:
    names = [f"{file.file} ({file.reason})" for file in report.skipped]
    more = len(names) - _NAMED
    shown = [*names[:_NAMED], f"{more:,} more"] if more > 0 else names
    return f"Skipped: {listed(shown)}"


CSV_COLUMNS = """
file selector id tokens kind low high tokenizer content_class context_window context_percent
cost_as_input cost_low cost_high
"""


def _data(report: TokenCounts, *, per_file: bool) -> Table:
    rows = [_sum_record(count) for count in report.counts]
    if per_file:
        rows = [*_file_records(report), *rows]
    return Table(columns=text_columns(*CSV_COLUMNS.split()), rows=tuple(rows))


def _file_records(report: TokenCounts) -> Iterable[tuple[str, ...]]:
    for file in report.files:
        for count, model in zip(file.counts, report.counts, strict=True):
            yield (
                file.file,
                count.selector,
                model.id,
                str(count.tokens),
                count.kind,
                str(count.low),
                str(count.high),
                model.tokenizer,
                file.content_class or "",
                *("" for _ in range(5)),
            )


def _sum_record(count: ModelTokens) -> tuple[str, ...]:
    return (
        "",
        count.selector,
        count.id,
        str(count.tokens),
        count.kind,
        str(count.low),
        str(count.high),
        count.tokenizer,
        count.content_class or "",
        str(count.context_window),
        decimal_cell(count.context_percent),
        decimal_cell(count.cost_as_input),
        decimal_cell(count.cost_low),
        decimal_cell(count.cost_high),
    )
