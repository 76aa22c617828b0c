"""Dates that may be known only to the month or the year."""

from __future__ import annotations

from datetime import date

import pytest

from llmcmp.schema import check_partial, first_day, is_whole, last_day

SPANS = [
    ("2024-07-18", date(2024, 7, 18), date(2024, 7, 18)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
]


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_a_month_or_a_year_is_all_of_its_days(text: str, first: date, last: date) -> None:
    """What is known bounds the day from both sides; only a whole date is one day."""
    assert (first_day(text), last_day(text)) == (first, last)
    assert is_whole(text) == (first == last)


@pytest.mark.parametrize("text", ["2024-7-18", "24-07-18", "2024-13", "2024-02-30", "٢٠٢٤", ""])
def test_other_texts_are_no_dates(text: str) -> None:
    """The error names the field, and says what could be written."""
    with pytest.raises(ValueError, match=r"not a date|month|day"):
        first_day(text)
    with pytest.raises(ValueError, match=r"^since: not a date: .*use 2024-07-18, 2024-07, 2024"):
        check_partial(text, "since")


def test_a_day_may_be_unknown() -> None:
    """``unknown`` is accepted where a date is stated, and means no day."""
    check_partial("unknown", "since")

    assert not is_whole("unknown")
    with pytest.raises(ValueError, match="not a date: unknown"):
        last_day("unknown")
