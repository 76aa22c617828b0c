"""Computed cost against a bill, laid out."""

from __future__ import annotations

from collections.abc import Iterator

from ...readable import decimal_text, percent, percentage, usd
from ...report.reconcile.causes import Cause
from ...report.reconcile.reconciliation import Reconciliation, Residual
from ..page import Column, Page, Table, Text, number_columns, text_columns

MOST_LINES = 40
"""Lines on a page; CSV and JSON hold all of them."""


def reconciliation_page(report: Reconciliation) -> Page:
    """Lay out a reconciliation."""
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        *_lines(report),
        *_causes(report),
    ]
    if report.not_compared:
        charges = ", ".join(f"{kind} {usd(amount)}" for kind, amount in report.not_compared.items())
        blocks.append(Text(lines=(f"Not compared, because these are not usage: {charges}.",)))
    if report.warnings:
        blocks.append(Text(kind="warnings", lines=tuple(w.text for w in report.warnings)))
    return Page(blocks=tuple(blocks), data=_data(report))


def _title(report: Reconciliation) -> str:
    share = ""
    if report.computed:
        share = f" ({percent(report.residual / report.computed, signed=True)})"
    return (
        f"Charged {usd(report.reported)}, computed {usd(report.computed)}: "
        f"residual {usd(report.residual, signed=True)}{share}"
    )


def _lines(report: Reconciliation) -> Iterator[Table | Text]:
    shown = report.lines[:MOST_LINES]
    days = any(line.day is not None for line in report.lines)
    tiers = any(line.tier is not None for line in report.lines)
    yield Table(
        columns=(
            *((Column(title="Day", whole=True),) if days else ()),
            Column(title="Model"),
            *((Column(title="Tier"),) if tiers else ()),
            *number_columns("Computed", "Charged", "Residual", "%"),
        ),
        rows=tuple(
            (
                *(("" if line.day is None else str(line.day),) if days else ()),
                line.model or "(all models)",
                *((line.tier or "",) if tiers else ()),
                *_amounts(line),
            )
            for line in shown
        ),
    )
    if len(report.lines) > MOST_LINES:
        more = len(report.lines) - MOST_LINES
        yield Text(lines=(f"and {more:,} more lines; JSON and CSV hold all of them",))


def _amounts(line: Residual) -> tuple[str, ...]:
    return (
        "-" if line.computed is None else usd(line.computed),
        "-" if line.reported is None else usd(line.reported),
        usd(line.residual, signed=True),
        "-" if line.percent is None else percentage(line.percent, signed=True),
    )


def _causes(report: Reconciliation) -> Iterator[Text]:
    if not report.residual:
        yield Text(kind="verdict", lines=("The bill matches the usage.",))
        return
    for cause in report.causes:
        yield Text(lines=(f"Likely cause ({usd(cause.closes, signed=True)}): {cause.text}.",))
        if cause.override:
            yield Text(lines=(_closing(cause),))
            yield Text(kind="chart", lines=tuple(cause.override.splitlines()))
    yield Text(kind="verdict", lines=(f"Unexplained: {usd(report.unexplained, signed=True)}.",))


def _closing(cause: Cause) -> str:
    if cause.override is not None and cause.override.startswith("--"):
        return "This option closes the gap:"
    return "This overlay closes the gap (--registry FILE):"


def _data(report: Reconciliation) -> Table:
    titles = ("section", "day", "model", "tier", "computed", "reported", "residual", "detail")
    rows = [
        (
            "line",
            "" if line.day is None else str(line.day),
            line.model,
            line.tier or "",
            "" if line.computed is None else decimal_text(line.computed),
            "" if line.reported is None else decimal_text(line.reported),
            decimal_text(line.residual),
            "",
        )
        for line in report.lines
    ]
    rows.append(
        (
            "total",
            "",
            "",
            "",
            decimal_text(report.computed),
            decimal_text(report.reported),
            decimal_text(report.residual),
            f"unexplained: {decimal_text(report.unexplained)}",
        )
    )
    rows += [
        ("cause", "", cause.model or "", "", "", "", decimal_text(cause.closes), cause.text)
        for cause in report.causes
    ]
    return Table(columns=text_columns(*titles), rows=tuple(rows))
