"""Laws that hold for every usage of every model."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llmcmp.errors import LlmcmpError, UnknownNameError, UnpricedError
from llmcmp.exact import exact
from llmcmp.files import load_registry
from llmcmp.pricing import band_edges, price_workload, quote
from llmcmp.pricing.schedule import begins
from llmcmp.schema import Meter, ModelSpec, Tier
from llmcmp.usage import Usage, Workload
from tests.pricing.acme_models import BANDED

DAY = date(2026, 11, 22)
LAWS = settings(max_examples=60, deadline=None)


@cache
def offers() -> list[tuple[ModelSpec, str, Tier]]:
    """Return every model, channel and tier of the registry that was ever priced."""
    result = dict.fromkeys(
        (spec.id, row.channel, row.tier) for spec in load_registry().models() for row in spec.rates
    )
    return [(load_registry()[id_], channel, tier) for id_, channel, tier in result]


def priced_meters(spec: ModelSpec, channel: str, tier: Tier) -> list[Meter]:
    """Return the meters every row of the offer prices."""
    rows = [row for row in spec.rates if (row.channel, row.tier) == (channel, tier)]
    return [meter for meter in Meter if all(row.rate(meter) is not None for row in rows)]


counts = st.integers(0, 10**12)
usages = st.builds(Usage, input=counts, cached_input=counts, cache_write=counts, output=counts)


@st.composite
def bills(draw: st.DrawFn) -> tuple[ModelSpec, str, Tier, Usage]:
    """Draw an offer of the registry and a usage of the meters it prices."""
    spec, channel, tier = draw(st.sampled_from(offers()))
    meters = priced_meters(spec, channel, tier)
    used = Usage(**{meter.value: draw(counts) for meter in meters})
    return spec, channel, tier, used


@LAWS
@given(bill=bills())
def test_items_sum_to_the_cost(bill: tuple[ModelSpec, str, Tier, Usage]) -> None:
    """The cost is the sum of the lines, each quantity times rate; low <= cost <= high."""
    spec, channel, tier, used = bill

    result = quote(spec, used, DAY, channel=channel, tier=tier)

    with exact():
        assert result.cost == sum((item.amount for item in result.items), Decimal(0))
        for item in result.items:
            per = 1 if item.meter == "web_search" else 1_000_000
            assert item.amount * per == item.quantity * item.rate
    assert result.low <= result.cost <= result.high
    assert result.cost >= 0


@LAWS
@given(bill=bills(), prompt=st.integers(0, 10**6), share=st.integers(0, 100))
def test_bills_of_one_band_add_up(
    bill: tuple[ModelSpec, str, Tier, Usage], prompt: int, share: int
) -> None:
    """Two usages in one band cost together what they cost apart, to the last digit."""
    spec, channel, tier, used = bill
    part = Usage(**{meter.value: n * share // 100 for meter, n in used.metered()})
    rest = used - part
    minute = share * 14

    def cost(some: Usage) -> Decimal:
        result = quote(spec, some, DAY, channel=channel, tier=tier, prompt=prompt, minute=minute)
        return result.cost

    with exact():
        assert cost(part) + cost(rest) == cost(used)


@LAWS
@given(sizes=st.lists(st.integers(1, 400_000), min_size=2, max_size=20))
def test_a_sum_is_priced_by_its_band_not_by_its_prompt(sizes: list[int]) -> None:
    """Requests one by one equal their sum priced by bucket; the summed prompt overcharges."""
    one_by_one = sum(
        (quote(BANDED, Usage(input=n, output=10), DAY, channel="acme").cost for n in sizes),
        Decimal(0),
    )
    short = [n for n in sizes if n <= 200_000]
    long = [n for n in sizes if n > 200_000]
    by_band = sum(
        (
            quote(
                BANDED,
                Usage(input=sum(some), output=10 * len(some)),
                DAY,
                channel="acme",
                prompt=prompt,
            ).cost
            for some, prompt in ((short, 1), (long, 200_001))
        ),
        Decimal(0),
    )
    naive = quote(BANDED, Usage(input=sum(sizes), output=10 * len(sizes)), DAY, channel="acme").cost

    assert one_by_one == by_band
    if short and sum(sizes) > 200_000:
        assert naive > by_band


@LAWS
@given(
    offer=st.sampled_from(range(10_000)),
    requests=st.integers(0, 10**9),
    text=st.integers(0, 10**6),
    output=st.integers(0, 10**5),
    percent=st.integers(0, 100),
)
def test_a_month_is_its_requests(
    offer: int, requests: int, text: int, output: int, percent: int
) -> None:
    """Per request times requests is the month: exactly, or nearly where hours count.

    Seven hours are no finite share of a day, hence the second case.
    """
    spec, channel, tier = offers()[offer % len(offers())]
    meters = priced_meters(spec, channel, tier)
    assume(Meter.INPUT in meters and Meter.OUTPUT in meters)
    share = Decimal(percent) / 100 if Meter.CACHED_INPUT in meters else Decimal(0)
    workload = Workload(
        requests=requests, input_tokens=text, output_tokens=output, cached_share=share
    )

    result = price_workload(workload, spec, DAY, channel=channel, tier=tier)

    with exact():
        difference = abs(result.per_request.cost * requests - result.monthly.cost)
    hourly = any(row.hours for row in spec.rates if row.channel == channel)
    assert difference <= (Decimal("1e-9") * max(1, requests) if hourly else 0)


@LAWS
@given(
    offer=st.sampled_from(range(10_000)), tier=st.sampled_from(Tier), meter=st.sampled_from(Meter)
)
def test_what_does_not_exist_is_an_error(offer: int, tier: Tier, meter: Meter) -> None:
    """A tier or meter no row prices, and a day before the first row, never have a price."""
    spec, channel, _ = offers()[offer % len(offers())]
    rows = [row for row in spec.rates if (row.channel, row.tier) == (channel, tier)]
    if not rows:
        with pytest.raises(UnpricedError):
            quote(spec, Usage(input=1), DAY, channel=channel, tier=tier)
        return
    first = min(begins(spec, row) for row in rows)
    if first > date.min:
        with pytest.raises(UnpricedError, match="no price known on that date"):
            quote(spec, Usage(input=1), first - timedelta(days=1), channel=channel, tier=tier)
    if all(row.rate(meter) is None for row in rows) and "cache" not in meter:
        with pytest.raises(UnpricedError, match=f"no {meter} price known"):
            quote(spec, Usage(**{meter.value: 1}), DAY, channel=channel, tier=tier)


@LAWS
@given(offer=st.sampled_from(range(10_000)), word=st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_channel_that_does_not_exist_is_an_error(offer: int, word: str) -> None:
    """No channel is understood as another one."""
    spec, _, tier = offers()[offer % len(offers())]
    assume(word not in spec.channels)

    with pytest.raises(UnknownNameError):
        quote(spec, Usage(input=1), DAY, channel=word, tier=tier)


@LAWS
@given(used=usages, day=st.dates(date(2015, 1, 1), date(2030, 1, 1)), offer=st.integers(0, 10_000))
def test_any_usage_on_any_day_has_a_price_or_an_error(used: Usage, day: date, offer: int) -> None:
    """Whatever the usage and the day: a cost of at least zero, or a sentence, never a crash."""
    spec, channel, tier = offers()[offer % len(offers())]

    try:
        result = quote(spec, used, day, channel=channel, tier=tier)
    except LlmcmpError as error:
        assert str(error)
        assert not str(error).endswith(".")
    else:
        assert 0 <= result.low <= result.cost <= result.high


def test_band_edges_are_all_there() -> None:
    """The edges of a model are those of all its rows, ascending."""
    assert band_edges(BANDED) == (200_000,)
    assert band_edges(BANDED, "other") == ()
    assert band_edges(load_registry()["gemini-1.5-pro"], "google") == (128_000,)
