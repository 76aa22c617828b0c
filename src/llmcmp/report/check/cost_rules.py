"""Rules of the gate about money: budgets, increases and what is cheaper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...exact import exact
from ...readable import percent, percentage, usd
from ...schema.config import TOTAL
from .case import Case, PolicyResult, Rule


def budget(case: Case) -> Iterator[PolicyResult]:
    """Hold where a workload, or all of them, cost no more than their budget."""
    most, name = case.budget, case.workload or TOTAL
    if most is None:
        return
    keys = ("budgets", name)
    whose = "all workloads together" if case.workload is None else name
    if case.monthly is None:
        yield case.result(None, f"{whose}: the cost is not known", limit=most, at=keys)
        return
    cost = f"{whose}: {usd(case.monthly)} a month"
    if case.monthly > most:
        with exact():
            over = case.monthly - most
        message = f"{cost} is {usd(over)} over the budget of {usd(most)}"
        yield case.result(False, message, actual=case.monthly, limit=most, at=keys)
    else:
        message = f"{cost} is within the budget of {usd(most)}"
        yield case.result(True, message, actual=case.monthly, limit=most, at=keys)


def cost_increase(case: Case) -> Iterator[PolicyResult]:
    """Hold where a workload, or all of them, cost not much more than in the baseline."""
    whose = case.workload or "all workloads together"
    keys = ("workloads", case.workload or "")
    before = _before(case)
    if before is None or case.monthly is None:
        why = "no baseline was given" if case.baseline is None else "it is not in the baseline"
        if case.monthly is None:
            why = "the cost is not known"
        yield case.result(None, f"{whose}: the increase is not known, {why}", at=keys)
        return
    with exact():
        more = case.monthly - before
        grown = more / before if before else None
    most_usd, most_percent = case.limit("usd"), case.limit("percent")
    # From nothing, every increase is more than any percentage.
    exceeded = [
        most_usd is None or more > most_usd,
        most_percent is None or (more > 0 if grown is None else grown * 100 > most_percent),
    ]
    share = "" if grown is None else f" ({percent(abs(grown))})"
    limits = " and ".join(
        [
            *([f"{most_percent} %"] if most_percent is not None else []),
            *([usd(Decimal(most_usd))] if most_usd is not None else []),
        ]
    )
    direction = "more" if more >= 0 else "less"
    message = (
        f"{whose}: {usd(case.monthly)} a month is {usd(abs(more))}{share} {direction} than the "
        f"baseline; the limit is {limits}"
    )
    holds = not (more > 0 and all(exceeded))
    yield case.result(holds, message, actual=more, limit=limits, at=keys)


def _before(case: Case) -> Decimal | None:
    if case.baseline is None:
        return None
    if case.workload is not None:
        earlier = case.baseline.workloads.get(case.workload)
        return None if earlier is None else earlier.monthly
    with exact():
        return sum((old.monthly for old in case.baseline.workloads.values()), Decimal(0))


def cheaper_model(case: Case) -> Iterator[PolicyResult]:
    """Hold where nothing that can do the work is much cheaper."""
    most = Decimal(case.limit("percent") or 0)
    if case.monthly is None or case.model is None or case.model.cost is None:
        yield case.result(None, f"{case.workload}: the cost is not known", limit=most)
        return
    # Where the bands overlap, nobody knows which is cheaper.
    floor = case.model.cost.low
    certain = [item for item in case.alternatives if item.high < floor and item.saving > 0]
    best = certain[0] if certain else None
    if best is None:
        message = f"{case.workload}: nothing that can do the work is cheaper"
        yield case.result(True, message, actual=Decimal(0), limit=most)
        return
    saved = best.saving_percent or Decimal(0)
    less = f"{usd(best.saving)} ({percentage(saved)} %) less"
    message = (
        f"{case.workload}: {best.selector} can do the work for {usd(best.monthly)} a month, "
        f"{less} than {case.model.selector}; "
        f"the limit is {most} %"
    )
    with exact():
        holds = best.saving * 100 <= most * case.monthly
    yield case.result(holds, message, actual=saved, limit=most)


def unpriced(case: Case) -> Iterator[PolicyResult]:
    """Hold where the model in use is known and has a price."""
    if case.problem is not None:
        yield case.result(False, f"{case.workload}: {case.problem}", actual="unpriced")
    elif case.model is not None:
        yield case.result(True, f"{case.workload}: {case.model.selector} has a price")


RULES: dict[str, Rule] = {
    "budget": budget,
    "budget_total": budget,
    "cost_increase": cost_increase,
    "cheaper_model": cheaper_model,
    "unpriced": unpriced,
}
"""The rules about money by policy."""
