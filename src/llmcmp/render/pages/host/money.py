"""What hosting costs: a month, a million tokens, and what moves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ....hosting import Assumption, HostingPlan, MonthlyCost
from ....readable import about_usd, per_million, rough_percent, usd, usd_range
from ....report.host.verdict import month_text, replica_text
from ...page import Column, Table, Text, number_columns
from .figures import figure_table


def money_blocks(plan: HostingPlan) -> Iterator[Table | Text]:
    """Yield what a month and a million tokens cost, ways of paying, and what moves the cost."""
    price, unit = plan.price, plan.cost_per_million_tokens
    if price is None or unit is None:
        yield figure_table(
            "Cost",
            [("GPU-hour", "unpriced", f"no price of {plan.gpu} is known")],
        )
        return
    yield Table(
        title="Cost (USD)",
        columns=(
            Column(title="", whole=True),
            *number_columns("Low", "Typical", "High"),
            Column(title="Assumes"),
        ),
        rows=tuple(_money_rows(plan)),
    )
    yield _costs(plan.costs)
    if plan.assumptions:
        yield _moving(plan.assumptions)


def _money_rows(plan: HostingPlan) -> Iterator[tuple[str, ...]]:
    price, unit = plan.price, plan.cost_per_million_tokens
    if price is None or unit is None or plan.monthly_low is None or plan.monthly_high is None:
        return
    yield (
        "GPU-hour",
        *(per_million(end) for end in (price.low, price.typical, price.high)),
        price.basis,
    )
    yield (
        "Month",
        about_usd(plan.monthly_low),
        month_text(plan),
        about_usd(plan.monthly_high),
        _paid_for(plan),
    )
    if unit.workload is not None and plan.utilization is not None:
        yield (
            "1M tokens, your load",
            _guess(unit.workload_low),
            about_usd(unit.workload),
            _guess(unit.workload_high),
            f"{rough_percent(plan.utilization)} utilised",
        )
    share = rough_percent(plan.peak_sized_utilization)
    best = f"{share} utilised, the most a fixed fleet sized for peaks reaches"
    yield ("1M tokens, at best", "", about_usd(unit.peak_sized), "", best)
    yield (
        "1M tokens, floor",
        "",
        about_usd(unit.full_load),
        "",
        "100 % utilised: a floor, not a forecast",
    )


def _paid_for(plan: HostingPlan) -> str:
    """Say which hours make up the month."""
    match plan.fleet.billing:
        case "reserved":
            return f"{replica_text(plan)}, 730 hours"
        case "serverless":
            return "seconds with a request in service; cold starts not included"
        case _:
            return f"{replica_text(plan)} at the peak, fewer at other hours"


def _guess(amount: Decimal | None) -> str:
    return "-" if amount is None else about_usd(amount)


def _costs(costs: Iterable[MonthlyCost]) -> Table:
    return Table(
        title="Ways of paying for the same load",
        columns=(
            Column(title="", whole=True),
            *number_columns("USD a month", "Utilised"),
            Column(title="Assumes"),
        ),
        rows=tuple(
            (cost.billing, _paid(cost), rough_percent(cost.utilization), cost.note)
            for cost in costs
        ),
    )


def _paid(cost: MonthlyCost) -> str:
    """Write what cards times hours cost to the cent, the rest as a guess."""
    return usd(cost.monthly) if cost.billing == "reserved" else about_usd(cost.monthly)


def _moving(assumptions: Iterable[Assumption]) -> Table:
    return Table(
        title="What moves the cost per million tokens most",
        columns=(
            Column(title="Assumption"),
            *number_columns("Plan", "Best case", "Worst case"),
            *number_columns("USD per 1M tokens"),
        ),
        rows=tuple(
            (
                one.name,
                *(_spaced(text) for text in (one.value, one.low, one.high)),
                usd_range(one.cost_low, one.cost_high),
            )
            for one in assumptions
        ),
    )


def _spaced(text: str) -> str:
    """Write percentages as the rest of the page does."""
    return text.replace("%", " %")
