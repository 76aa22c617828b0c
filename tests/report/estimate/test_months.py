"""Months: which are complete, what the running one will cost, and from which days."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from llmcmp.usage import (
    RowCounts,
    UsageData,
    UsageFileInfo,
)
from tests.factories import model, rates, registry
from tests.report.acme import data, row
from tests.report.estimates import estimated, month_of_days

day = st.dates(date(2026, 1, 1), date(2026, 6, 19))


def test_a_month_is_complete_when_it_is_over_and_no_day_is_missing() -> None:
    """All 31 days of May are; a May without its last day is not."""
    whole = estimated(month_of_days(*[1] * 31, start=date(2026, 5, 1))).months[0]
    short = estimated(month_of_days(*[1] * 30, start=date(2026, 5, 1))).months[0]

    assert (whole.month, whole.complete, whole.days_missing) == ("2026-05", True, 0)
    assert (short.complete, short.days_missing) == (False, 1)
    assert whole.cost == 31
    assert whole.forecast is None


def test_the_running_month_adds_what_is_spent_and_what_is_ahead() -> None:
    """19 days at $2 are spent, the 20th to the 30th are expected at $2: 38 + 11 x 2 = 60."""
    month = estimated(month_of_days(*[2] * 19)).months[0]

    assert not month.complete
    assert month.cost == 38
    assert month.days_missing == 0
    assert month.forecast is not None
    assert month.forecast.expected == 38 + 11 * 2
    assert month.forecast.low >= 38
    assert month.forecast.backtest is not None


def test_today_is_never_a_complete_day() -> None:
    """$1 so far today is replaced by a whole day: 38 + 11 x 2, not 39 + 10 x 2."""
    usage = month_of_days(*[2] * 19, 1, last=datetime(2026, 6, 20, 9, tzinfo=UTC))

    month = estimated(usage).months[0]

    assert month.cost == 39
    assert month.forecast is not None
    assert month.forecast.expected == 38 + 11 * 2


def test_a_half_first_or_last_day_is_not_history() -> None:
    """Seen from 10:00 on the 1st to 17:00 on the 4th: only two complete days, no forecast."""
    usage = month_of_days(
        2,
        2,
        2,
        2,
        first=datetime(2026, 6, 1, 10, tzinfo=UTC),
        last=datetime(2026, 6, 4, 17, tzinfo=UTC),
    )

    answer = estimated(usage)

    assert answer.months[0].forecast is None
    assert [n.text for n in answer.warnings if n.code == "no-forecast"] == [
        "no forecast from 2 complete UTC days: at least 3 are needed"
    ]


def test_daily_sums_are_whole_days() -> None:
    """A sum booked to midnight stands for its day."""
    rows = [row(f"2026-06-0{day}", 2_000_000, per_request=False) for day in (1, 2, 3)]
    midnight = datetime(2026, 6, 3, tzinfo=UTC)
    usage = data(*rows, first=datetime(2026, 6, 1, tzinfo=UTC), last=midnight)

    month = estimated(usage).months[0]

    assert month.forecast is not None
    assert month.forecast.expected == 3 * 2 + 27 * 2


def test_days_without_usage_are_unknown_unless_the_caller_knows() -> None:
    """Days 1 to 4 and 6 to 9 at $2: the 5th is expected at $2, or known to have cost nothing."""
    usage = month_of_days(2, 2, 2, 2, 0, 2, 2, 2, 2)
    usage = UsageData(
        rows=tuple(one for one in usage.rows if one.usage.input),
        files=(
            UsageFileInfo(
                file="usage.csv",
                format="generic-table",
                convention="",
                counts=RowCounts(read=8),
                first=usage.files[0].first,
                last=usage.files[0].last,
            ),
        ),
    )

    unknown = estimated(usage).months[0]
    idle = estimated(usage, gaps_are_idle=True).months[0]

    assert unknown.forecast is not None
    assert unknown.forecast.expected == 8 * 2 + 22 * 2
    assert unknown.days_missing == 11
    assert idle.forecast is not None
    # Seven weekdays of which one was idle, two weekend days: 21 days ahead, 15 of them weekdays.
    weekday = Decimal(6 * 2) / 7
    assert abs(idle.forecast.expected - (16 + 15 * weekday + 6 * 2)) < Decimal("0.00001")


def test_last_months_days_are_history() -> None:
    """Two days into June, May's 31 days at $2 carry the forecast: 2 x 2 + 28 x 2."""
    usage = month_of_days(*[2] * 33, start=date(2026, 5, 1))

    month = estimated(usage, now=date(2026, 6, 3)).months[1]

    assert month.forecast is not None
    assert month.forecast.expected == 4 + 28 * 2
    assert "same weekday" in month.forecast.method


def test_an_announced_price_is_forecast_from_its_day() -> None:
    """The price doubles on 26 June: 19 days and 6 ahead at $2, the last 5 at $4."""
    doubled = registry(model("small", rates("2025-01-01", "1", "0"), rates("2026-06-26", "2", "0")))

    month = estimated(month_of_days(*[2] * 19), doubled).months[0]

    assert month.forecast is not None
    assert month.forecast.expected == 19 * 2 + 6 * 2 + 5 * 4


def test_a_price_cut_in_the_past_does_not_haunt_the_forecast() -> None:
    """The price halved on 11 June: 10 days cost $2, 9 cost $1, and 11 ahead are expected at $1."""
    halved = registry(
        model("small", rates("2025-01-01", "1", "0"), rates("2026-06-11", "0.5", "0"))
    )

    month = estimated(month_of_days(*[2] * 19), halved).months[0]

    assert month.cost == 10 * 2 + 9
    assert month.forecast is not None
    assert month.forecast.expected == 10 * 2 + 9 + 11
