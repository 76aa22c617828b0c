"""A month against the one before: like with like, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from llmcmp.render.formats.table import table_text
from llmcmp.render.pages.estimate.estimate import estimate_page
from tests.report.estimates import estimated, month_of_days


def test_a_complete_month_is_compared_with_the_complete_month_before() -> None:
    """April: 30 days at $1 = 30. May: 31 days at $2 = 62. 32 / 30 = 106.67 %; a day: 100 %."""
    usage = month_of_days(*[1] * 30, *[2] * 31, start=date(2026, 4, 1))

    april, may = estimated(usage).months

    assert april.previous is None
    assert may.previous is not None
    assert (may.previous.against, may.previous.whole) == ("2026-04", True)
    assert (may.previous.days, may.previous.days_before) == (31, 30)
    assert may.previous.change == 62 - 30
    assert may.previous.change_percent == Decimal("106.666666667")
    assert may.previous.daily_change_percent == 100
    assert may.run_rate is None


def test_the_running_month_is_compared_on_the_same_days() -> None:
    """19 complete days of June at $3 against the first 19 of May at $2: 57 - 38 = 19, 50 %.

    The day of the run, the 20th, is not over and left out on both sides.
    """
    usage = month_of_days(*[2] * 31, *[3] * 20, start=date(2026, 5, 1))

    june = estimated(usage).months[1]

    assert june.previous is not None
    assert (june.previous.whole, june.previous.days, june.previous.days_before) == (False, 19, 19)
    assert june.previous.cost == 57
    assert june.previous.cost_before == 38
    assert june.previous.change == 19
    assert june.previous.change_percent == 50


def test_the_run_rate_is_the_mean_complete_day_times_the_days_of_the_month() -> None:
    """$1, $2 and $6 are complete in June: a mean of $3, 30 days long."""
    june = estimated(month_of_days(1, 2, 6), now=date(2026, 6, 4)).months[0]
    two_days = estimated(month_of_days(1, 2), now=date(2026, 6, 3)).months[0]

    assert june.run_rate == 90
    assert two_days.run_rate is None


def test_a_month_with_a_missing_day_is_not_compared() -> None:
    """April from its 2nd day on says nothing of all of April, nor May of it."""
    usage = month_of_days(*[1] * 29, *[2] * 31, start=date(2026, 4, 2))

    assert [month.previous for month in estimated(usage).months] == [None, None]


def test_days_missing_in_either_month_are_left_out_of_both() -> None:
    """May begins on the 10th: June's 10th to 19th are compared with May's, 10 days each."""
    usage = month_of_days(*[1] * 22, *[1] * 19, start=date(2026, 5, 10))

    june = estimated(usage).months[1]

    assert june.previous is not None
    assert june.previous.days == june.previous.cost == june.previous.cost_before == 10
    assert june.previous.change_percent == 0


def test_no_percentage_of_nothing() -> None:
    """May cost nothing: June's $19 more are told in dollars, never divided by zero."""
    usage = month_of_days(*[0] * 31, *[1] * 20, start=date(2026, 5, 1))

    answer = estimated(usage)

    june = answer.months[1]
    assert june.previous is not None
    assert june.previous.change == 19
    assert june.previous.change_percent is june.previous.daily_change_percent is None
    page = table_text(estimate_page(answer))
    assert "2026-06       $20.00  +$19.00" in page
    assert "2026-06 against 2026-05 on the same 19 days: +$19.00." in page


def test_the_page_says_what_is_compared() -> None:
    """$2 a day in April and May, $1 in June: the newest whole month and the running one."""
    usage = month_of_days(*[2] * 61, *[1] * 20, start=date(2026, 4, 1))

    page = table_text(estimate_page(estimated(usage)))

    # 31 x 2 - 30 x 2 = 2, of 60: 3.3 %, though a day costs the same; 19 x 1 - 19 x 2 = -19.
    assert "2026-05 against 2026-04: +$2.00 (+3.3 %), 0 % per day." in page
    assert "2026-06 against 2026-05 on the same 19 days: -$19.00 (-50 %)." in page
    assert "Run rate of 2026-06: $30.00, if every day costs the average of its" in page
