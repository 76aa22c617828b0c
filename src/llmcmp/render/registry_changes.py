"""Differences between two states of the registry, laid out."""

from __future__ import annotations

from decimal import Decimal

from ..registry.changes import Change
from ..report.registry_changes import RegistryDiff
from .json_text import decimal_text
from .page import Column, Page, Table, Text

_TITLES = ("Model", "Channel", "Tier", "Over", "Price", "Before", "After", "Change")


def diff_page(report: RegistryDiff) -> Page:
    """Lay out what changed."""
    right = {"Over", "Before", "After", "Change"}
    columns = tuple(
        Column(title=title, align="right" if title in right else "left", whole=title == "Model")
        for title in _TITLES
    )
    rows = tuple(_row(change) for change in report.changes)
    head = (
        f"{len(rows)} {'difference' if len(rows) == 1 else 'differences'} "
        f"between {report.before} and {report.after} on {report.at}; "
        "USD per million tokens (per call for web_search)"
    )
    table = Table(columns=columns, rows=rows)
    blocks = (table, Text(lines=(head,))) if rows else (Text(lines=(head,)),)
    return Page(blocks=blocks, data=table)


def _row(change: Change) -> tuple[str, ...]:
    if change.meter is None:
        return (change.model, "", "", "", "the whole model", "", "", change.kind)
    percent = "" if change.ratio is None else f"{(change.ratio - 1) * 100:+.1f} %"
    return (
        change.model,
        change.channel or "",
        str(change.tier or ""),
        f"{change.prompt_over:,}" if change.prompt_over else "",
        str(change.meter),
        _rate(change.before),
        _rate(change.after),
        percent or change.kind,
    )


def _rate(rate: Decimal | None) -> str:
    return "-" if rate is None else decimal_text(rate)
