"""Bills of two small models, and what they are compared with."""

from datetime import date
from decimal import Decimal
from typing import Any

from llmcmp.registry import Registry
from llmcmp.report.reconcile.reconciliation import Reconciliation, reconcile
from llmcmp.schema import Caching, Tier
from llmcmp.usage import ReportedCost, UsageRow
from tests.factories import model, rates, registry
from tests.report.acme import data

NOW = date(2026, 6, 20)
ODD = registry(model("small", rates("2025-01-01", "1", "4")))
PRICES = registry(
    model(
        "small",
        rates("2025-01-01", "1", "4", cache_write="1.25", cache_write_1h="2"),
        rates("2025-01-01", "0.5", "2", tier=Tier.BATCH),
        caching=Caching(write_fee="priced"),
    ),
    model("large", rates("2025-01-01", "10", "40")),
)


def charge(day: str | None, amount: str, model_: str | None = "small", **more: Any) -> ReportedCost:
    """Return one charge of a bill."""
    return ReportedCost(
        **{
            "file": "bill.csv",
            "tier": "standard",
            **more,
            "day": None if day is None else date.fromisoformat(day),
            "model": model_,
            "amount": Decimal(amount),
        }
    )


def against(
    usage: list[UsageRow], charges: list[ReportedCost], prices: Registry = PRICES, **options: Any
) -> Reconciliation:
    """Set usage against charges."""
    return reconcile(data(*usage), data(reported=tuple(charges)), prices, **{"now": NOW, **options})
