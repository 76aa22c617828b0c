"""Requests per minute: from single minutes, or spread over the spans that files book."""

from __future__ import annotations

from datetime import date

import pytest

from llmcmp.usage import LoadProfile, load_profile

JUNE = 29_693_520
"""00:00 UTC of a day, in minutes since 1970."""


def test_minutes_between_requests_are_empty() -> None:
    """Two requests in the first minute and one in the third: the second had none."""
    load = load_profile({JUNE: 2, JUNE + 2: 1})
    assert load == LoadProfile(start=date(2026, 6, 16), minutes=(2, 0, 1))


def test_a_trace_without_dates_starts_on_no_day() -> None:
    """Minutes since the start of a trace are small numbers."""
    assert load_profile({0: 1, 1: 1}) == LoadProfile(minutes=(1, 1))


def test_requests_of_a_span_are_spread_over_it() -> None:
    """Seven requests booked at a quarter hour are 0 or 1 a minute, and all of them are there."""
    load = load_profile({0: 7, 15: 15}, booked={0, 15})
    assert load is not None
    assert load.span == 15
    assert len(load.minutes) == 30
    assert set(load.minutes[:15]) == {0, 1}
    assert (sum(load.minutes[:15]), load.minutes[15:]) == (7, (1,) * 15)


@pytest.mark.parametrize(
    ("minutes", "booked"),
    [
        ({}, ()),  # nothing was used
        ({0: 5, 1440: 5}, ()),  # times without minutes
        ({0: 5}, (0,)),  # one booking, of nobody knows how long
        ({0: 1, 1_500_000: 1}, ()),  # nearly three years
    ],
)
def test_without_minutes_there_is_no_load(minutes: dict[int, int], booked: tuple[int, ...]) -> None:
    """Where no minute is known by itself, or time is too long, nothing is made up."""
    assert load_profile(minutes, set(booked)) is None
