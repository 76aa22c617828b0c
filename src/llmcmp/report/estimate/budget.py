"""Whether a monthly budget holds: on what was spent, and on what is forecast, separately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from ...exact import quotient
from ...notices import Notice
from ...readable import usd
from ...records import record
from .months import Month

GATE_DAY = 14
"""Day of the month before which a forecast fails no gate: one burst swings it too far."""

GATE_KNOWN = GATE_DAY - 1
"""Complete days without which it fails none either: what usage since the 1st has on the 14th."""

NEAR = Decimal("0.8")
"""Share of the budget from which a reader should know."""


@record
class BudgetCheck:
    """The budget against one figure of one month, in USD."""

    month: str
    """``2026-11``."""
    kind: Literal["actual", "forecast"]
    """Which figure: what was spent, or what the whole month is expected to cost."""
    amount: Decimal
    share: Decimal | None
    """The amount as a share of the budget; None for a budget of zero."""
    held: bool
    """The amount is within the budget."""
    gates: bool
    """Breaking the budget here fails the run."""


@record
class Budget:
    """A monthly budget and how it was kept."""

    limit: Decimal
    """USD per calendar month."""
    held: bool
    """No check that gates was broken."""
    checks: tuple[BudgetCheck, ...]
    """One per month for what was spent, one for the forecast of the running month."""


def weigh(
    limit: Decimal,
    months: Sequence[tuple[Month, list[Notice]]],
    now: date,
    *,
    gate_forecast: bool,
) -> Budget:
    """Set the *months* against a budget of *limit* USD each."""
    checks = []
    for month, _ in months:
        checks.append(_check(month.month, "actual", month.due, limit, gates=True))
        if month.forecast is not None:
            forecast = month.forecast
            gates = gate_forecast and now.day >= GATE_DAY and forecast.known >= GATE_KNOWN
            checks.append(_check(month.month, "forecast", forecast.expected, limit, gates=gates))
    return Budget(
        limit=limit,
        held=all(check.held or not check.gates for check in checks),
        checks=tuple(checks),
    )


def budget_notices(budget: Budget) -> Iterator[Notice]:
    """Yield what comes close to the budget, or breaks it without failing the run."""
    for check in budget.checks:
        whole = f"{usd(check.amount)} of {usd(budget.limit)} in {check.month}"
        if not check.held and not check.gates:
            text = f"the forecast is over the budget: {whole}; a forecast does not fail this run"
            yield Notice(code="budget-forecast", text=text)
        elif check.held and check.share is not None and check.share >= NEAR:
            yield Notice(code="budget-near", text=f"the {check.kind} is near the budget: {whole}")


def _check(
    month: str, kind: Literal["actual", "forecast"], amount: Decimal, limit: Decimal, *, gates: bool
) -> BudgetCheck:
    return BudgetCheck(
        month=month,
        kind=kind,
        amount=amount,
        share=quotient(amount, limit) if limit else None,
        held=amount <= limit,
        gates=gates,
    )
