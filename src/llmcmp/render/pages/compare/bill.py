"""The lines of what one model costs a month."""

from __future__ import annotations

from decimal import Decimal

from ....pricing import LineItem
from ....readable import count, decimal_text, usd
from ....report.offers.offered_model import OfferedModel
from ....schema import PER_CALL
from ...page import Column, Table, number_columns


def bill_table(model: OfferedModel) -> Table:
    """Show the bill of one model."""
    items = () if model.cost is None else model.cost.items
    return Table(
        title=f"Cost of {model.selector} per month (rates in USD per million tokens)",
        columns=(
            Column(title="Meter"),
            *number_columns("Quantity", "Rate", "Amount"),
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
    words = [item.meter.replace("_", " ") + (" (per call)" if item.meter in PER_CALL else "")]
    if item.label:
        words.append(item.label)
    if item.prompt_over is not None:
        words.append(f"prompt over {item.prompt_over:,}")
    if item.hours:
        words.append(f"UTC {', '.join(item.hours)}")
    return ", ".join(words)
