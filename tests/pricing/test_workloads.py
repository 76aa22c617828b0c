"""A workload as usage: cached shares, the basis of a month, an example by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.errors import UnpricedError
from llmcmp.files import load_registry
from llmcmp.pricing import price_workload
from llmcmp.registry import Registry
from llmcmp.schema import Caching, Features, ModelSpec, Tier
from llmcmp.usage import DAYS_PER_MONTH, HOURS_PER_MONTH, PromptText, TokenCount, Workload
from tests.factories import model, rates
from tests.pricing.acme_models import BANDED

DAY = date(2026, 11, 22)


def usd(text: str) -> Decimal:
    """Return an amount."""
    return Decimal(text)


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

    result = price_workload(workload, spec, DAY, channel="acme")

    assert result.monthly.cost == usd(cost)
    assert {note.code for note in result.notes} == codes


def test_a_model_without_a_cache_charges_input() -> None:
    """Where there is no cache, half of 1,000 tokens "cached" costs what 1,000 tokens cost."""
    spec = model("acme-1", rates(input="1", output="4"), features=Features(prompt_caching="no"))
    workload = Workload(input_tokens=1_000, cached_share=Decimal("0.5"))

    result = price_workload(workload, spec, DAY, channel="acme")

    assert result.monthly.cost == usd("0.001")
    assert [note.code for note in result.notes] == ["no-cache"]


def test_a_cache_without_a_known_rate_is_unpriced() -> None:
    """A model that caches at a rate nobody knows cannot be priced with a cached share."""
    spec = model("acme-1", rates(input="1", output="4"))
    workload = Workload(input_tokens=1_000, cached_share=Decimal("0.5"))

    with pytest.raises(UnpricedError, match="no cached_input price known for acme-1"):
        price_workload(workload, spec, DAY, channel="acme")


def test_caching_before_its_first_day_is_input() -> None:
    """Caching of gpt-4o-mini began on 2024-10-01: the day before, a cached share was input."""
    spec = model(
        "acme-1",
        rates(input="1", output="4"),
        features=Features(prompt_caching="yes", since={"prompt_caching": "2024-10-01"}),
    )
    workload = Workload(input_tokens=1_000, cached_share=Decimal(1))

    before = price_workload(workload, spec, date(2024, 9, 30), channel="acme")

    assert before.monthly.cost == usd("0.001")
    with pytest.raises(UnpricedError):
        price_workload(workload, spec, date(2024, 10, 1), channel="acme")


def test_batch_does_not_halve_a_cache_rate_nobody_stated(registry: Registry) -> None:
    """The batch row of gpt-4o-mini has no cached rate, so a cached share has no batch price."""
    workload = Workload(input_tokens=2_000, cached_share=Decimal("0.5"))

    with pytest.raises(UnpricedError, match="no cached_input price known for gpt-4o-mini"):
        price_workload(workload, registry["gpt-4o-mini"], DAY, channel="openai", tier=Tier.BATCH)


def test_prompt_of_many_digits_is_exact() -> None:
    """Shares of 18 decimals of a prompt of 15 digits still add up to that prompt."""
    workload = Workload(
        input_tokens=999_999_999_999_999,
        cached_share=Decimal("0.333333333333333333"),
        cache_write_share=Decimal("0.123456789012345678"),
    )

    result = price_workload(workload, BANDED, DAY, channel="acme")

    assert result.usage.prompt == 999_999_999_999_999


# Trap 29: the basis of a month.


def test_month_basis() -> None:
    """A month is 730 hours or 30.4375 days: 10 requests an hour are 7,300, 24 a day 730.5."""
    assert usd("730") == HOURS_PER_MONTH
    assert usd("30.4375") == DAYS_PER_MONTH
    spec = model("acme-1", rates(input="1"))

    def month(requests: int, per: str) -> Decimal:
        workload = Workload(requests=requests, per=per, input_tokens=1_000)  # type: ignore[arg-type]
        return price_workload(workload, spec, DAY, channel="acme").monthly.cost

    assert month(10, "hour") == usd("7.3")
    assert month(24, "day") == usd("0.7305")
    assert month(24, "month") == usd("0.024")


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


@given(low=st.integers(0, 300_000), up=st.integers(0, 50_000), more=st.integers(0, 50_000))
def test_the_cost_lies_in_its_band(low: int, up: int, more: int) -> None:
    """Whatever the band of tokens, and across a price band, low <= cost <= high."""
    spec = _banded()
    count = TokenCount(
        tokens=low + up, kind="calibrated", low=low, high=low + up + more, tokenizer="x"
    )
    prompt = PromptText(files=("a",), counts={spec.id: count}, uncounted={})
    bill = price_workload(
        Workload(requests=10, prompt=prompt, output_tokens=3), spec, date(2026, 11, 22),
        channel="openai",
    )  # fmt: skip

    assert bill.low <= bill.monthly.cost <= bill.high


def _banded() -> ModelSpec:
    """Return a model whose price jumps at 272,000 prompt tokens."""
    return load_registry()["gpt-6-sol"]
