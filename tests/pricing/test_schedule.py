"""The price of its day: announced, withdrawn, undated and moving."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llmcmp.errors import UnpricedError
from llmcmp.pricing import price_rows, quote
from llmcmp.registry import Registry
from llmcmp.schema import Tier
from llmcmp.usage import Usage
from tests.factories import model, rates

M = 1_000_000


def usd(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)


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
    spec = model("acme-1", rates(input="1"), rates("2027-01-01", input="3"))

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
    spec = model("acme-1", rates("unknown", input="1"), released="2024-03-05")

    bill = quote(spec, Usage(input=M), date(2024, 3, 5), channel="acme")

    assert bill.cost == 1
    assert [note.code for note in bill.notes] == ["price-day-unknown"]
    with pytest.raises(UnpricedError, match="no price known on that date"):
        quote(spec, Usage(input=M), date(2024, 3, 4), channel="acme")


def test_a_dated_row_beats_one_without_a_day() -> None:
    """On the day of the dated row it holds; the row without a day only fills the time before."""
    spec = model("acme-1", rates("unknown", input="5"), rates("2024-06-01", input="1"))

    assert quote(spec, Usage(input=M), date(2024, 5, 31), channel="acme").cost == 5
    assert quote(spec, Usage(input=M), date(2024, 6, 1), channel="acme").cost == 1


def test_a_price_first_seen_later_casts_doubt_on_the_one_before() -> None:
    """A price that was only *seen* on a day may have begun before it: the days before say so."""
    spec = model("acme-1", rates(input="1"), rates("2024-06-01", input="2", since_basis="seen"))

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


def test_rows_of_a_day(registry: Registry) -> None:
    """GPT-5.6 Luna on 2026-07-29 and a day later: the cut of the 30th, plain row and band."""
    spec = registry["gpt-5.6-luna"]
    result = [
        [row.rates.input for row in price_rows(spec, at, channel="openai", tier=Tier.STANDARD).rows]
        for at in (date(2026, 7, 29), date(2026, 7, 30))
    ]

    assert result == [[usd("1"), usd("2")], [usd("0.2"), usd("0.4")]]
