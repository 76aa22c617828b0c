"""A hosting plan as the rows of CSV."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ....readable import decimal_text
from ....report.host.hosting import Hosting
from ...page import Table, text_columns

CSV_PLAN = """
model gpu gpus replicas precision engine weights_bytes kv_cache_bytes_per_token kv_room_tokens
requests_per_second hourly_cost monthly_cost monthly_low monthly_high utilization
requests_per_month capacity_per_month input_tokens output_tokens
"""


def csv_rows(report: Hosting) -> Table:
    """Hold one row per API compared with, and one row where there is none."""
    plan_names = CSV_PLAN.split()
    titles = [
        "selector",
        *plan_names,
        *("output_per_second", "output_low", "output_high", "price_per_gpu_hour"),
        *("per_million_workload", "per_million_full_load", "feasible", "reasons"),
        *("api", "api_per_request", "api_monthly", "api_feasible"),
        *("break_even_requests", "break_even_low", "break_even_high"),
        *("break_even_tokens", "break_even_reason"),
    ]
    plan = report.hosting
    unit = plan.cost_per_million_tokens
    fixed = (
        report.selector,
        *(_cell(getattr(plan, name)) for name in plan_names),
        *(_cell(getattr(plan.throughput, name)) for name in ("output", "low", "high")),
        _cell(plan.price.typical if plan.price else None),
        _cell(unit.workload if unit else None),
        _cell(unit.full_load if unit else None),
        "no" if plan.reasons else "yes",
        "; ".join(plan.reasons),
    )
    blank = ("",) * (len(titles) - len(fixed))
    return Table(
        columns=text_columns(*titles),
        rows=tuple((*fixed, *cells) for cells in _api_cells(report)) or ((*fixed, *blank),),
    )


def _api_cells(report: Hosting) -> Iterator[tuple[str, ...]]:
    for api, point in zip(report.apis, report.break_even, strict=True):
        yield (
            api.selector,
            _cell(api.per_request),
            _cell(api.monthly),
            "yes" if api.feasible else "no",
            _cell(point.requests_per_month),
            _cell(point.low),
            _cell(point.high),
            _cell(point.tokens_per_month),
            point.reason,
        )


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return "" if value is None else str(value)
