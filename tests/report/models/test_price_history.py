"""A history holds every row, and each ends where the next begins."""

from __future__ import annotations

from datetime import date

import pytest

from llmcmp.registry import Registry
from llmcmp.report.market import Market
from llmcmp.report.models.price_history import price_history

AT = date(2026, 11, 22)


def test_history_follows_a_moving_alias(registry: Registry) -> None:
    """``gpt-4o`` has stood for two models: both histories are told, in that order."""
    result = price_history(Market(registry=registry, at=AT), "GPT-4o")

    assert [target.model for target in result.meanings] == [
        "gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06",
    ]
    assert list(dict.fromkeys(period.model for period in result.periods)) == [
        "gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06",
    ]


def test_the_last_rates_of_a_retired_model(registry: Registry) -> None:
    """Rates of a retired model are said to be its last; before that day nothing is said."""

    def meanings(name: str, at: date) -> list[str]:
        return [
            n.text
            for n in price_history(Market(registry=registry, at=at), name).warnings
            if n.code == "retired"
        ]

    assert meanings("claude-3-haiku", date(2026, 4, 20)) == [
        "claude-3-haiku was retired on 2026-04-20: rates of anthropic in force are its last"
    ]
    assert meanings("claude-3-haiku", date(2026, 4, 19)) == []
    assert meanings("llama-3.3-70b", AT) == []


def test_periods_end_where_the_next_begins(registry: Registry) -> None:
    """Gemini 1.5 Flash: until 2024-08-11, then from 2024-08-12, band and plain row each."""
    result = price_history(Market(registry=registry, at=AT), "gemini-1.5-flash")
    ours = [p for p in result.periods if (p.rates.channel, p.rates.tier) == ("google", "standard")]
    plain = [period for period in ours if period.rates.prompt_over is None]

    assert [(p.begins, p.until, p.in_force) for p in plain] == [
        (date(2024, 5, 14), date(2024, 8, 11), False),
        (date(2024, 8, 12), None, True),
    ]


def test_a_withdrawn_offer_ends(registry: Registry) -> None:
    """Together's price of Llama 3.3 70B ended on 2026-10-22."""
    result = price_history(Market(registry=registry, at=AT), "llama-3.3-70b")
    ours = [period for period in result.periods if period.rates.channel == "together"]

    assert [(period.until, period.in_force) for period in ours] == [(date(2026, 10, 22), False)]


def test_a_model_without_a_price_has_an_empty_history(registry: Registry) -> None:
    """OPT was never sold by the token."""
    assert price_history(Market(registry=registry, at=AT), "opt-175b").periods == ()


@pytest.mark.parametrize("at", [date(2024, 1, 1), date(2025, 6, 1), AT])
def test_one_period_of_a_series_is_in_force(registry: Registry, at: date) -> None:
    """On any day at most one row of a channel, tier, band and hours holds."""
    for id_ in registry.ids:
        series = [
            (p.rates.channel, p.rates.tier, p.rates.prompt_over, p.rates.hours)
            for p in price_history(Market(registry=registry, at=at), id_).periods
            if p.in_force
        ]
        assert len(series) == len(set(series)), id_
