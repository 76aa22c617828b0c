"""OpenRouter's answer, as price rows."""

from __future__ import annotations

from decimal import Decimal

from tests.files.shelf.feeds.feed_models import parsed

ZERO = Decimal(0)


def test_openrouters_answer_is_read() -> None:
    """Prices are strings per token; -1 is a router without a price of its own."""
    answer = {
        "data": [
            {
                "id": "acme/large",
                "canonical_slug": "acme/large-20260101",
                "context_length": 1000,
                "pricing": {"prompt": "0.000003", "completion": "0.000015", "web_search": "0.01"},
            },
            {"id": "acme/tiny:free", "pricing": {"prompt": "0", "completion": "0"}},
            {"id": "acme/zero", "pricing": {"prompt": "0", "completion": "0"}},
            {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        ]
    }
    large, free, zero, router = parsed(answer)

    assert large.spec.aliases == ("acme/large", "acme/large-20260101")
    assert (large.spec.rates[0].input, large.spec.rates[0].output) == (Decimal(3), Decimal(15))
    assert (free.spec.rates[0].input, free.spec.rates[0].output) == (ZERO, ZERO)
    assert zero.spec.rates == ()
    assert router.spec.rates == ()
