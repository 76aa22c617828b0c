"""Differences between two states of the registry, laid out."""

from __future__ import annotations

from decimal import Decimal

from ...readable import decimal_text, percent, plural, usd
from ...registry.changes import Change
from ...report.registry.bill_effects import BillEffects
from ...report.registry.diff import RegistryDiff
from ...schema import PER_CALL
from ..page import Column, Page, Table, Text, number_columns, text_columns

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
        f"USD per million tokens (per call for {', '.join(sorted(PER_CALL))})"
    )
    table = Table(columns=columns, rows=rows)
    blocks: list[Table | Text] = [table] if rows else []
    blocks.append(Text(lines=(head,)))
    if report.bill is not None:
        blocks += _bill(report.bill)
    return Page(blocks=tuple(blocks), data=table)


def _bill(bill: BillEffects) -> list[Table | Text]:
    """Lay out the effect of the differences on a bill, the largest first."""
    columns = (
        Column(title="Model", whole=True),
        *text_columns("Channel", "Tier"),
        *number_columns("Before", "After", "More"),
    )
    rows = tuple(
        (
            effect.use.model,
            effect.use.channel,
            effect.use.tier.value,
            *("no price" if cost is None else usd(cost) for cost in (effect.before, effect.after)),
            "" if effect.delta is None else usd(effect.delta),
        )
        for effect in bill.effects
    )
    more = bill.after - bill.before
    lines = [
        f"The bill goes from {usd(bill.before)} to {usd(bill.after)} ({usd(more)} more)."
        if more >= 0
        else f"The bill goes from {usd(bill.before)} to {usd(bill.after)} ({usd(-more)} less).",
        *(f"{e.use.model}: {e.reason}" for e in bill.effects if e.reason and e.before is not None),
    ]
    if bill.unpriced:
        lines.append(
            f"Not included: {plural(bill.unpriced, 'use')} without a price on either side."
        )
    table = Table(title="Effect on the bill, USD", columns=columns, rows=rows)
    return [*([table] if rows else []), Text(lines=tuple(lines))]


def _row(change: Change) -> tuple[str, ...]:
    if change.meter is None:
        return (change.model, "", "", "", "the whole model", "", "", change.kind)
    share = "" if change.ratio is None else percent(change.ratio - 1, signed=True)
    return (
        change.model,
        change.channel or "",
        str(change.tier or ""),
        f"{change.prompt_over:,}" if change.prompt_over else "",
        str(change.meter),
        _rate(change.before),
        _rate(change.after),
        share or change.kind,
    )


def _rate(rate: Decimal | None) -> str:
    return "-" if rate is None else decimal_text(rate)
