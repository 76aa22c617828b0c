"""The same traffic elsewhere: whether it fits, what it costs, and what is not known."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.billing.size_classes import Rescaling, cut_points
from llmcmp.errors import UnknownNameError
from llmcmp.exact import exact
from llmcmp.registry import Offer, Registry, select
from llmcmp.report.estimate.traffic import TrafficCost, TrafficToHost
from llmcmp.schema import (
    Architecture,
    Caching,
    ModelSpec,
)
from llmcmp.usage import LoadProfile
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimate.alternatives import GPT2, NOW, SMALL, classed, codes, tried, twice


def test_the_saving_is_what_was_paid_less_what_it_would_cost() -> None:
    """$2 a million here, $0.50 there: $1.50 saved of $2, 75 %."""
    other, answer = tried(
        data(row("2026-06-01", 1_000_000)), model("other", rates("2025-01-01", "0.5", "1"))
    )

    assert other.cost == other.low == other.high == Decimal("0.5")
    assert (other.saving, other.saving_percent) == (Decimal("1.5"), Decimal(75))
    assert other.feasible
    assert "same-tokens" not in codes(answer)


def test_alternatives_are_priced_today_or_at_the_given_day() -> None:
    """The other model halves its price on 10 June; usage of 1 June is tried at today's price."""
    spec = model("other", rates("2025-01-01", "2", "0"), rates("2026-06-10", "1", "0"))
    usage = data(row("2026-06-01", 1_000_000))

    assert tried(usage, spec)[0].cost == 1
    assert tried(usage, spec, at=date(2026, 6, 9))[0].cost == 2


def test_the_share_of_requests_that_do_not_fit_is_the_reason() -> None:
    """Three of eight prompts are longer than 2,048 tokens: 37.5 %, infeasible."""
    spec = model("other", rates("2025-01-01", "1", "0"), context_window=2_048)
    sizes = [100, 2_048, 2_049, 5_000, 30, 2_000, 2_500, 7]

    other, _ = tried(data(*classed(spec, *sizes)), spec)

    assert not other.feasible
    assert other.reasons == ("37.5 % of requests exceed 2,048 tokens",)
    assert other.cost is not None


def test_requests_that_just_fit_are_feasible() -> None:
    """A prompt of exactly the window is not past it."""
    spec = model("other", rates("2025-01-01", "1", "0"), context_window=2_048)

    assert tried(data(*classed(spec, 2_048)), spec)[0].feasible


def test_sums_of_requests_leave_the_fit_unknown() -> None:
    """A daily sum past the window says nothing of its requests: a warning, not a reason."""
    spec = model("other", rates("2025-01-01", "1", "0"), context_window=2_048)
    usage = data(
        row("2026-06-01", 9_000, bucket=1, bucket_low=0, per_request=False, rows=5, requests=5)
    )

    other, answer = tried(usage, spec)

    assert other.feasible
    assert "5 requests are known by their sums only" in " ".join(
        notice.text for notice in answer.warnings
    )


OPEN = model(
    "open",
    weights="open",
    own_channel=None,
    architecture=Architecture(layers=2, d_model=8, heads=2),
)


def test_self_hosting_is_refused_with_a_hint_until_it_can_be_planned() -> None:
    """No price per token is invented for weights."""
    other, _ = tried(data(row("2026-06-01", 1_000)), OPEN, on="open")

    assert other.cost is None
    assert "llmcmp host open" in other.reasons[0]


def test_a_hosting_plan_gets_the_traffic_in_its_own_tokens() -> None:
    """Tokens re-scaled, requests, days and the load over time."""
    load = LoadProfile(minutes=(1, 0, 1))
    got: list[TrafficToHost] = []

    def host(offer: Offer, traffic: TrafficToHost) -> TrafficCost:
        assert offer.is_self
        got.append(traffic)
        return TrafficCost(cost=Decimal(7), low=Decimal(6), high=Decimal(9))

    hidden = model(
        "open",
        weights="open",
        own_channel=None,
        tokenizer=GPT2,
        architecture=Architecture(layers=2, d_model=8, heads=2),
    )
    usage = data(row("2026-06-01", 1_000, 10), row("2026-06-02", 500), load=load)
    other, _ = tried(usage, hidden, on="open", host=host, rescale=twice)

    assert (other.cost, other.low, other.high) == (Decimal(7), Decimal(6), Decimal(9))
    assert got[0].usage.input == 3_000
    assert got[0].usage.output == 20
    assert (got[0].requests, got[0].load) == (2, load)
    with exact():
        assert got[0].days == Decimal(3) / 1440


def test_an_unknown_alternative_is_a_bad_invocation() -> None:
    """A typo in --as fails at once."""
    with pytest.raises(UnknownNameError):
        tried(data(row("2026-06-01", 1)), on="othr")


def test_cut_points_are_those_of_the_model_and_of_every_alternative() -> None:
    """Bands, windows and the least cached prefix; each alternative in tokens of the model."""
    spec = model(
        "other",
        rates("2025-01-01", "1", "0"),
        rates("2025-01-01", "2", "0", prompt_over=3_000),
        context_window=9_000,
        caching=Caching(minimum_prefix=1_024),
        tokenizer=GPT2,
    )
    prices: Registry = registry(SMALL, spec)
    offer = select(prices, "other", at=NOW)

    assert cut_points(prices)("small", None) == (1_000_000,)
    assert cut_points(prices, [offer])("small", None) == (1_023, 3_000, 9_000, 1_000_000)
    assert cut_points(prices, [offer])("unheard-of", None) == (1_023, 3_000, 9_000)
    # 3,000 of its tokens are 1,500 of ours, 2,000 at the low and 1,000 at the high end of the band.
    assert {1_000, 1_500, 2_000} <= set(cut_points(prices, [offer], rescale=twice)("small", None))
    assert cut_points(prices, aliases={"x": "other@acme+batch"})("x", None) == (3_000, 9_000)


@given(
    st.lists(st.integers(1, 5_000), min_size=1, max_size=30), st.decimals("0.5", "2.5", places=2)
)
def test_an_alternative_costs_what_its_requests_cost_one_by_one(
    prompts: list[int], factor: Decimal
) -> None:
    """Re-scaled and past a band of the other model or not: equal to the last digit."""
    spec = model(
        "other",
        rates("2025-01-01", "1", "0"),
        rates("2025-01-01", "2", "0", prompt_over=2_000),
        tokenizer=GPT2,
    )

    def rescale(_: ModelSpec, __: ModelSpec) -> Rescaling:
        return Rescaling(factor=factor, low=factor, high=factor, text="")

    other, _ = tried(data(*classed(spec, *prompts, rescale=rescale)), spec, rescale=rescale)

    sizes = [prompt * factor for prompt in prompts]
    by_hand = sum(size * (2 if size > 2_000 else 1) for size in sizes) / 1_000_000
    assert other.cost == other.low == other.high == by_hand
