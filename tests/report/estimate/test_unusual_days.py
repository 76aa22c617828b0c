"""Days unlike the same weekday before."""

from datetime import date

from hypothesis import strategies as st

from tests.report.estimates import estimated, month_of_days

day = st.dates(date(2026, 1, 1), date(2026, 6, 19))


def test_a_day_unlike_the_same_weekday_before_is_named() -> None:
    """Mondays cost $2, $3, $2 and $2, then $40: the median is $2, one dollar is usual."""
    mondays = {0: 2, 7: 3, 14: 2, 21: 2, 28: 40}
    usage = month_of_days(*[mondays.get(day, 5) for day in range(35)], start=date(2026, 5, 4))

    notices = [n.text for n in estimated(usage).warnings if n.code == "unusual-day"]

    assert notices == ["unlike the same weekday before: 2026-06-01 ($40.00, usually $2.00)"]
    assert "unusual-day" not in {n.code for n in estimated(month_of_days(*[2] * 19)).warnings}
