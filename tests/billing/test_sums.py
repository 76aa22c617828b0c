"""Ratios of sums: the cache hit rate, the cost of a request."""

from decimal import Decimal

from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimates import estimated


def test_the_cache_hit_rate_is_reads_over_all_prompt_tokens() -> None:
    """600 read of 600 + 300 + 100 written: 60 %."""
    writes = registry(
        model("small", rates("2025-01-01", "1", "4", cached_input="0.1", cache_write="1.25"))
    )
    usage = data(row("2026-06-01", 300, 50, cached_input=600, cache_write=100))

    assert estimated(usage, writes).cache_hit_rate == Decimal("0.6")
    assert estimated(data(row("2026-06-01", 0, 5))).cache_hit_rate is None


def test_cost_per_request_needs_counted_requests() -> None:
    """$3 for 4 requests is $0.75 and $750 a thousand; without a count it is unknown."""
    counted = estimated(data(row("2026-06-01", 3_000_000, rows=2, requests=4)))
    uncounted = estimated(data(row("2026-06-01", 3_000_000, requests=None)))

    assert counted.cost_per_request == Decimal("0.75")
    assert counted.cost_per_thousand == 750
    assert uncounted.cost_per_request is None
    assert uncounted.total.requests is None
