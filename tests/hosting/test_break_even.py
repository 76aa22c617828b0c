"""The volume from which hosting is cheaper than an API, on both sides of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmcmp.hosting import HostingOptions, break_even, cost_curve, plan
from llmcmp.hosting.break_even import equal_volume
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Workload
from tests.hosting.fleets import fleet

AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)
MINI = (1155 * Decimal("0.15") + 211 * Decimal("0.60")) / 1_000_000
L40S = HostingOptions(gpu="L40S", precision="fp8")


def test_break_even_of_a_small_model(llama: Any) -> None:
    """Llama 3.1 8B on an L40S at 1.09 $: 795.70 $ a month over 0.00029985 $ a request."""
    own = replace(L40S, price_per_gpu_hour=Decimal("1.09"), peak_to_mean=Decimal("1.92"))
    result = break_even(llama(own), MINI)

    assert Decimal("0.00029985") == MINI
    assert result.requests_per_month == Decimal("1.09") * 730 / MINI
    assert round(result.requests_per_month or 0) == 2_653_660
    assert result.tokens_per_month == pytest.approx(
        (result.requests_per_month or 0) * 1366, abs=Decimal("1e-10")
    )
    assert result.replicas == 1
    assert result.utilization is not None


def test_no_break_even_says_why(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> None:
    """A full OPT-175B replica serves what the API charges a few hundred dollars for."""
    built = plan(
        spec("opt-175b"), gpus, parameters, at=AT, workload=CHAT,
        options=HostingOptions(gpu="8xA100", vendor="Lambda", peak_to_mean=Decimal("1.92")),
    )  # fmt: skip
    result = break_even(built, MINI)

    assert result.requests_per_month is None
    assert result.reason.startswith("no break-even at any volume: one replica takes at most 1,449,")
    assert "the API serves for $435" in result.reason
    assert "$16,294" in result.reason


def test_no_break_even_for_requests_that_do_not_fit(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """3,000 tokens exceed OPT's 2,048: at no volume does hosting serve them."""
    long = Workload(requests=1, input_tokens=2500, output_tokens=500)
    result = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=long)

    assert result.reasons == ("a request of 3,000 tokens exceeds the context of opt-175b, 2,048",)
    assert "cannot serve the workload" in break_even(result, Decimal(1)).reason


amounts = st.decimals(min_value="0.001", max_value="1000", places=4)


@given(
    rate=amounts,
    price=amounts,
    fixed=st.decimals(min_value=0, max_value=100_000, places=2),
    api=st.decimals(min_value="0.000001", max_value="1", places=8),
    par=st.decimals(min_value=1, max_value=30, places=2),
    redundancy=st.integers(1, 4),
    billing=st.sampled_from(["reserved", "autoscaled", "serverless"]),
    hours=st.lists(st.tuples(st.integers(0, 30).map(Decimal), st.integers(1, 9)), max_size=4),
)
def test_at_the_break_even_both_cost_the_same(
    rate: Decimal,
    price: Decimal,
    fixed: Decimal,
    api: Decimal,
    par: Decimal,
    redundancy: int,
    billing: Any,
    hours: list[tuple[Decimal, int]],
) -> None:
    """Wherever a volume is named, the fleet that serves it costs what the API charges."""
    one = fleet(
        rate=rate,
        price=price,
        fixed_monthly=fixed,
        peak_to_mean=par,
        redundancy=redundancy,
        billing=billing,
        hourly_peaks=tuple(hours),
        alone_seconds=Decimal(1) / rate,
    )
    volume = equal_volume(one, api)
    assume(volume is not None)
    assert volume is not None

    assert one.monthly(volume) == pytest.approx(volume * api, rel=Decimal("1e-18"))
    assert volume <= one.replicas(volume) * one.capacity * (1 + Decimal("1e-20"))


@given(
    rate=amounts, price=amounts, fixed=st.decimals(min_value=0, max_value=1000, places=2),
    api=st.decimals(min_value="0.000001", max_value="1", places=8),
    volumes=st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
)  # fmt: skip
def test_before_the_break_even_the_api_is_cheaper(
    rate: Decimal, price: Decimal, fixed: Decimal, api: Decimal, volumes: list[int]
) -> None:
    """Below the volume, and at every volume where there is none, hosting costs more."""
    one = fleet(rate=rate, price=price, fixed_monthly=fixed)
    meeting = equal_volume(one, api)
    for volume in map(Decimal, volumes):
        if meeting is None or volume < meeting:
            assert one.monthly(volume) > volume * api


def test_a_further_replica_can_bring_the_break_even() -> None:
    """Fixed costs of 1,000 $ are spread over a fleet: the fourth replica breaks even.

    A replica takes 657,000 requests for 730 $; the API charges 0.0015 $ each, 985.50 $ in all.
    Each replica gains 255.50 $ on 1,000 $: 3 are not enough, 4 cost 3,920 $ = 2.613 M requests.
    """
    one = fleet(fixed_monthly=Decimal(1000))
    volume = equal_volume(one, Decimal("0.0015"))

    assert volume == (4 * 730 + 1000) / Decimal("0.0015")
    assert one.replicas(volume) == 4


def test_break_even_is_a_range(llama: Any) -> None:
    """The cheapest price and fastest replica meet the API earlier, the dearest later or never."""
    result = break_even(llama(), MINI)

    assert result.low is not None
    assert result.high is not None
    assert result.requests_per_month is not None
    assert result.low < result.requests_per_month < result.high


def test_the_curve_shows_steps_and_the_meeting(llama: Any) -> None:
    """Costs rise with volume; a replica is a step; the break-even is one of the points."""
    result = llama()
    meeting = break_even(result, MINI).requests_per_month
    curve = cost_curve(result, MINI, until=Decimal(40_000_000))

    assert [p.requests for p in curve] == sorted({p.requests for p in curve})
    assert [p.hosting for p in curve] == sorted(p.hosting for p in curve)
    assert meeting in [p.requests for p in curve]
    assert {1, 2, 3, 4} <= {p.replicas for p in curve}
    assert curve[0].requests == curve[0].api == 0
    assert curve[-1].requests == 40_000_000


def test_serverless_can_be_cheaper_from_the_first_request() -> None:
    """At a cent a request and a second of a dollar's hour there is nothing to break even."""
    one = fleet(billing="serverless", alone_seconds=Decimal(1))

    assert equal_volume(one, Decimal("0.01")) == 0
