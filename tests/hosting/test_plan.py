"""Money: prices, fleets, load over time, break-even."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmcmp.errors import InputError, LlmcmpError, UnknownNameError, UnpricedError
from llmcmp.hosting import HostingOptions, HostingPlan, Owned, break_even, cost_curve, plan
from llmcmp.hosting.break_even import equal_volume
from llmcmp.hosting.fleet import Sizing, steps
from llmcmp.schema.gpu import GpusFile
from llmcmp.schema.hosting import HostingParameters
from llmcmp.usage import Image, LoadProfile, Workload

AT = date(2026, 11, 22)
CHAT = Workload(requests=1_000_000, input_tokens=1155, output_tokens=211)
MINI = (1155 * Decimal("0.15") + 211 * Decimal("0.60")) / 1_000_000
L40S = HostingOptions(gpu="L40S", precision="fp8")


@pytest.fixture
def llama(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> Any:
    """Plan Llama 3.1 8B with these options."""

    def made(
        options: HostingOptions = L40S,
        workload: Workload | None = CHAT,
        profile: LoadProfile | None = None,
        at: date = AT,
    ) -> HostingPlan:
        return plan(
            spec("llama-3.1-8b"), gpus, parameters,
            at=at, workload=workload, profile=profile, options=options,
        )  # fmt: skip

    return made


def sizing(**changed: Any) -> Sizing:
    """One request a second of 1,000 tokens on one card at $1."""
    base = Sizing(
        rate=Decimal(1), tokens=Decimal(1000), gpus=1, price=Decimal(1),
        peak_to_mean=Decimal(2), headroom=Decimal("0.5"), redundancy=1,
        fixed_monthly=Decimal(0),
    )  # fmt: skip
    return replace(base, **changed)


def test_h100_prices(llama: Any) -> None:
    """Eleven rows from 2.69 (Runpod community) to 12.29 (Azure), median 3.99: a factor of 4.6."""
    price = llama(HostingOptions(gpu="H100")).price

    assert (price.low, price.typical, price.high) == (
        Decimal("2.69"), Decimal("3.99"), Decimal("12.29"),
    )  # fmt: skip
    assert [row.vendor for row in (price.rows[0], price.rows[-1])] == ["Runpod", "Azure"]
    assert "2026-11-09" in price.basis


def test_the_median_of_an_even_number_of_rows(llama: Any) -> None:
    """Six L40S rows: 0.79, 1.09, 1.50, 1.55, 2.25 and 2.6232 have the median 1.525."""
    assert llama().price.typical == (Decimal("1.50") + Decimal("1.55")) / 2


def test_vendor_and_term(llama: Any) -> None:
    """A named vendor and term choose their row; what nobody sells is said, not zero."""
    spot = llama(HostingOptions(gpu="H100", vendor="coreweave", term="spot"))
    assert spot.price.typical == Decimal("2.464")

    with pytest.raises(UnpricedError, match="no reserved price of L40S"):
        llama(HostingOptions(gpu="L40S", term="reserved"))
    with pytest.raises(UnpricedError, match="no price of B200 from AWS"):
        llama(HostingOptions(gpu="B200", vendor="AWS"))
    with pytest.raises(UnknownNameError, match="unknown GPU vendor: Lambada"):
        llama(HostingOptions(gpu="B200", vendor="Lambada"))


def test_prices_of_the_day(llama: Any) -> None:
    """A price read in autumn is not known in January, and is called old a year later."""
    with pytest.raises(UnpricedError, match="on 2026-01-15"):
        llama(HostingOptions(gpu="H100", vendor="Azure"), at=date(2026, 1, 15))

    later = llama(HostingOptions(gpu="H100", vendor="Azure"), at=date(2027, 11, 9))
    assert any(r.code == "price-age" and "365 days" in r.text for r in later.warnings)


def test_a_card_nobody_sells_has_no_money(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """The A6000 has no price row: its speed is shown, its cost is unknown and not zero."""
    made = plan(
        spec("llama-3.1-8b"), gpus, parameters, at=AT, workload=CHAT,
        options=HostingOptions(gpu="A6000"),
    )  # fmt: skip

    assert made.throughput.output > 0
    assert made.monthly_cost is None
    assert made.hourly_cost is None
    assert made.cost_per_million_tokens is None
    assert any(remark.code == "unpriced" for remark in made.warnings)
    assert "no price of A6000" in break_even(made, MINI).reason


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_impossible_own_prices(price: str) -> None:
    """Zero, negative and no-number prices are refused by the flag's name."""
    with pytest.raises(InputError, match="--price-per-gpu-hour"):
        HostingOptions(price_per_gpu_hour=Decimal(price))


def test_absurd_own_prices_are_marked(llama: Any) -> None:
    """A cent an hour is a price floor read as a price; two dollars are a contract."""
    cent = llama(HostingOptions(gpu="B200", price_per_gpu_hour=Decimal("0.01")))
    contract = llama(HostingOptions(gpu="H100", price_per_gpu_hour=Decimal("2.10")))

    assert any(remark.code == "price-absurd" for remark in cent.warnings)
    assert not any(remark.code == "price-absurd" for remark in contract.warnings)


def test_an_owned_server(llama: Any) -> None:
    """310 k$ over 4 years, 5 % upkeep, 10.2 kW at 70 %, PUE 1.54, $0.146: 1.53 $ per GPU-hour."""
    capital = Decimal(310_000) / 4 / 8760 / 8
    upkeep = Decimal(310_000) * Decimal("0.05") / 8760 / 8
    power = Decimal("10.2") * Decimal("0.7") * Decimal("1.54") * Decimal("0.146") / 8
    made = llama(HostingOptions(gpu="H100", owned=Owned()))

    assert [round(part, 2) for part in (capital, upkeep, power)] == [
        Decimal("1.11"), Decimal("0.22"), Decimal("0.20"),
    ]  # fmt: skip
    assert made.price.typical == pytest.approx(capital + upkeep + power, abs=Decimal("1e-20"))
    assert round(made.price.typical, 2) == Decimal("1.53")
    assert made.price.low < made.price.typical < made.price.high

    with pytest.raises(UnpricedError, match="no purchase price of a server with L40S"):
        llama(HostingOptions(gpu="L40S", owned=Owned()))
    own = llama(HostingOptions(gpu="L40S", owned=Owned(server_usd=Decimal(60_000))))
    assert Decimal("0.2") < own.price.typical < Decimal("0.6")


def test_peak_and_headroom_size_the_fleet() -> None:
    """One request a second, half of it used, a peak of twice the mean: 657,000 a month each."""
    one = sizing()

    assert one.capacity == Decimal(2_628_000) * Decimal("0.5") / 2 == 657_000
    assert [one.replicas(Decimal(n)) for n in (0, 1, 657_000, 657_001, 1_314_000)] == [
        1, 1, 1, 2, 2,
    ]  # fmt: skip
    assert one.monthly(Decimal(657_001)) == 2 * 730
    assert one.utilization(Decimal(657_000)) == Decimal("0.25") == one.best_utilization
    assert sizing(redundancy=2).monthly(Decimal(1)) == 2 * 730


def test_cost_per_million_is_the_floor_over_utilization() -> None:
    """$1 an hour for 3.6 M tokens is 0.2778 $; at a quarter of that load four times as much."""
    one = sizing()

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

    made = llama(replace(L40S, autoscaled=True), workload=work, profile=spiky)

    assert made.monthly_cost == pytest.approx(
        Decimal(36 + 23) / 24 * 730 * Decimal("1.525"), abs=Decimal("1e-15")
    )
    fixed = next(cost for cost in made.costs if cost.billing == "reserved")
    assert made.monthly_cost < fixed.monthly


def test_a_file_without_timestamps_has_no_peak(llama: Any) -> None:
    """Tokens per month hide the peak: without times it is asked for, not assumed."""
    with pytest.raises(InputError, match="no timestamps") as caught:
        llama(profile=LoadProfile(minutes=()))
    assert "--peak-to-mean" in (caught.value.hint or "")


def test_a_profile_alone_gives_the_volume(llama: Any) -> None:
    """Ten requests a minute are 438,000 in a month of 730 hours."""
    made = llama(workload=None, profile=LoadProfile(minutes=(10,) * 120))

    assert made.requests_per_month == 10 * 60 * 730


@pytest.mark.parametrize(
    ("span", "basis"),
    [
        (1, "busiest of the usage file's 120 minutes"),
        (10, "busiest of the usage file's 12 spans of 10 minutes, each taken as even"),
        (60, "busiest of the usage file's 2 hours, each taken as even"),
    ],
)
def test_the_basis_of_a_peak_says_what_the_file_counts(llama: Any, span: int, basis: str) -> None:
    """A peak of hours is not sold as one of minutes."""
    made = llama(workload=None, profile=LoadProfile(minutes=(10,) * 120, span=span))

    assert made.peak_basis == basis


def test_serverless_pays_only_for_time_in_use(llama: Any) -> None:
    """At ten requests a month serverless costs cents where a fleet costs thousands."""
    few = Workload(requests=10, input_tokens=1155, output_tokens=211)
    made = llama(HostingOptions(gpu="H100", term="serverless"), workload=few)
    always = llama(HostingOptions(gpu="H100"), workload=few)

    assert made.price.typical == Decimal("4.176")
    # Ten requests, each alone on the card for the seconds it takes.
    expected = 10 * made.sizing.alone_seconds * Decimal("4.176") / 3600
    assert made.monthly_cost == pytest.approx(expected, rel=Decimal("0.001"))
    assert made.monthly_cost < 1
    assert always.monthly_cost > 2000


def test_serverless_and_always_on_meet_in_the_middle(llama: Any) -> None:
    """Cold starts aside, serverless never costs more than an idle-free month at its own price."""
    busy = Workload(requests=5_000_000, input_tokens=1155, output_tokens=211)
    made = llama(HostingOptions(gpu="H100", term="serverless"), workload=busy)

    assert made.monthly_cost <= made.sizing.replica_month


def test_break_even_of_a_small_model(llama: Any) -> None:
    """Llama 3.1 8B on an L40S at 1.09 $: 795.70 $ a month over 0.00029985 $ a request."""
    own = replace(L40S, price_per_gpu_hour=Decimal("1.09"), peak_to_mean=Decimal("1.92"))
    found = break_even(llama(own), MINI)

    assert Decimal("0.00029985") == MINI
    assert found.requests_per_month == Decimal("1.09") * 730 / MINI
    assert round(found.requests_per_month or 0) == 2_653_660
    assert found.tokens_per_month == pytest.approx(
        (found.requests_per_month or 0) * 1366, abs=Decimal("1e-10")
    )
    assert found.replicas == 1
    assert found.utilization is not None


def test_no_break_even_says_why(spec: Any, gpus: GpusFile, parameters: HostingParameters) -> None:
    """A full OPT-175B replica serves what the API charges a few hundred dollars for."""
    made = plan(
        spec("opt-175b"), gpus, parameters, at=AT, workload=CHAT,
        options=HostingOptions(gpu="8xA100", vendor="Lambda", peak_to_mean=Decimal("1.92")),
    )  # fmt: skip
    found = break_even(made, MINI)

    assert found.requests_per_month is None
    assert found.reason.startswith("no break-even at any volume: one replica takes at most 1,449,")
    assert "the API serves for $435" in found.reason
    assert "$16,294" in found.reason


def test_no_break_even_for_requests_that_do_not_fit(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """3,000 tokens exceed OPT's 2,048: at no volume does hosting serve them."""
    long = Workload(requests=1, input_tokens=2500, output_tokens=500)
    made = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=long)

    assert made.reasons == ("a request of 3,000 tokens exceeds the context of opt-175b, 2,048",)
    assert "cannot serve the workload" in break_even(made, Decimal(1)).reason


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
    one = sizing(
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
    one = sizing(rate=rate, price=price, fixed_monthly=fixed)
    meeting = equal_volume(one, api)
    for volume in map(Decimal, volumes):
        if meeting is None or volume < meeting:
            assert one.monthly(volume) > volume * api


def test_a_further_replica_can_bring_the_break_even() -> None:
    """Fixed costs of 1,000 $ are spread over a fleet: the fourth replica breaks even.

    A replica takes 657,000 requests for 730 $; the API charges 0.0015 $ each, 985.50 $ in all.
    Each replica gains 255.50 $ on 1,000 $: 3 are not enough, 4 cost 3,920 $ = 2.613 M requests.
    """
    one = sizing(fixed_monthly=Decimal(1000))
    volume = equal_volume(one, Decimal("0.0015"))

    assert volume == (4 * 730 + 1000) / Decimal("0.0015")
    assert one.replicas(volume) == 4


def test_break_even_is_a_range(llama: Any) -> None:
    """The cheapest price and fastest replica meet the API earlier, the dearest later or never."""
    found = break_even(llama(), MINI)

    assert found.low is not None
    assert found.high is not None
    assert found.requests_per_month is not None
    assert found.low < found.requests_per_month < found.high


@given(amount=st.integers(0, 10**9), size=st.decimals(min_value="0.001", max_value=1000, places=5))
def test_steps_cover_exactly(amount: int, size: Decimal) -> None:
    """The count covers the amount, and one less does not."""
    count = steps(Decimal(amount), size)

    assert count * size >= amount
    assert count == 0 or (count - 1) * size < amount


def test_the_curve_shows_steps_and_the_meeting(llama: Any) -> None:
    """Costs rise with volume; a replica is a step; the break-even is one of the points."""
    made = llama()
    meeting = break_even(made, MINI).requests_per_month
    curve = cost_curve(made, MINI, until=Decimal(40_000_000))

    assert [p.requests for p in curve] == sorted({p.requests for p in curve})
    assert [p.hosting for p in curve] == sorted(p.hosting for p in curve)
    assert meeting in [p.requests for p in curve]
    assert {1, 2, 3, 4} <= {p.replicas for p in curve}
    assert curve[0].requests == curve[0].api == 0
    assert curve[-1].requests == 40_000_000


def test_low_typical_high_and_what_moves_it(llama: Any) -> None:
    """The triple is ordered, and the three assumptions are sorted by how far they move the cost."""
    made = llama()

    assert made.monthly_low < made.monthly_cost < made.monthly_high
    factors = [one.factor for one in made.assumptions]
    assert factors == sorted(factors, reverse=True)
    assert made.assumptions[0].name == "utilisation"
    assert "price of a GPU-hour" in [one.name for one in made.assumptions]
    assert len(made.assumptions) == 3


def test_two_redundant_replicas_cost_twice(llama: Any) -> None:
    """Redundancy is a floor on the fleet."""
    assert llama(replace(L40S, redundancy=2)).monthly_cost == 2 * llama().monthly_cost


def test_without_a_workload_there_is_no_utilization(llama: Any) -> None:
    """Unit prices then come at full load and at the peak-sized best, 35 %, and say so."""
    made = llama(workload=None)

    assert made.utilization is None
    assert made.cost_per_million_tokens.workload is None
    assert made.peak_sized_utilization == Decimal("0.7") / 2
    assert made.cost_per_million_tokens.peak_sized == pytest.approx(
        made.cost_per_million_tokens.full_load / Decimal("0.35"), abs=Decimal("1e-20")
    )
    assert made.monthly_cost == Decimal("1.525") * 730


def test_the_default_is_the_cheapest_month(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """No card named: the cheapest server that measurements back, the same every time, and why."""
    made = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)
    again = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)

    assert made == again
    assert "the cheapest month" in made.chosen
    assert made.monthly_cost is not None
    assert all(
        other.monthly_cost >= made.monthly_cost for other in made.alternatives if other.backed
    )


def test_the_default_of_opt_175b_is_what_was_measured(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """Eight A100s were measured with this shape; the cheaper MI300X rests on two posts: listed."""
    made = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=CHAT)

    assert (made.gpus, made.gpu) == (8, "A100-80-SXM")
    assert made.monthly_cost == 8 * 730 * Decimal("2.30")
    cheaper = made.alternatives[0]
    assert (cheaper.gpu, cheaper.backed) == ("MI300X", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"gpus": 0}, "--gpus"),
        ({"concurrency": 0}, "--concurrency"),
        ({"redundancy": 0}, "--redundancy"),
        ({"headroom": Decimal(0)}, "--headroom"),
        ({"headroom": Decimal("1.5")}, "--headroom"),
        ({"peak_to_mean": Decimal("0.5")}, "--peak-to-mean"),
        ({"measured": Decimal("NaN")}, "--measured"),
        ({"fixed_monthly": Decimal(-1)}, "fixed monthly"),
        ({"owned": Owned(), "price_per_gpu_hour": Decimal(1)}, "owned server"),
    ],
)
def test_bad_options(wrong: dict[str, Any], said: str) -> None:
    """Every flag refuses what it cannot mean, by its name."""
    with pytest.raises(InputError, match=said):
        HostingOptions(**wrong)


def test_requests_beyond_the_context_are_a_reason_not_a_lack_of_memory(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """100,000 tokens would need 472 GB of OPT-175B's cache, but fail at 2,048 already."""
    long = Workload(requests=1, input_tokens=100_000, output_tokens=1)
    made = plan(spec("opt-175b"), gpus, parameters, at=AT, workload=long)

    assert 100_001 * 4_718_592 > 470 * 10**9
    assert made.reasons == ("a request of 100,001 tokens exceeds the context of opt-175b, 2,048",)


def test_serverless_can_be_cheaper_from_the_first_request() -> None:
    """At a cent a request and a second of a dollar's hour there is nothing to break even."""
    one = sizing(billing="serverless", alone_seconds=Decimal(1))

    assert equal_volume(one, Decimal("0.01")) == 0


@given(
    name=st.sampled_from(["opt-125m", "opt-175b", "llama-3.1-8b", "qwen2.5-7b", "gemma-3-4b"]),
    gpu=st.sampled_from([None, "T4", "A100", "3xH100", "MI300X", "A6000", "nonsense", ""]),
    gpus_asked=st.sampled_from([None, 1, 2, 3, 8, 64, 10**9]),
    precision=st.sampled_from([None, "fp8", "int4", "nvfp4", "fp32", "fp17"]),
    engine=st.sampled_from([None, "trt-llm", "hf", "vLLM 9.9", "x"]),
    term=st.sampled_from(["on-demand", "spot", "reserved", "serverless"]),
    concurrency=st.sampled_from([None, 1, 10**9]),
    requests=st.sampled_from([0, 1, 10**6, 10**15]),
    prompt=st.sampled_from([0, 1, 1155, 10**6, 10**15]),
    answer=st.sampled_from([0, 1, 211, 10**15]),
    measured=st.sampled_from([None, Decimal("0.001"), Decimal(10**9)]),
)
def test_whatever_is_asked_ends_in_a_plan_or_a_sentence(
    spec: Any,
    gpus: GpusFile,
    parameters: HostingParameters,
    name: str,
    gpu: str | None,
    gpus_asked: int | None,
    precision: str | None,
    engine: str | None,
    term: Any,
    concurrency: int | None,
    requests: int,
    prompt: int,
    answer: int,
    measured: Decimal | None,
) -> None:
    """No combination of flags crashes; a plan's figures are positive, finite and ordered."""
    options = HostingOptions(
        gpu=gpu,
        gpus=gpus_asked,
        precision=precision,
        engine=engine,
        term=term,
        concurrency=concurrency,
        measured=measured,
    )
    work = Workload(requests=requests, input_tokens=prompt, output_tokens=answer)
    try:
        made = plan(spec(name), gpus, parameters, at=AT, workload=work, options=options)
    except LlmcmpError as refused:
        assert str(refused)
        assert not str(refused).endswith(".")
        return

    assert made.requests_per_second > 0
    assert made.throughput.low <= made.throughput.output <= made.throughput.high
    if made.monthly_cost is not None:
        assert made.monthly_low is not None
        assert made.monthly_high is not None
        assert 0 <= made.monthly_low <= made.monthly_cost <= made.monthly_high
        assert made.monthly_high.is_finite()
        break_even(made, MINI)


def test_coding_has_the_higher_peak(llama: Any) -> None:
    """Norms of the busiest minute: 2.0 for conversation, 3.5 for coding."""
    assert llama().peak_to_mean == 2
    assert llama(replace(L40S, traffic="coding")).peak_to_mean == Decimal("3.5")


def test_what_of_a_workload_is_left_out_is_said(llama: Any) -> None:
    """Prefix caching and images are outside the model."""
    work = Workload(
        requests=1,
        input_tokens=10,
        output_tokens=1,
        cached_share=Decimal("0.5"),
        images=(Image(width=10, height=10),),
    )

    assert {"prefix-cache", "images"} <= {one.code for one in llama(workload=work).warnings}


def test_an_own_price_does_not_choose_the_card(
    spec: Any, gpus: GpusFile, parameters: HostingParameters
) -> None:
    """At one price for all the largest card would win; list prices choose, 2.10 $ then counts."""
    listed = plan(spec("opt-66b"), gpus, parameters, at=AT, workload=CHAT)
    own = plan(
        spec("opt-66b"),
        gpus,
        parameters,
        at=AT,
        workload=CHAT,
        options=HostingOptions(price_per_gpu_hour=Decimal("2.10"), redundancy=2),
    )

    assert (own.gpu, own.gpus) == (listed.gpu, listed.gpus)
    assert own.monthly_cost == own.replicas * own.gpus * 730 * Decimal("2.10")
    assert any(one.code == "own-price" for one in own.warnings)
    with pytest.raises(InputError, match="one kind of GPU"):
        plan(
            spec("opt-66b"),
            gpus,
            parameters,
            at=AT,
            options=HostingOptions(owned=Owned(server_usd=Decimal(100_000))),
        )
