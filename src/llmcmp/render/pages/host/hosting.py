"""A hosting plan, laid out: memory, speed, money, and the APIs it competes with."""

from __future__ import annotations

from collections.abc import Iterator

from ....hosting import HostingPlan
from ....readable import (
    about_usd,
    compact,
    decimal_text,
    usd,
    volume,
)
from ....report.host.hosting import Hosting
from ....report.host.verdict import fleet_text, replica_text
from ....report.offers.break_even import BreakEvenPoint
from ....schema import UNKNOWN, Source
from ...charts.cost_curves import chart_lines
from ...page import Column, Page, Table, Text, number_columns
from ..facts import registry_text
from ..workload import workload_text
from .csv_rows import csv_rows
from .money import money_blocks
from .replica import memory_table, speed_table


def hosting_page(report: Hosting, *, explain: bool = False) -> Page:
    """Lay out a plan; *explain* adds every price row and source."""
    plan = report.hosting
    warnings = tuple(notice.text for notice in report.warnings if notice.code != UNKNOWN)
    blocks: list[Table | Text] = [
        Text(kind="title", lines=(_title(report),)),
        Text(lines=(f"{plan.chosen}.",)),
        memory_table(plan),
        speed_table(plan),
        *money_blocks(plan),
        *_break_evens(report),
        *_chart(report),
        *_alternatives(plan),
        Text(kind="verdict", lines=(report.verdict,)),
    ]
    if warnings:
        blocks.append(Text(kind="warnings", lines=warnings))
    blocks += _explained(report) if explain else [Text(lines=(_cited(report),))]
    return Page(blocks=tuple(blocks), data=csv_rows(report))


def _title(report: Hosting) -> str:
    plan = report.hosting
    names = f"{report.name} ({plan.precision}, {plan.engine}) on {replica_text(plan)}"
    names += f"; prices of {report.at} (UTC), {registry_text(report.registry)}"
    if report.workload is not None and report.workload.requests:
        return f"{names}; {workload_text(report.workload)}"
    size = f"{plan.input_tokens:,} in, {plan.output_tokens:,} out"
    if plan.requests_per_month is None:
        return f"{names}; requests of {size}"
    return f"{names}; {volume(plan.requests_per_month)} requests a month x ({size})"


def _break_evens(report: Hosting) -> Iterator[Table]:
    if not report.apis:
        return
    unpriced = report.hosting.price is None
    yield Table(
        title="Against APIs (requests a month from which hosting is cheaper)",
        columns=(
            Column(title="API", whole=True),
            *number_columns("$/request", "Your month", "Break-even", "Range"),
        ),
        rows=tuple(
            (
                api.selector,
                f"${decimal_text(api.per_request)}",
                "-" if api.monthly is None else usd(api.monthly),
                *(("unknown", "unknown") if unpriced else (_volume(point), _ends(point))),
            )
            for api, point in zip(report.apis, report.break_even, strict=True)
        ),
    )


def _volume(point: BreakEvenPoint) -> str:
    requests = point.requests_per_month
    return "never" if requests is None else f"≈{compact(requests)}"


def _ends(point: BreakEvenPoint) -> str:
    """Write the range of a break-even, which may begin or end with never."""
    low, high = point.low, point.high
    if low is not None and high is not None:
        return f"≈{compact(low)} to {compact(high)}"
    start = point.requests_per_month if low is None else low
    return "never" if start is None else f"≈{compact(start)} to never"


def _chart(report: Hosting) -> Iterator[Text]:
    if report.curves is not None:
        yield Text(kind="chart", lines=chart_lines(report.curves))


def _alternatives(plan: HostingPlan) -> Iterator[Table]:
    if plan.alternatives:
        yield Table(
            title="Other GPUs that are sufficient",
            columns=(
                Column(title="Fleet", whole=True),
                Column(title="Precision", whole=True),
                *number_columns("USD a month"),
                Column(title="Speed model"),
            ),
            rows=tuple(
                (
                    fleet_text(other.replicas, other.gpus, other.gpu),
                    other.precision,
                    about_usd(other.monthly_cost),
                    "in its range" if other.backed else "outside its range: a wider band",
                )
                for other in plan.alternatives
            ),
        )


def _cited(report: Hosting) -> str:
    ids = ", ".join(report.hosting.sources)
    return (
        f"Sources of the GPU and its prices: {ids}; of the speed model: parameters of "
        f"{report.parameters_version}. --explain shows every price row and source."
    )


def _explained(report: Hosting) -> Iterator[Table]:
    price = report.hosting.price
    if price is not None and price.rows:
        yield Table(
            title=f"Prices of {report.hosting.gpu}, {price.term}",
            columns=(
                Column(title="Vendor"),
                Column(title="Machine"),
                *number_columns("$/GPU-hour"),
                Column(title="Read", whole=True),
                Column(title="Sources"),
            ),
            rows=tuple(
                (
                    row.vendor,
                    row.instance or "-",
                    decimal_text(row.usd_per_gpu_hour),
                    f"{row.read}{' (weak)' if row.weak else ''}",
                    ", ".join(row.sources),
                )
                for row in price.rows
            ),
        )
    yield Table(
        title="Sources",
        columns=(Column(title="Id", whole=True), Column(title="Source", links=True)),
        rows=tuple((key, _source(source)) for key, source in report.source_table.items()),
    )


def _source(source: Source) -> str:
    return f"{source.title} ({source.date}) {source.url or ''}".strip()
