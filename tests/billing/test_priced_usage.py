"""Every row at its own price, and the sum exactly that of its requests."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llmcmp.billing.size_classes import cut_points, hours_matter
from llmcmp.engine.rows.counts import by_meter
from llmcmp.engine.rows.row import Row
from llmcmp.engine.rows.times import day_number
from llmcmp.engine.sums.rollup import Rollup
from llmcmp.errors import UnpricedError
from llmcmp.exact import exact
from llmcmp.pricing import quote
from llmcmp.registry import Registry
from llmcmp.schema import Discount, Tier
from llmcmp.usage import (
    Usage,
    UsageData,
)
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimates import ACME, SMALL, estimated

# Exactness


def test_a_row_costs_the_sum_of_its_meters() -> None:
    """1,000 input at $1, 500 cached at $0.10, 200 output at $4, each per million."""
    total = estimated(data(row("2026-06-01", 1_000, 200, cached_input=500))).total

    by_hand = Decimal("0.001") + Decimal("0.00005") + Decimal("0.0008")
    assert total.cost == total.low == total.high == by_hand
    assert total.tokens == {"input": 1_000, "cached_input": 500, "output": 200}
    assert total.requests == 1


def test_each_row_is_priced_on_its_own_day() -> None:
    """The price halves on 10 June: a million tokens cost $2 on the 9th and $1 from the 10th."""
    halved = registry(model("small", rates("2025-01-01", "2", "0"), rates("2026-06-10", "1", "0")))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    assert estimated(usage, halved).total.cost == 2 + 1
    assert [day.cost for day in estimated(usage, halved).days] == [2, 1]


def test_a_given_day_reprices_every_row() -> None:
    """With --at 9 June both rows cost $2."""
    halved = registry(model("small", rates("2025-01-01", "2", "0"), rates("2026-06-10", "1", "0")))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    answer = estimated(usage, halved, at=date(2026, 6, 9))

    assert answer.total.cost == 2 + 2
    assert answer.repriced
    assert answer.at == date(2026, 6, 9)


LONG = registry(
    model(
        "small",
        rates("2025-01-01", "1", "4"),
        rates("2025-01-01", "2", "6", prompt_over=200_000),
    )
)


def test_past_the_band_every_token_costs_more() -> None:
    """One request of 300,000 costs $2 and $6 per million, output too."""
    usage = data(row("2026-06-01", 300_000, 1_000, bucket=1, bucket_low=1))

    assert estimated(usage, LONG).total.cost == Decimal("0.6") + Decimal("0.006")


NIGHT = registry(
    model(
        "small",
        rates("2025-01-01", "2", "0"),
        rates("2025-01-01", "1", "0", hours=("00:00-06:00",)),
    )
)


def test_the_hour_decides_where_the_price_depends_on_it() -> None:
    """A million tokens cost $1 at 03:00 and $2 at 06:00 UTC."""
    usage = data(row("2026-06-01", 1_000_000, hour=3), row("2026-06-01", 1_000_000, hour=6))

    assert estimated(usage, NIGHT).total.cost == 1 + 2
    assert hours_matter(NIGHT)("small", None)
    assert not hours_matter(ACME)("small", None)


def test_a_window_within_an_hour_gives_a_bracket() -> None:
    """Cheap from 03:30: a million tokens between 03:00 and 04:00 cost between $1 and $2."""
    half = registry(
        model(
            "small",
            rates("2025-01-01", "2", "0"),
            rates("2025-01-01", "1", "0", hours=("03:30-06:00",)),
        )
    )

    total = estimated(data(row("2026-06-01", 1_000_000, hour=3)), half).total

    assert (total.low, total.high) == (Decimal(1), Decimal(2))


def test_usage_without_an_hour_is_spread_over_the_day() -> None:
    """Six of 24 hours at $1, the others at $2: $1.75 a million, between $1 and $2."""
    total = estimated(data(row("2026-06-01", 1_000_000)), NIGHT).total

    assert total.cost == Decimal("1.75")
    assert (total.low, total.high) == (Decimal(1), Decimal(2))


def test_tiers_are_looked_up() -> None:
    """Batch has a row of its own; a tier nobody priced is not the standard one."""
    tiers = registry(
        model(
            "small", rates("2025-01-01", "2", "0"), rates("2025-01-01", "1", "0", tier=Tier.BATCH)
        )
    )

    assert estimated(data(row("2026-06-01", 1_000_000, tier="batch")), tiers).total.cost == 1
    with pytest.raises(UnpricedError, match="no flex price known for small"):
        estimated(data(row("2026-06-01", 1, tier="flex")), tiers)
    with pytest.raises(UnpricedError, match="no price known for tier fast of small"):
        estimated(data(row("2026-06-01", 1, tier="fast")), tiers)


def test_discounts_of_the_registry_are_taken_off_in_their_time() -> None:
    """Ten percent off from 10 June: $1 on the 9th, $0.90 on the 10th."""
    cheaper = registry(SMALL, discounts=(Discount(percent=Decimal(10), since="2026-06-10"),))
    usage = data(row("2026-06-09", 1_000_000), row("2026-06-10", 1_000_000))

    assert estimated(usage, cheaper).total.cost == 1 + Decimal("0.9")


def test_requests_that_the_file_calls_free_cost_nothing() -> None:
    """Free is a price where the file says both the word and the zero."""
    answer = estimated(data(row("2026-06-01", 1_000, tier="free", reported_cost=Decimal(0))))

    assert answer.total.cost == 0
    assert answer.rows.priced == 1
    with pytest.raises(UnpricedError, match="tier free"):
        estimated(data(row("2026-06-01", 1_000, tier="free")))


price = st.decimals("0", "99.999", places=3, allow_nan=False)
day = st.dates(date(2026, 1, 1), date(2026, 6, 19))


@st.composite
def histories(draw: st.DrawFn) -> Any:
    """Draw a model with random price rows on random days, bands and tiers."""
    rows = {}
    for tier in (Tier.STANDARD, Tier.BATCH):
        for edge in {None, *draw(st.lists(st.sampled_from([500, 1_000, 3_000]), max_size=2))}:
            for since in {date(2025, 1, 1), *draw(st.lists(day, max_size=3))}:
                rows[tier, edge, since] = rates(
                    since.isoformat(),
                    str(draw(price)),
                    str(draw(price)),
                    cached_input=str(draw(price)),
                    prompt_over=edge,
                    tier=tier,
                )
    return model("small", *rows.values())


requests = st.lists(
    st.tuples(
        day,
        st.sampled_from(["standard", "batch"]),
        st.integers(0, 4_000),
        st.integers(0, 2_000),
        st.integers(0, 3_000),
    ),
    min_size=1,
    max_size=40,
)


def rolled_up(seen: list[Any], prices: Registry) -> UsageData:
    """Return requests summed as an engine sums them."""
    rollup = Rollup(cut_points(prices))
    for when, tier, fresh, cached, output in seen:
        rollup.add(
            Row(
                model="small",
                tier=tier,
                at=day_number(when) * 86_400,
                counts=by_meter(input=fresh, cached_input=cached, output=output),
            ),
            (),
        )
    return data(*rollup.rows())


@settings(max_examples=150)
@given(histories(), requests)
def test_the_sum_costs_what_its_requests_cost_one_by_one(spec: Any, seen: list[Any]) -> None:
    """Over random price histories, bands and tiers: equal to the last digit."""
    prices = registry(spec)

    total = estimated(rolled_up(seen, prices), prices).total

    with exact():
        one_by_one = sum(
            quote(
                spec,
                Usage(input=fresh, cached_input=cached, output=output),
                when,
                channel="acme",
                tier=Tier(tier),
            ).cost
            for when, tier, fresh, cached, output in seen
        )
    assert total.cost == one_by_one
    assert total.low == total.high == total.cost


@given(st.lists(st.integers(1, 200_000), min_size=2, max_size=20))
def test_pricing_the_summed_prompt_would_be_wrong(prompts: list[int]) -> None:
    """Requests that all stay below a band cost less than their summed prompt would."""
    assume(sum(prompts) > 200_000)
    seen = [(date(2026, 6, 1), "standard", prompt, 0, 0) for prompt in prompts]
    usage = rolled_up(seen, LONG)

    naive = quote(LONG["small"], usage.rows[0].usage, date(2026, 6, 1), channel="acme").cost

    assert estimated(usage, LONG).total.cost == Decimal(sum(prompts)) / 1_000_000
    assert naive == 2 * estimated(usage, LONG).total.cost


def test_rows_without_a_date_are_priced_today_with_a_warning() -> None:
    """There is no month and no day to show for them."""
    answer = estimated(data(row(None, 1_000_000)))

    assert answer.total.cost == 1
    assert not answer.months
    assert not answer.days
    assert "no-dates" in {notice.code for notice in answer.warnings}
