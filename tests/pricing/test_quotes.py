"""The traps of a bill that other tools fall into, each with its arithmetic spelled out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import UnknownNameError, UnpricedError
from llmcmp.pricing import quote
from llmcmp.registry import Registry
from llmcmp.schema import Caching, Discount, Tier
from llmcmp.usage import Usage
from tests.factories import model, rates
from tests.pricing.acme_models import BANDED

DAY = date(2026, 11, 22)
M = 1_000_000


def usd(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)


# Trap 6: the band tests the total prompt and re-prices every meter.


def test_band_reprices_the_whole_request() -> None:
    """150k fresh and 100k cached tokens are a prompt of 250k: every meter costs the band's rate.

    Per bucket, none of them would be past 200k, and the bill would be half.
    """
    bill = quote(
        BANDED, Usage(input=150_000, cached_input=100_000, output=1_000), DAY, channel="acme"
    )

    # 150,000 x 2 + 100,000 x 0.2 + 1,000 x 6, all per million
    assert bill.cost == usd("0.30") + usd("0.02") + usd("0.006")
    assert [item.prompt_over for item in bill.items] == [200_000] * 3


@pytest.mark.parametrize(
    ("prompt", "cost"),
    # 200,000 x 1 / 1M;  200,001 x 2 / 1M
    [(199_999, "0.199999"), (200_000, "0.200000"), (200_001, "0.400002")],
)
def test_band_begins_above_its_edge(prompt: int, cost: str) -> None:
    """A prompt of exactly the edge is below the band ("more than"); one token more is in it."""
    assert quote(BANDED, Usage(input=prompt), DAY, channel="acme").cost == usd(cost)


def test_band_of_a_real_model(registry: Registry) -> None:
    """Gemini 1.5 Pro on 2024-10-15: 128,000 tokens at 1.25 and 5, 128,001 at 2.50 and 10."""
    spec = registry["gemini-1.5-pro"]
    at = date(2024, 10, 15)

    below = quote(spec, Usage(input=128_000, output=1_000), at, channel="google").cost
    above = quote(spec, Usage(input=128_001, output=1_000), at, channel="google").cost

    assert below == usd("0.160") + usd("0.005")
    # 128,001 x 2.50 / 1M + 1,000 x 10 / 1M
    assert above == usd("0.3200025") + usd("0.010")


def test_a_fraction_past_the_edge_is_past_it() -> None:
    """A re-scaled prompt of 200,000.5 tokens is more than 200,000."""
    bill = quote(BANDED, Usage(input=Decimal("200000.5")), DAY, channel="acme")

    assert bill.cost == usd("0.400001")


# Trap 8: cache writes in the long band.


def test_cache_writes_count_towards_the_band_and_cost_its_rate() -> None:
    """100k read, 50k written for 5 minutes, 60k for an hour: 210k, so all at the band's rates."""
    used = Usage(cached_input=100_000, cache_write=50_000, cache_write_1h=60_000)

    bill = quote(BANDED, used, DAY, channel="acme")

    # 100,000 x 0.2 + 50,000 x 2.5 + 60,000 x 4
    assert bill.cost == usd("0.02") + usd("0.125") + usd("0.24")


def test_a_meter_the_band_does_not_price_is_unpriced() -> None:
    """A band without a known write price is never priced with the one below it."""
    spec = model(
        "acme-1", rates(input="1", cache_write="1.25"), rates(prompt_over=200_000, input="2")
    )

    assert quote(spec, Usage(cache_write=M), DAY, channel="acme", prompt=200_000).cost == usd(
        "1.25"
    )
    with pytest.raises(UnpricedError, match="no cache_write price known for acme-1"):
        quote(spec, Usage(cache_write=M), DAY, channel="acme", prompt=200_001)


# Trap 9: two lifetimes, two meters.


def test_one_hour_writes_cost_more_than_short_ones() -> None:
    """1.25 x input for five minutes, 2 x input for an hour: 1M of each are 1.25 and 2 dollars."""
    short = quote(BANDED, Usage(cache_write=M), DAY, channel="acme", prompt=1_000)
    long = quote(BANDED, Usage(cache_write_1h=M), DAY, channel="acme", prompt=1_000)

    assert (short.cost, long.cost) == (usd("1.25"), usd("2"))


def test_free_cache_writes_cost_what_input_costs() -> None:
    """Where the vendor charges no write fee, written tokens are input, and the bill says so."""
    spec = replace(
        model("acme-1", rates(input="1", cached_input="0.1", output="4")),
        caching=Caching(write_fee="none"),
    )

    bill = quote(spec, Usage(cache_write=M), DAY, channel="acme")

    assert bill.cost == usd("1")
    assert [note.code for note in bill.notes] == ["no-cache"]


# Traps 5 and 11: tiers are looked up, never derived.


def test_a_tier_nobody_priced_is_an_error(registry: Registry) -> None:
    """GPT-4o mini has no known flex price: not the standard one, and not half of it."""
    with pytest.raises(
        UnpricedError, match="no flex price known for gpt-4o-mini on openai"
    ) as caught:
        quote(registry["gpt-4o-mini"], Usage(input=1), DAY, channel="openai", tier=Tier.FLEX)

    assert caught.value.hint is not None
    assert "batch" in caught.value.hint


def test_a_channel_nobody_priced_is_an_error(registry: Registry) -> None:
    """A model is not priced on a channel it was never offered on."""
    with pytest.raises(UnknownNameError, match="unknown channel of gpt-4o-mini: together"):
        quote(registry["gpt-4o-mini"], Usage(input=1), DAY, channel="together")


def test_tiers_are_their_own_rows(registry: Registry) -> None:
    """1M in and 1M out on gpt-4o-mini: 0.75 standard, 0.375 batch, 1.25 priority, 1.50 tuned."""
    one = Usage(input=M, output=M)

    costs = {
        tier: quote(
            registry["gpt-4o-mini"], one, DAY, channel="openai", tier=tier, prompt=1_000
        ).cost
        for tier in (Tier.STANDARD, Tier.BATCH, Tier.PRIORITY, Tier.FINE_TUNED)
    }

    assert costs == {
        Tier.STANDARD: usd("0.15") + usd("0.60"),
        Tier.BATCH: usd("0.075") + usd("0.30"),
        Tier.PRIORITY: usd("0.25") + usd("1.00"),
        Tier.FINE_TUNED: usd("0.30") + usd("1.20"),
    }


def test_a_missing_meter_is_unpriced() -> None:
    """A model without an audio price does not hear audio for nothing, nor at the text rate."""
    with pytest.raises(UnpricedError, match="no input_audio price known"):
        quote(BANDED, Usage(input_audio=1), DAY, channel="acme")


def test_an_explicit_zero_is_a_price() -> None:
    """Free is not unknown: a rate of 0 prices the meter, and the line is there."""
    bill = quote(
        model("acme-1", rates(input="0", output="0")), Usage(input=M, output=M), DAY, channel="acme"
    )

    assert bill.cost == 0
    assert [item.meter for item in bill.items] == ["input", "output"]


# Trap 14: the time of day.

FLASH = "deepseek-v4.1-flash"


@pytest.mark.parametrize(
    ("minute", "cost"),
    [
        (0, "0.15"),  # 00:00 off-peak
        (59, "0.15"),
        (60, "0.30"),  # 01:00 peak begins
        (239, "0.30"),
        (240, "0.15"),  # 04:00 its end is exclusive
        (360, "0.30"),  # 06:00
        (599, "0.30"),
        (600, "0.15"),  # 10:00
        (1439, "0.15"),
    ],
)
def test_a_known_minute_has_one_price(registry: Registry, minute: int, cost: str) -> None:
    """DeepSeek V4.1 Flash: 1M in cost 0.30 at 01-04 and 06-10 UTC, else 0.15."""
    bill = quote(registry[FLASH], Usage(input=M), DAY, channel="deepseek", minute=minute)

    assert bill.cost == bill.low == bill.high == usd(cost)


def test_an_unknown_time_is_spread_evenly_with_its_bracket(registry: Registry) -> None:
    """7 of 24 hours are peak: 2.4M tokens cost 0.7 x 0.30 + 1.7 x 0.15, in a bracket."""
    bill = quote(registry[FLASH], Usage(input=2_400_000), DAY, channel="deepseek")

    # 700,000 peak tokens at 0.30, 1,700,000 at 0.15
    assert bill.cost == usd("0.21") + usd("0.255")
    assert bill.low == usd("0.36")  # 2.4 x 0.15
    assert bill.high == usd("0.72")  # 2.4 x 0.30
    assert [note.code for note in bill.notes] == ["time-of-day"]


def test_hours_of_a_band_alone() -> None:
    """A band priced only at some hours: outside them the band below holds, and nothing fails."""
    spec = model(
        "acme-1", rates(input="1"), rates(prompt_over=1_000, hours=("00:00-12:00",), input="3")
    )

    night = quote(spec, Usage(input=2_000), DAY, channel="acme", minute=0)
    noon = quote(spec, Usage(input=2_000), DAY, channel="acme", minute=720)
    spread = quote(spec, Usage(input=2_000), DAY, channel="acme")

    assert (night.cost, noon.cost) == (usd("0.006"), usd("0.002"))
    # half of the day at 3, half at 1
    assert spread.cost == usd("0.003") + usd("0.001")


def test_overlapping_hours_are_counted_once() -> None:
    """Windows that overlap share no minute: 00-12 at 2, then 12-18 at 4, the rest at 1."""
    spec = model(
        "acme-1",
        rates(input="1"),
        rates(hours=("00:00-12:00",), input="2"),
        rates(hours=("06:00-18:00",), input="4"),
    )

    bill = quote(spec, Usage(input=M), DAY, channel="acme")

    # 0.5 x 2 + 0.25 x 4 + 0.25 x 1
    assert bill.cost == usd("2.25")


# Trap 24: exact decimals.


def test_no_float_ever() -> None:
    """Three times 0.1 and 0.2 are 0.9 exactly, and a rate of 12 decimals keeps them all."""
    spec = model("acme-1", rates(input="0.1", output="0.2"))
    assert quote(spec, Usage(input=3 * M, output=3 * M), DAY, channel="acme").cost == usd("0.9")

    tiny = model("acme-1", rates(input="0.000000000001"))
    assert quote(tiny, Usage(input=1), DAY, channel="acme").cost == Decimal("1E-18")


def test_large_sums_keep_their_last_digit() -> None:
    """10^18 - 1 tokens at 0.15 per million: 149,999,999,999.99999985, more than 28 digits allow."""
    spec = model("acme-1", rates(input="0.15", output="1234567.000000000001"))

    used = Usage(input=10**18 - 1, output=10**18 - 1)
    bill = quote(spec, used, DAY, channel="acme")

    # 10^18 tokens out would be 10^12 x 1234567.000000000001 = 1234567000000000001; one fewer is
    # 1.234567000000000001 less.
    assert [item.amount for item in bill.items] == [
        usd("149999999999.99999985"),
        usd("1234566999999999999.765432999999999999"),
    ]
    assert bill.cost == usd("1234567149999999999.765432849999999999")


# Negotiated prices.


def test_discounts_stack_one_on_the_other() -> None:
    """20 % off, then 10 % off what is left, then 5 % more: 100 -> 80 -> 72 -> 75.6."""
    spec = model("acme-1", rates(input="100"))
    terms = [
        Discount(percent=Decimal(p), note=n)
        for p, n in (("20", "volume"), ("10", "a"), ("-5", "eu"))
    ]

    bill = quote(spec, Usage(input=M), DAY, channel="acme", discounts=terms)

    assert [item.amount for item in bill.items] == [100, -20, -8, usd("3.6")]
    assert [item.meter for item in bill.items] == ["input", "discount", "discount", "uplift"]
    assert bill.cost == bill.low == bill.high == usd("75.6")


@pytest.mark.parametrize(
    ("fields", "applies"),
    [
        ({}, True),
        ({"developer": "Acme"}, True),
        ({"developer": "Other"}, False),
        ({"channel": "acme"}, True),
        ({"channel": "bedrock"}, False),
        ({"model": "acme-one"}, True),  # an alias
        ({"model": "acme-2"}, False),
        ({"tier": Tier.STANDARD}, True),
        ({"tier": Tier.BATCH}, False),
        ({"since": "2026-11-22"}, True),
        ({"since": "2026-11-23"}, False),
        ({"ended": "2026-11-22"}, True),
        ({"ended": "2026-11-21"}, False),
        ({"ended": "2026-11"}, True),  # some day of November: not before its last
    ],
)
def test_a_discount_holds_only_where_it_says(fields: dict[str, str], applies: bool) -> None:
    """Developer, channel, model, tier and days all have to match."""
    spec = model("acme-1", rates(input="1"), aliases=("acme-one",))
    terms = [Discount(percent=Decimal(50), **fields)]  # type: ignore[arg-type]

    bill = quote(spec, Usage(input=M), DAY, channel="acme", discounts=terms)

    assert bill.cost == (usd("0.5") if applies else 1)


def test_discount_reaches_the_bracket_of_hours(registry: Registry) -> None:
    """Half off halves the cheapest and the dearest hours too."""
    bill = quote(
        registry[FLASH],
        Usage(input=2_400_000),
        DAY,
        channel="deepseek",
        discounts=[Discount(percent=Decimal(50))],
    )

    assert (bill.low, bill.cost, bill.high) == (usd("0.18"), usd("0.2325"), usd("0.36"))


def test_disputed_prices_say_so(registry: Registry) -> None:
    """Where sources differ on the price used, the bill carries the other statement."""
    bill = quote(registry["llama-3.3-70b"], Usage(input=1), date(2026, 1, 1), channel="together")

    assert "disputed-price" in {note.code for note in bill.notes}
