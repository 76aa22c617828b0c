"""A check, laid out: the verdict first, then what broke, then the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...readable import decimal_text, percentage, usd
from ...report.check.baseline import Delta
from ...report.check.case import Amount, PolicyResult
from ...report.check.check import CheckedWorkload, CheckResult
from ..page import Column, Page, Table, Text, number_columns, text_columns
from .facts import contract_line, registry_text
from .workload import workload_text


def check_page(report: CheckResult) -> Page:
    """Lay out a check."""
    unknown = [item for item in report.policies if item.held is None]
    passed = [item for item in report.policies if item.held]
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(f"llmcmp check: {'failed' if report.failed else 'passed'}",)),
        Text(kind="verdict", lines=(report.verdict,)),
    ]
    if report.findings:
        blocks.append(_policies("Violations", report.findings, folded=False))
    blocks.append(_workloads(report))
    if report.delta is not None:
        blocks.append(_delta(report))
    alternatives = _alternatives(report)
    if alternatives.rows:
        blocks.append(alternatives)
    if unknown:
        blocks.append(_policies("Not checked", unknown, folded=True))
    if passed:
        blocks.append(_policies(f"Passed ({len(passed)})", passed, folded=True))
    blocks.append(_basis(report))
    warnings = tuple(dict.fromkeys(notice.text for notice in report.warnings))
    if warnings:
        blocks.append(Text(kind="warnings", lines=warnings))
    return Page(blocks=tuple(blocks), data=_data(report))


def _policies(title: str, items: Sequence[PolicyResult], *, folded: bool) -> Table:
    """Return one row per policy; where to look only matters for what does not hold."""
    heads = (
        Column(title="Policy", whole=True),
        Column(title="Severity", whole=True),
        Column(title="Why"),
        Column(title="Where"),
    )
    rows = [(item.id, item.severity, item.message, f"{item.path}:{item.line}") for item in items]
    shown = len(heads) - 1 if folded else len(heads)
    return Table(
        title=title,
        folded=folded,
        columns=heads[:shown],
        rows=tuple(row[:shown] for row in rows),
    )


def _workloads(report: CheckResult) -> Table:
    changed = report.delta is not None
    columns = [
        Column(title="Workload"),
        Column(title="Model"),
        *number_columns("Per month", "Budget"),
    ]
    if changed:
        columns += number_columns("Change")
    columns.append(Column(title="Cheaper alternative"))
    rows = [_workload(item, changed) for item in report.workloads]
    if len(report.workloads) > 1 or report.contracts:
        total = "-" if report.monthly is None else usd(report.monthly)
        change = [] if report.delta is None else [usd(report.delta.total, signed=True)]
        blank = [""] * len(change)
        rows += [
            (contract_line(line), "", usd(line.amount), "", *blank, "") for line in report.contracts
        ]
        rows.append(("all", "", total, "", *change, ""))
    return Table(title="Workloads", columns=tuple(columns), rows=tuple(rows))


def _workload(item: CheckedWorkload, changed: bool) -> tuple[str, ...]:
    amount = "-" if item.delta is None else usd(item.delta.total, signed=True)
    change = [amount] if changed else []
    cheaper = [other for other in item.alternatives if other.saving > 0]
    return (
        item.name,
        item.selector,
        _monthly(item),
        "-" if item.budget is None else usd(item.budget),
        *change,
        f"{cheaper[0].selector} for {usd(cheaper[0].monthly)}" if cheaper else "none",
    )


def _monthly(item: CheckedWorkload) -> str:
    if item.cost is None:
        return "no price"
    text = usd(item.cost.monthly)
    if item.cost.low != item.cost.high:
        text += f" ({usd(item.cost.low)} to {usd(item.cost.high)})"
    return text


_PARTS = ("price", "volume", "mix", "tokenizer", "cache", "tier", "total")


def _delta(report: CheckResult) -> Table:
    def row(name: str, delta: Delta) -> tuple[str, ...]:
        return (name, *(usd(getattr(delta, part), signed=True) for part in _PARTS))

    rows = [row(item.name, item.delta) for item in report.workloads if item.delta is not None]
    if report.delta is not None:
        rows.append(row("all", report.delta))
    return Table(
        title="Change since the baseline, USD a month",
        folded=True,
        columns=(
            Column(title="Workload"),
            *number_columns(*(part.title() for part in _PARTS)),
        ),
        rows=tuple(rows),
    )


def _alternatives(report: CheckResult) -> Table:
    return Table(
        title="Alternatives",
        folded=True,
        columns=(
            Column(title="Workload"),
            Column(title="Model"),
            *number_columns("Per month", "Saving", "%"),
        ),
        rows=tuple(
            (
                item.name,
                other.selector,
                usd(other.monthly),
                usd(other.saving),
                "-" if other.saving_percent is None else percentage(other.saving_percent),
            )
            for item in report.workloads
            for other in item.alternatives
        ),
    )


def _basis(report: CheckResult) -> Text:
    title = f"Prices of {report.at} (UTC), {registry_text(report.registry)}"
    lines = [f"{item.name}: {workload_text(item.workload)}" for item in report.workloads]
    return Text(lines=(title, *lines), folded="What was priced")


def _data(report: CheckResult) -> Table:
    titles = "policy workload severity held actual limit message path line"
    return Table(
        columns=text_columns(*titles.split()),
        rows=tuple(_record(item) for item in report.policies),
    )


def _record(item: PolicyResult) -> tuple[str, ...]:
    return (
        item.id,
        item.workload or "",
        item.severity,
        {True: "yes", False: "no", None: "unknown"}[item.held],
        _amount(item.actual),
        _amount(item.limit),
        item.message,
        item.path,
        str(item.line),
    )


def _amount(value: Amount) -> str:
    if value is None:
        return ""
    return decimal_text(value) if isinstance(value, Decimal) else str(value)
