"""The traps other tools fall into, each with its arithmetic spelled out (DESIGN section 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UnknownNameError, UnpricedError
from llmcmp.pricing import price_rows, price_workload, quote
from llmcmp.registry import Registry
from llmcmp.schema import Caching, Discount, Features, Tier
from llmcmp.usage import DAYS_PER_MONTH, HOURS_PER_MONTH, Usage, Workload
from tests.pricing.acme_models import BANDED, model, rates

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
    spec = model(rates(input="1", cache_write="1.25"), rates(prompt_over=200_000, input="2"))

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


# Trap 10: the minimum prefix.


@pytest.mark.parametrize(
    ("prompt", "cost", "codes"),
    [
        # 1,023 x 1 / 1M: nothing is cached
        (1_023, "0.001023", {"below-cache-minimum"}),
        # 512 x 1 + 512 x 0.1
        (1_024, "0.0005632", set()),
    ],
)
def test_nothing_is_cached_below_the_minimum_prefix(
    prompt: int, cost: str, codes: set[str]
) -> None:
    """A cached share of a prompt under the minimum is input, and the answer says so."""
    spec = replace(BANDED, caching=Caching(minimum_prefix=1_024))
    workload = Workload(input_tokens=prompt, cached_share=Decimal("0.5"))

    done = price_workload(workload, spec, DAY, channel="acme")

    assert done.monthly.cost == usd(cost)
    assert {note.code for note in done.notes} == codes


def test_a_model_without_a_cache_charges_input() -> None:
    """Where there is no cache, half of 1,000 tokens "cached" costs what 1,000 tokens cost."""
    spec = model(rates(input="1", output="4"), features=Features(prompt_caching="no"))
    workload = Workload(input_tokens=1_000, cached_share=Decimal("0.5"))

    done = price_workload(workload, spec, DAY, channel="acme")

    assert done.monthly.cost == usd("0.001")
    assert [note.code for note in done.notes] == ["no-cache"]


def test_a_cache_without_a_known_rate_is_unpriced() -> None:
    """A model that caches at a rate nobody knows cannot be priced with a cached share."""
    spec = model(rates(input="1", output="4"))
    workload = Workload(input_tokens=1_000, cached_share=Decimal("0.5"))

    with pytest.raises(UnpricedError, match="no cached_input price known for acme-1"):
        price_workload(workload, spec, DAY, channel="acme")


def test_caching_before_its_first_day_is_input() -> None:
    """Caching of gpt-4o-mini began on 2024-10-01: the day before, a cached share was input."""
    spec = model(
        rates(input="1", output="4"),
        features=Features(prompt_caching="yes", since={"prompt_caching": "2024-10-01"}),
    )
    workload = Workload(input_tokens=1_000, cached_share=Decimal(1))

    before = price_workload(workload, spec, date(2024, 9, 30), channel="acme")

    assert before.monthly.cost == usd("0.001")
    with pytest.raises(UnpricedError):
        price_workload(workload, spec, date(2024, 10, 1), channel="acme")


def test_free_cache_writes_cost_what_input_costs() -> None:
    """Where the vendor charges no write fee, written tokens are input, and the bill says so."""
    spec = replace(
        model(rates(input="1", cached_input="0.1", output="4")), caching=Caching(write_fee="none")
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


def test_batch_does_not_halve_a_cache_rate_nobody_stated(registry: Registry) -> None:
    """The batch row of gpt-4o-mini has no cached rate, so a cached share has no batch price."""
    workload = Workload(input_tokens=2_000, cached_share=Decimal("0.5"))

    with pytest.raises(UnpricedError, match="no cached_input price known for gpt-4o-mini"):
        price_workload(workload, registry["gpt-4o-mini"], DAY, channel="openai", tier=Tier.BATCH)


def test_a_missing_meter_is_unpriced() -> None:
    """A model without an audio price does not hear audio for nothing, nor at the text rate."""
    with pytest.raises(UnpricedError, match="no input_audio price known"):
        quote(BANDED, Usage(input_audio=1), DAY, channel="acme")


def test_an_explicit_zero_is_a_price() -> None:
    """Free is not unknown: a rate of 0 prices the meter, and the line is there."""
    bill = quote(model(rates(input="0", output="0")), Usage(input=M, output=M), DAY, channel="acme")

    assert bill.cost == 0
    assert [item.meter for item in bill.items] == ["input", "output"]


# Trap 13: the price of its day.


@pytest.mark.parametrize(
    ("at", "cost"),
    [
        # Gemini 1.5 Flash, 1M in and 1M out: 0.35 + 1.05, then from 2024-08-12 0.075 + 0.30
        (date(2024, 8, 11), "1.40"),
        (date(2024, 8, 12), "0.375"),
        (date(2026, 11, 22), "0.375"),
    ],
)
def test_usage_is_priced_at_the_rates_of_its_day(registry: Registry, at: date, cost: str) -> None:
    """A cut does not re-price the day before it."""
    bill = quote(
        registry["gemini-1.5-flash"], Usage(input=M, output=M), at, channel="google", prompt=1_000
    )

    assert bill.cost == usd(cost)


def test_an_announced_price_counts_from_its_day() -> None:
    """A row of next year changes nothing today."""
    spec = model(rates(input="1"), rates("2027-01-01", input="3"))

    assert quote(spec, Usage(input=M), date(2026, 12, 31), channel="acme").cost == 1
    assert quote(spec, Usage(input=M), date(2027, 1, 1), channel="acme").cost == 3


def test_before_the_first_price_there_is_none(registry: Registry) -> None:
    """The day before the first known price is an error that names the first day."""
    with pytest.raises(UnpricedError, match="no price known on that date: gpt-4o-mini") as caught:
        quote(registry["gpt-4o-mini"], Usage(input=1), date(2024, 7, 17), channel="openai")

    assert caught.value.hint is not None
    assert "2024-07-18" in caught.value.hint


def test_an_unknown_first_day_is_held_back_to_the_release() -> None:
    """A price without a first day holds from the release, with a warning; never before it."""
    spec = model(rates("unknown", input="1"), released="2024-03-05")

    bill = quote(spec, Usage(input=M), date(2024, 3, 5), channel="acme")

    assert bill.cost == 1
    assert [note.code for note in bill.notes] == ["price-day-unknown"]
    with pytest.raises(UnpricedError, match="no price known on that date"):
        quote(spec, Usage(input=M), date(2024, 3, 4), channel="acme")


def test_a_dated_row_beats_one_without_a_day() -> None:
    """On the day of the dated row it holds; the row without a day only fills the time before."""
    spec = model(rates("unknown", input="5"), rates("2024-06-01", input="1"))

    assert quote(spec, Usage(input=M), date(2024, 5, 31), channel="acme").cost == 5
    assert quote(spec, Usage(input=M), date(2024, 6, 1), channel="acme").cost == 1


def test_a_price_first_seen_later_casts_doubt_on_the_one_before() -> None:
    """A price that was only *seen* on a day may have begun before it: the days before say so."""
    spec = model(rates(input="1"), rates("2024-06-01", input="2", since_basis="seen"))

    before = quote(spec, Usage(input=M), date(2024, 5, 1), channel="acme")
    after = quote(spec, Usage(input=M), date(2024, 6, 1), channel="acme")

    assert (before.cost, after.cost) == (usd("1"), usd("2"))
    assert [note.code for note in before.notes] == ["price-day-unknown"]
    assert not after.notes


def test_a_month_only_start_is_doubtful_within_that_month(registry: Registry) -> None:
    """Claude 3 Haiku's cache prices began some day of August 2024: that month carries a warning."""
    spec = registry["claude-3-haiku"]
    august = quote(spec, Usage(cached_input=M), date(2024, 8, 15), channel="anthropic", prompt=9)
    later = quote(spec, Usage(cached_input=M), date(2024, 9, 1), channel="anthropic", prompt=9)

    assert august.cost == later.cost == usd("0.03")
    assert [note.code for note in august.notes] == ["price-day-unknown"]
    assert later.notes == ()


def test_a_withdrawn_offer_is_quoted_at_its_last_rate(registry: Registry) -> None:
    """Together withdrew Llama 3.3 70B after 2026-10-22; it is still quoted, with that day."""
    spec = registry["llama-3.3-70b"]

    last = quote(spec, Usage(input=M), date(2026, 10, 22), channel="together")
    gone = quote(spec, Usage(input=M), date(2026, 10, 23), channel="together")

    assert last.cost == gone.cost == usd("1.04")
    assert (last.ended, gone.ended) == (None, date(2026, 10, 22))


def test_moving_alias_is_priced_by_date(registry: Registry) -> None:
    """``gpt-4o`` cost 5 and 15 in June 2024 and 2.50 and 10 in October: 1M of each."""
    costs = []
    for at in (date(2024, 6, 1), date(2024, 10, 15)):
        spec = registry.find("gpt-4o", at).spec
        one = Usage(input=M, output=M)
        costs.append(quote(spec, one, at, channel="openai", prompt=1_000).cost)

    assert costs == [usd("20"), usd("12.5")]


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
    spec = model(rates(input="1"), rates(prompt_over=1_000, hours=("00:00-12:00",), input="3"))

    night = quote(spec, Usage(input=2_000), DAY, channel="acme", minute=0)
    noon = quote(spec, Usage(input=2_000), DAY, channel="acme", minute=720)
    spread = quote(spec, Usage(input=2_000), DAY, channel="acme")

    assert (night.cost, noon.cost) == (usd("0.006"), usd("0.002"))
    # half of the day at 3, half at 1
    assert spread.cost == usd("0.003") + usd("0.001")


def test_overlapping_hours_are_counted_once() -> None:
    """Windows that overlap share no minute: 00-12 at 2, then 12-18 at 4, the rest at 1."""
    spec = model(
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
    spec = model(rates(input="0.1", output="0.2"))
    assert quote(spec, Usage(input=3 * M, output=3 * M), DAY, channel="acme").cost == usd("0.9")

    tiny = model(rates(input="0.000000000001"))
    assert quote(tiny, Usage(input=1), DAY, channel="acme").cost == Decimal("1E-18")


def test_large_sums_keep_their_last_digit() -> None:
    """10^18 - 1 tokens at 0.15 per million: 149,999,999,999.99999985, more than 28 digits allow."""
    spec = model(rates(input="0.15", output="1234567.000000000001"))

    used = Usage(input=10**18 - 1, output=10**18 - 1)
    bill = quote(spec, used, DAY, channel="acme")

    # 10^18 tokens out would be 10^12 x 1234567.000000000001 = 1234567000000000001; one fewer is
    # 1.234567000000000001 less.
    assert [item.amount for item in bill.items] == [
        usd("149999999999.99999985"),
        usd("1234566999999999999.765432999999999999"),
    ]
    assert bill.cost == usd("1234567149999999999.765432849999999999")


def test_prompt_of_many_digits_is_exact() -> None:
    """Shares of 18 decimals of a prompt of 15 digits still add up to that prompt."""
    workload = Workload(
        input_tokens=999_999_999_999_999,
        cached_share=Decimal("0.333333333333333333"),
        cache_write_share=Decimal("0.123456789012345678"),
    )

    done = price_workload(workload, BANDED, DAY, channel="acme")

    assert done.usage.prompt == 999_999_999_999_999


# Trap 29: the basis of a month.


def test_month_basis() -> None:
    """A month is 730 hours or 30.4375 days: 10 requests an hour are 7,300, 24 a day 730.5."""
    assert usd("730") == HOURS_PER_MONTH
    assert usd("30.4375") == DAYS_PER_MONTH
    spec = model(rates(input="1"))

    def month(requests: int, per: str) -> Decimal:
        workload = Workload(requests=requests, per=per, input_tokens=1_000)  # type: ignore[arg-type]
        return price_workload(workload, spec, DAY, channel="acme").monthly.cost

    assert month(10, "hour") == usd("7.3")
    assert month(24, "day") == usd("0.7305")
    assert month(24, "month") == usd("0.024")


# Negotiated prices.


def test_discounts_stack_one_on_the_other() -> None:
    """20 % off, then 10 % off what is left, then 5 % more: 100 -> 80 -> 72 -> 75.6."""
    spec = model(rates(input="100"))
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
    spec = model(rates(input="1"), aliases=("acme-one",))
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


# Trap 3 and impossible usage.


@pytest.mark.parametrize("quantity", [-1, Decimal("-0.5"), Decimal("NaN"), Decimal("Infinity")])
def test_impossible_usage_is_refused(quantity: int | Decimal) -> None:
    """Nobody uses minus one token, nor NaN."""
    with pytest.raises(InputError):
        Usage(input=quantity)


def test_more_cached_than_input_is_refused() -> None:
    """Subtracting 2,000 cached tokens from 1,000 input tokens is refused, not clipped."""
    with pytest.raises(InputError, match="negative"):
        Usage(input=1_000) - Usage(input=2_000)


def test_disputed_prices_say_so(registry: Registry) -> None:
    """Where sources differ on the price used, the bill carries the other statement."""
    bill = quote(registry["llama-3.3-70b"], Usage(input=1), date(2026, 1, 1), channel="together")

    assert "disputed-price" in {note.code for note in bill.notes}


def test_rows_of_a_day(registry: Registry) -> None:
    """GPT-5.6 Luna on 2026-07-29 and a day later: the cut of the 30th, plain row and band."""
    spec = registry["gpt-5.6-luna"]
    found = [
        [row.rates.input for row in price_rows(spec, at, channel="openai", tier=Tier.STANDARD).rows]
        for at in (date(2026, 7, 29), date(2026, 7, 30))
    ]

    assert found == [[usd("1"), usd("2")], [usd("0.2"), usd("0.4")]]


# The second example of the README, by hand.


@pytest.mark.parametrize(
    ("name", "channel", "lines", "cost"),
    [
        # 100,000 requests: 90M uncached, 60M cached (40 % of 150M), 30M output
        ("gpt-4o-mini", "openai", ["13.5", "4.5", "18"], "36.00"),  # 0.15, 0.075, 0.60
        ("gpt-4o", "openai", ["225", "75", "300"], "600.00"),  # 2.50, 1.25, 10
        ("gpt-3.5-turbo", "openai", ["75", "45"], "120.00"),  # 150M x 0.50, 30M x 1.50
        ("claude-3-haiku", "anthropic", ["22.5", "1.8", "37.5"], "61.80"),  # 0.25, 0.03, 1.25
        ("gemini-1.5-flash", "google", ["6.75", "1.125", "9"], "16.875"),  # 0.075, 0.01875, 0.30
    ],
)
def test_readme_example(
    registry: Registry, name: str, channel: str, lines: list[str], cost: str
) -> None:
    """100k requests of 1,500 in, 300 out, 40 % cached, on 2024-10-15."""
    at = date(2024, 10, 15)
    workload = Workload(
        requests=100_000, input_tokens=1_500, output_tokens=300, cached_share=Decimal("0.4")
    )

    bill = price_workload(workload, registry.find(name, at).spec, at, channel=channel).monthly

    assert [item.amount for item in bill.items] == [usd(line) for line in lines]
    assert bill.cost == usd(cost)
