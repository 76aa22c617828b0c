"""What models.dev says, as price rows."""

from __future__ import annotations

from decimal import Decimal

from tests.files.shelf.feeds.feed_models import parsed


def test_models_dev_is_read() -> None:
    """Prices are per million; the long-prompt prices are a band."""
    costs = {"input": 1.25, "output": 10, "context_over_200k": {"input": 2.5, "output": 15}}
    limits = {"context": 1_048_576, "output": 65_536}
    (model,) = parsed(
        {"google": {"models": {"gem": {"name": "Gem", "cost": costs, "limit": limits}}}}
    )

    assert model.spec.context_window == 1_048_576
    assert [(row.prompt_over, row.input) for row in model.spec.rates] == [
        (None, Decimal("1.25")),
        (200_000, Decimal("2.5")),
    ]
