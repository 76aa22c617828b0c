"""The dated prices of a name, laid out."""

from __future__ import annotations

from ....report.models.price_history import PriceHistory, PricePeriod
from ....schema import Meter
from ...page import Column, Page, Table, Text, number_columns, text_columns
from ..csv_records import decimal_cell
from .price_rows import meter_head, rate_text, since_text, where_text


def history_page(report: PriceHistory) -> Page:
    """Lay out the dated prices of a name, a table for each model and channel."""
    blocks: list[Table | Text] = []
    if report.meanings:
        meanings = "; ".join(f"{target.model} since {target.since}" for target in report.meanings)
        blocks.append(Text(kind="title", lines=(f"{report.name} has stood for {meanings}",)))
    if not report.periods:
        blocks.append(Text(lines=(f"No price is known for {report.name} on any channel.",)))
    blocks += [
        _period_table(f"{model} on {channel}", periods, report)
        for (model, channel), periods in _by_offer(report).items()
    ]
    if report.warnings:
        blocks.append(Text(kind="warnings", lines=tuple(w.text for w in report.warnings)))
    return Page(blocks=tuple(blocks), data=_history_data(report))


def _by_offer(report: PriceHistory) -> dict[tuple[str, str], list[PricePeriod]]:
    """Group the periods by model and channel."""
    groups: dict[tuple[str, str], list[PricePeriod]] = {}
    for period in report.periods:
        groups.setdefault((period.model, period.rates.channel), []).append(period)
    return groups


def _period_table(title: str, periods: list[PricePeriod], report: PriceHistory) -> Table:
    meters = [meter for meter in Meter if any(p.rates.rate(meter) is not None for p in periods)]
    return Table(
        title=f"{title}, USD per million tokens (* in force on {report.at})",
        columns=(
            Column(title="Since", whole=True),
            Column(title="Until", whole=True),
            Column(title="For"),
            *number_columns(*(meter_head(meter) for meter in meters)),
        ),
        rows=tuple(
            (
                since_text(period.rates) + ("*" if period.in_force else ""),
                "" if period.until is None else period.until.isoformat(),
                f"{period.rates.tier} {where_text(period.rates)}".strip(),
                *(rate_text(period.rates, meter) for meter in meters),
            )
            for period in periods
        ),
    )


def _history_data(report: PriceHistory) -> Table:
    fixed = ("model", "channel", "tier", "since", "since_basis", "begins", "until", "in_force")
    titles = (*fixed, "prompt_over", "hours", *(meter.value for meter in Meter), "sources", "note")
    return Table(
        columns=text_columns(*titles),
        rows=tuple(
            (
                period.model,
                period.rates.channel,
                period.rates.tier.value,
                period.rates.since,
                period.rates.since_basis,
                period.begins.isoformat(),
                "" if period.until is None else period.until.isoformat(),
                "yes" if period.in_force else "no",
                "" if period.rates.prompt_over is None else str(period.rates.prompt_over),
                " ".join(period.rates.hours),
                *(decimal_cell(period.rates.rate(meter)) for meter in Meter),
                " ".join(period.rates.sources),
                period.rates.note or "",
            )
            for period in report.periods
        ),
    )
