"""From load to replicas: peaks, headroom, autoscaling, serverless."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.hosting import HostingOptions
from llmcmp.hosting.fleet import steps
from llmcmp.usage import LoadProfile, Workload
from tests.hosting.fleets import fleet

L40S = HostingOptions(gpu="L40S", precision="fp8")


def test_peak_and_headroom_size_the_fleet() -> None:
    """One request a second, half of it used, a peak of twice the mean: 657,000 a month each."""
    one = fleet()

    assert one.capacity == Decimal(2_628_000) * Decimal("0.5") / 2 == 657_000
    assert [one.replicas(Decimal(n)) for n in (0, 1, 657_000, 657_001, 1_314_000)] == [
        1, 1, 1, 2, 2,
    ]  # fmt: skip
    assert one.monthly(Decimal(657_001)) == 2 * 730
    assert one.utilization(Decimal(657_000)) == Decimal("0.25") == one.best_utilization
    assert fleet(redundancy=2).monthly(Decimal(1)) == 2 * 730


def test_cost_per_million_is_the_floor_over_utilization() -> None:
    """$1 an hour for 3.6 M tokens is 0.2778 $; at a quarter of that load four times as much."""
    one = fleet()

    assert one.full_load_per_million == Decimal(1) / Decimal("3.6")
    at_load = one.per_million(Decimal(657_000))
    assert at_load is not None
    assert at_load == pytest.approx(one.full_load_per_million * 4, abs=Decimal("1e-20"))
    assert one.per_million(Decimal(0)) is None


def test_flat_and_spiky_days_need_different_fleets(llama: Any) -> None:
    """14,400 requests, ten each minute or all within an hour: the same total, not the same bill."""
    work = Workload(requests=30_000_000, input_tokens=1155, output_tokens=211)
    flat = LoadProfile(minutes=(10,) * 1440)
    spiky = LoadProfile(minutes=(0,) * 600 + (240,) * 60 + (0,) * 780)

    calm, rush = llama(workload=work, profile=flat), llama(workload=work, profile=spiky)

    assert sum(flat.minutes) == sum(spiky.minutes) == 14_400
    assert (calm.peak_to_mean, rush.peak_to_mean) == (1, 24)
    # 30 M a month are 11.4 a second; a replica makes 11.1 and may carry 70 % of it.
    assert calm.replicas == 2
    assert rush.replicas == 36
    assert rush.monthly_cost / calm.monthly_cost == 18


def test_autoscaling_follows_the_hours(llama: Any) -> None:
    """Of 24 hours one needs 36 replicas and 23 one: 59 replica-hours instead of 864."""
    work = Workload(requests=30_000_000, input_tokens=1155, output_tokens=211)
    spiky = LoadProfile(minutes=(0,) * 600 + (240,) * 60 + (0,) * 780)

    result = llama(replace(L40S, autoscaled=True), workload=work, profile=spiky)

    assert result.monthly_cost == pytest.approx(
        Decimal(36 + 23) / 24 * 730 * Decimal("1.525"), abs=Decimal("1e-15")
    )
    fixed = next(cost for cost in result.costs if cost.billing == "reserved")
    assert result.monthly_cost < fixed.monthly


def test_serverless_pays_only_for_time_in_use(llama: Any) -> None:
    """At ten requests a month serverless costs cents where a fleet costs thousands."""
    few = Workload(requests=10, input_tokens=1155, output_tokens=211)
    result = llama(HostingOptions(gpu="H100", term="serverless"), workload=few)
    always = llama(HostingOptions(gpu="H100"), workload=few)

    assert result.price.typical == Decimal("4.176")
    # Ten requests, each alone on the card for the seconds it takes.
    expected = 10 * result.fleet.alone_seconds * Decimal("4.176") / 3600
    assert result.monthly_cost == pytest.approx(expected, rel=Decimal("0.001"))
    assert result.monthly_cost < 1
    assert always.monthly_cost > 2000


def test_serverless_and_always_on_meet_in_the_middle(llama: Any) -> None:
    """Cold starts aside, serverless never costs more than an idle-free month at its own price."""
    busy = Workload(requests=5_000_000, input_tokens=1155, output_tokens=211)
    result = llama(HostingOptions(gpu="H100", term="serverless"), workload=busy)

    assert result.monthly_cost <= result.fleet.replica_month


@given(amount=st.integers(0, 10**9), size=st.decimals(min_value="0.001", max_value=1000, places=5))
def test_steps_cover_exactly(amount: int, size: Decimal) -> None:
    """The count covers the amount, and one less does not."""
    count = steps(Decimal(amount), size)

    assert count * size >= amount
    assert count == 0 or (count - 1) * size < amount


def test_two_redundant_replicas_cost_twice(llama: Any) -> None:
    """Redundancy is a floor on the fleet."""
    assert llama(replace(L40S, redundancy=2)).monthly_cost == 2 * llama().monthly_cost
