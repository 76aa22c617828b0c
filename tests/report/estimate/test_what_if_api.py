"""The same traffic on an API: tiers, bands, caches and prices that ended."""

from decimal import Decimal

from llmcmp.billing.size_classes import cut_points
from llmcmp.registry import select
from llmcmp.report.estimate.estimate import estimate
from llmcmp.schema import (
    Caching,
    Features,
    Lifecycle,
    Tier,
)
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimate.alternatives import NOW, SMALL, classed, codes, tried


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
