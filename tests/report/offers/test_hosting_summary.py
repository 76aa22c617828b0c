"""What a report on several models shows of one hosting plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from llmcmp.records import replace
from llmcmp.report.offers.hosting_summary import gpu_hours, hosting_summary


def test_gpu_hours_of_a_month(llama: Any) -> None:
    """Three replicas of two cards for 730 hours at $2: 4,380 hours, $8,760."""
    plan = llama()
    price = replace(plan.price, typical=Decimal(2))
    line = gpu_hours(replace(plan, replicas=3, gpus=2, gpu="L40S", price=price))

    assert line is not None
    assert (line.quantity, line.rate) == (4380, Decimal(2))
    assert line.amount == 8760
    assert line.label == "3 x 2 L40S, GPU hours"


def test_a_card_without_a_price_has_no_line(llama: Any) -> None:
    """And no price in its summary."""
    plan = replace(llama(), price=None)

    assert gpu_hours(plan) is None
    assert hosting_summary(plan).price_per_gpu_hour is None
    assert hosting_summary(plan).price_basis is None


def test_a_summary_is_of_the_plan(llama: Any) -> None:
    """Card, fleet and money as the plan has them."""
    plan = llama()
    summary = hosting_summary(plan)

    assert (summary.gpu, summary.gpus, summary.replicas) == (plan.gpu, plan.gpus, plan.replicas)
    assert summary.monthly_low == plan.monthly_low
    assert summary.price_per_gpu_hour == plan.price.typical
