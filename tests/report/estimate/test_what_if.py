"""The same traffic elsewhere: whether it fits, what it costs, and what is not known."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.billing.size_classes import Rescaling, cut_points
from llmcmp.errors import UnknownNameError
from llmcmp.exact import exact
from llmcmp.registry import Offer, Registry, select
from llmcmp.report.estimate.estimate import Estimate, estimate
from llmcmp.report.estimate.traffic import TrafficCost, TrafficToHost
from llmcmp.report.estimate.what_if import Alternative
from llmcmp.schema import (
    Architecture,
    Caching,
    Features,
    Lifecycle,
    ModelSpec,
    Tier,
    Tokenizer,
)
from llmcmp.usage import LoadProfile, UsageData, UsageRow
from tests.factories import model, rates, registry
from tests.report.acme import data, row

NOW = date(2026, 6, 20)
SMALL = model("small", rates("2025-01-01", "2", "4", cached_input="1"))


def tried(
    usage: UsageData, *specs: ModelSpec, on: str = "other", **options: Any
) -> tuple[Alternative, Estimate]:
    """Return what the usage of ``small`` costs on another selector."""
    prices = registry(SMALL, *specs)
    answer = estimate(usage, prices, now=NOW, alternatives=[on], **options)
    return answer.alternatives[0], answer


def classed(spec: ModelSpec, *prompts: int, **options: Any) -> list[UsageRow]:
    """Return one request per prompt size, sorted into the size classes an engine would use."""
    prices = registry(SMALL, spec)
    offer = select(prices, spec.id, at=NOW)
    cuts = cut_points(prices, [offer], **options)("small", None)
    return [
        row("2026-06-01", prompt, bucket=below, bucket_low=below)
        for prompt in prompts
        for below in [sum(1 for cut in cuts if prompt > cut)]
    ]


def codes(answer: Estimate) -> set[str]:
    """Return the codes of the warnings."""
    return {notice.code for notice in answer.warnings}


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


def test_tiers_of_the_alternative() -> None:
    """``other+batch`` costs what its batch row says."""
    spec = model(
        "other", rates("2025-01-01", "2", "0"), rates("2025-01-01", "0.7", "0", tier=Tier.BATCH)
    )

    assert tried(data(row("2026-06-01", 1_000_000)), spec, on="other+batch")[0].cost == Decimal(
        "0.7"
    )


def test_the_bands_of_the_alternative_decide_by_request() -> None:
    """Over 1,000 tokens the other model costs double: 900 at $1 and 1,100 at $2 a million."""
    spec = model(
        "other", rates("2025-01-01", "1", "0"), rates("2025-01-01", "2", "0", prompt_over=1_000)
    )

    other, _ = tried(data(*classed(spec, 900, 1_100)), spec)

    assert other.cost == Decimal("0.0009") + Decimal("0.0022")


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
    assert "5 requests are known only as sums" in " ".join(
        notice.text for notice in answer.warnings
    )


def test_a_model_without_a_cache_reads_cached_tokens_as_input() -> None:
    """600 fresh and 400 cached tokens cost 1,000 x $1, and the report says why."""
    spec = model(
        "other", rates("2025-01-01", "1", "0"), features=Features(prompt_caching="no"), caching=None
    )

    other, answer = tried(data(row("2026-06-01", 600, cached_input=400)), spec)

    assert other.cost == Decimal("0.001")
    assert "no-cache" in codes(answer)


def test_a_cache_that_nobody_documents_is_not_assumed() -> None:
    """Whether it caches is unknown: priced as input, and said."""
    spec = model("other", rates("2025-01-01", "1", "0"), features=Features(), caching=None)

    other, answer = tried(data(row("2026-06-01", 600, cached_input=400)), spec)

    assert other.cost == Decimal("0.001")
    assert "cache-unknown" in codes(answer)


def test_a_cache_without_a_known_price_is_refused() -> None:
    """It caches, its price is unknown: no cost, with the reason."""
    other, _ = tried(
        data(row("2026-06-01", 600, cached_input=400)),
        model("other", rates("2025-01-01", "1", "0")),
    )

    assert other.cost is None
    assert not other.feasible
    assert "no cached_input price known for other" in other.reasons[0]


def test_prompts_under_the_least_prefix_are_not_cached() -> None:
    """From 1,024 tokens on: 1,023 all at $1; of 1,024 the 500 cached ones at $0.10."""
    spec = model(
        "other",
        rates("2025-01-01", "1", "0", cached_input="0.1"),
        caching=Caching(minimum_prefix=1_024, write_fee="none"),
    )
    prices = registry(SMALL, spec)
    cuts = cut_points(prices, [select(prices, "other", at=NOW)])("small", None)
    below, above = cuts.index(1_023), cuts.index(1_023) + 1
    usage = data(
        row("2026-06-01", 523, cached_input=500, bucket=below, bucket_low=below),
        row("2026-06-01", 524, cached_input=500, bucket=above, bucket_low=above),
    )

    other, answer = tried(usage, spec)

    assert other.cost == (Decimal(1_023) + 524 + 50) / 1_000_000
    assert "below-cache-minimum" in codes(answer)


def test_long_lived_writes_are_priced_as_the_one_kind_there_is() -> None:
    """The other cache has one price for writes, $1.25."""
    paid = model(
        "other",
        rates("2025-01-01", "1", "0", cached_input="0.1", cache_write="1.25"),
        caching=Caching(write_fee="priced"),
    )
    here = model("small", rates("2025-01-01", "2", "0", cached_input="1", cache_write_1h="4"))
    prices = registry(here, paid)

    answer = estimate(
        data(row("2026-06-01", cache_write_1h=1_000_000)), prices, now=NOW, alternatives=["other"]
    )

    assert answer.alternatives[0].cost == Decimal("1.25")
    assert "one-cache" in codes(answer)


GPT2 = Tokenizer(name="gpt2")


def twice(_: ModelSpec, __: ModelSpec) -> Rescaling:
    """Make two tokens of one, between 1.5 and 3."""
    return Rescaling(
        factor=Decimal(2), low=Decimal("1.5"), high=Decimal(3), text="measured on English"
    )


def test_tokens_are_rescaled_with_their_band() -> None:
    """A million tokens become two, between 1.5 and 3 million, at $1."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2)

    other, answer = tried(data(row("2026-06-01", 1_000_000)), spec, rescale=twice)

    assert (other.cost, other.low, other.high) == (Decimal(2), Decimal("1.5"), Decimal(3))
    assert "rescaled" in codes(answer)


def test_rescaled_prompts_meet_the_limits_in_their_own_tokens() -> None:
    """2,048 tokens of GPT-2 are 1,024 here: 1,024 fit, 1,025 do not."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2, context_window=2_048)

    fits, _ = tried(data(*classed(spec, 1_024, rescale=twice)), spec, rescale=twice)
    not_, _ = tried(data(*classed(spec, 1_025, rescale=twice)), spec, rescale=twice)

    assert fits.feasible
    assert not_.reasons == ("100 % of requests exceed 2,048 tokens",)


def test_without_a_ratio_the_tokens_are_kept_and_the_report_says_so() -> None:
    """Another vocabulary, nothing measured: same tokens, visible note."""
    spec = model("other", rates("2025-01-01", "1", "0"), tokenizer=GPT2)

    other, answer = tried(data(row("2026-06-01", 1_000_000)), spec)

    assert other.cost == 1
    assert "same-tokens" in codes(answer)


def test_two_undisclosed_vocabularies_are_not_the_same() -> None:
    """Equal words for not knowing are no equal vocabularies."""
    hidden = Tokenizer(name="undisclosed")
    here = model("small", rates("2025-01-01", "2", "0"), tokenizer=hidden)
    there = model("other", rates("2025-01-01", "1", "0"), tokenizer=hidden)

    answer = estimate(
        data(row("2026-06-01", 1)), registry(here, there), now=NOW, alternatives=["other"]
    )

    assert "same-tokens" in codes(answer)


def test_a_retired_model_is_quoted_at_its_last_rate_and_infeasible() -> None:
    """With the day of its retirement."""
    spec = model(
        "other",
        rates("2025-01-01", "1", "0"),
        lifecycle=Lifecycle(state="retired", retires="2026-03-01"),
    )

    other, _ = tried(data(row("2026-06-01", 1_000_000)), spec)

    assert other.cost == 1
    assert other.reasons == ("retired on 2026-03-01",)


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
