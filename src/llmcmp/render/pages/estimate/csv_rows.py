"""An estimate as the one long table that CSV holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ....billing.ledger import DayCosts, Group
from ....readable import decimal_text
from ....report.estimate.estimate import Estimate
from ....report.estimate.months import Month
from ....schema import PER_CALL, Meter
from ...page import Table, text_columns
from ..csv_records import decimal_cell
from .months import change_words, completeness

_METERS = tuple(meter.value for meter in Meter)


def csv_rows(report: Estimate) -> Table:
    """Return everything as one long table: CSV has one, and counts of lost rows belong in it."""
    keys = [f"by_{name}" for name in report.by]
    fixed = ("section", "name", *keys, "cost", "low", "high", "saving", "requests", "rows")
    titles = (*fixed, "tokens", *_METERS, "detail")
    return Table(
        columns=text_columns(*titles),
        rows=tuple(tuple(line.get(title, "") for title in titles) for line in _lines(report)),
    )


def _lines(report: Estimate) -> Iterator[Mapping[str, str]]:
    total = report.total
    yield {
        "section": "total",
        "cost": decimal_text(total.cost),
        "low": decimal_text(total.low),
        "high": decimal_text(total.high),
        "requests": _number(total.requests),
        "rows": str(report.rows.priced),
        **_meter_cells(total.tokens),
    }
    for name in ("read", "priced", "unpriced", "rejected", "empty"):
        yield {"section": "rows", "name": name, "rows": str(getattr(report.rows, name))}
    for month in report.months:
        yield from _month_lines(month)
    yield from _spent_lines("day", ((str(day.day), {}, day) for day in report.days))
    yield from _spent_lines(
        "group",
        (("", {f"by_{n}": v for n, v in group.key.items()}, group) for group in report.groups),
    )
    for other in report.alternatives:
        yield {
            "section": "alternative",
            "name": other.selector,
            "cost": decimal_cell(other.cost),
            "low": decimal_cell(other.low),
            "high": decimal_cell(other.high),
            "saving": decimal_cell(other.saving),
            "detail": "; ".join(("feasible" if other.feasible else "not feasible", *other.reasons)),
        }
    yield from _remark_lines(report)


def _spent_lines(
    section: str, spent: Iterable[tuple[str, Mapping[str, str], DayCosts | Group]]
) -> Iterator[Mapping[str, str]]:
    for name, keys, line in spent:
        yield {
            "section": section,
            "name": name,
            **keys,
            "cost": decimal_text(line.cost),
            "requests": _number(line.requests),
            **_meter_cells(line.tokens),
        }


def _remark_lines(report: Estimate) -> Iterator[Mapping[str, str]]:
    """Yield budget, unpriced models and refused rows."""
    for check in report.budget.checks if report.budget is not None else ():
        yield {
            "section": "budget",
            "name": f"{check.month} {check.kind}",
            "cost": decimal_text(check.amount),
            "detail": "held" if check.held else "broken",
        }
    for lost in report.unpriced:
        yield {
            "section": "unpriced",
            "name": lost.model,
            "rows": str(lost.rows),
            "tokens": str(lost.tokens),
            "detail": lost.reason,
        }
    for bad in report.rejected:
        yield {
            "section": "rejected",
            "name": bad.file if bad.line is None else f"{bad.file}:{bad.line}",
            "detail": bad.reason,
        }


def _meter_cells(tokens: Mapping[str, int]) -> dict[str, str]:
    whole = sum(number for meter, number in tokens.items() if meter not in PER_CALL)
    return {"tokens": str(whole), **{meter: str(tokens.get(meter, 0)) for meter in _METERS}}


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _month_lines(month: Month) -> Iterator[Mapping[str, str]]:
    """Yield a month as lines of the one long table of CSV."""
    yield {
        "section": "month",
        "name": month.month,
        "cost": decimal_text(month.cost),
        "detail": f"complete: {completeness(month)}",
    }
    if month.previous is not None:
        yield {
            "section": "change",
            "name": month.month,
            "cost": decimal_text(month.previous.change),
            "detail": f"against {month.previous.against}{change_words(month.previous)}",
        }
    if month.run_rate is not None:
        yield {"section": "run-rate", "name": month.month, "cost": decimal_text(month.run_rate)}
    if month.forecast is not None:
        yield {
            "section": "forecast",
            "name": month.month,
            "cost": decimal_text(month.forecast.expected),
            "low": decimal_text(month.forecast.low),
            "high": decimal_text(month.forecast.high),
            "detail": month.forecast.method,
        }
