"""What the days that have not happened yet will cost, with a range and its back-test.

Money enters and leaves as ``Decimal``. The range is statistics, not money: it is computed in
``float`` and becomes ``Decimal`` in one place, ``_range_amount``, with four significant digits.
Why the range is made this way, and what it covers: docs/decisions/0040-forecast-range.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist, mean, median

from ...errors import InputError
from ...exact import exact_sum
from ...records import record

MINIMUM_DAYS = 3
"""Smallest number of complete days that a forecast needs."""

WEEKDAY_DAYS = 14
"""Complete days from which each weekday has its own level."""

WINDOW_DAYS = 28
"""Days before the last complete one that count; older ones no longer do."""

COVERAGE = Decimal("0.80")
"""Share of the days that the range should contain."""

_TAIL = NormalDist().inv_cdf(float((1 + COVERAGE) / 2))
_OFFSET = 0.01  # of the mean day: keeps the logarithm of an idle day finite
_PRIOR_DAYS = 1
_PRIOR_SPREAD = 1.0  # one imagined day, a factor of e away: three quiet days prove no quiet month


@record
class DayCost:
    """What one complete UTC day cost, in USD."""

    day: date
    cost: Decimal


@record
class Backtest:
    """How the same method would have done on the days already known."""

    starts: int
    """Days from which it was started."""
    days: int
    """Held-back days it forecast, over all starts."""
    error: Decimal
    """Median error of the sum of the held-back days, without sign, in percent."""
    held: int
    """Starts whose sum of held-back days fell into its range."""
    covered: Decimal
    """Share of the held-back days that fell into their range, 0 to 1; 0.80 is the aim."""


@record
class Forecast:
    """What days ahead will cost together."""

    expected: Decimal
    """USD, from the means of the days that were seen."""
    low: Decimal
    """USD, lower end of the 80 % range."""
    high: Decimal
    """USD, upper end of the 80 % range."""
    method: str
    """Name of the method, in words."""
    backtest: Backtest | None = None
    """How the method does on the series itself; absent where no day could be held back."""

    @property
    def known(self) -> int:
        """Complete days it was made from: each after the third was a start of the back-test."""
        return MINIMUM_DAYS + (self.backtest.starts if self.backtest else 0)

    def plus(self, spent: Decimal) -> Forecast:
        """Add what is *spent* already to each figure."""
        return Forecast(
            expected=self.expected + spent,
            low=self.low + spent,
            high=self.high + spent,
            method=self.method,
            backtest=self.backtest,
        )


def days_ahead(month: date, last: date) -> tuple[date, ...]:
    """Return the days of the calendar month of *month* that come after *last*."""
    day = max(month.replace(day=1), last + timedelta(days=1))
    days = []
    while (day.year, day.month) == (month.year, month.month):
        days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def reason_against(history: Sequence[DayCost]) -> str | None:
    """Say why no forecast can be made from *history*, or None where one can."""
    if len(history) >= MINIMUM_DAYS:
        return None
    seen = f"{len(history)} complete UTC day{'' if len(history) == 1 else 's'}"
    return f"no forecast from {seen}: at least {MINIMUM_DAYS} are needed"


def forecast(
    history: Sequence[DayCost],
    ahead: Sequence[date],
    factors: Mapping[date, Decimal] | None = None,
) -> Forecast:
    """Forecast the cost of the days *ahead* from complete days, oldest first.

    *factors* carry known price steps: what a day ahead costs against the prices of *history*.
    """
    reason = reason_against(history)
    if reason is not None:
        raise InputError(reason)
    if any(later.day <= earlier.day for earlier, later in pairwise(history)):
        raise InputError("the days of a forecast's history are not in order, or given twice")
    steps = {day: (factors or {}).get(day, Decimal(1)) for day in ahead}
    levels = _Levels(history)
    low, expected, high = levels.total(steps)
    return Forecast(
        expected=expected,
        low=low,
        high=high,
        method=levels.method,
        backtest=_backtest(history, len(ahead)),
    )


class _Levels:
    """What a day of each kind usually costs, and how far days stray from it."""

    def __init__(self, history: Sequence[DayCost]) -> None:
        newest = history[-1].day
        window = [seen for seen in history if (newest - seen.day).days < WINDOW_DAYS]
        self._by_weekday = len(window) >= WEEKDAY_DAYS
        self._costs = [(seen.day, seen.cost) for seen in window]
        self._mean = exact_sum(cost for _, cost in self._costs) / len(window)
        self._offset = float(self._mean) * _OFFSET
        if self._mean:
            self._fit()

    def _fit(self) -> None:
        """Estimate the level of each kind of day and the spread around it, in logarithms."""
        logs = [(day, math.log(float(cost) + self._offset)) for day, cost in self._costs]
        groups: dict[int, list[float]] = {}
        for day, value in logs:
            groups.setdefault(self._kind(day), []).append(value)
        self._logs = {kind: (mean(values), len(values)) for kind, values in groups.items()}
        self._all = (mean(value for _, value in logs), len(logs))
        squares = sum((value - self._logs[self._kind(day)][0]) ** 2 for day, value in logs)
        freedom = _PRIOR_DAYS + max(1, len(logs) - len(groups))
        self._variance = (_PRIOR_DAYS * _PRIOR_SPREAD**2 + squares) / freedom
        self._tail = _student_tail(freedom)

    def _kind(self, day: date) -> int:
        """Return the weekday once there are enough days to tell weekdays apart."""
        return day.weekday() if self._by_weekday else 0

    @property
    def method(self) -> str:
        """Name the method in words."""
        if self._by_weekday:
            return "mean of the same weekday over the last 4 weeks, 80 % range of log-normal days"
        if len({_is_weekend(day) for day, _ in self._costs}) == 2:
            return "run rate of weekdays and weekends, 80 % range of log-normal days"
        return "run rate, 80 % range of log-normal days"

    def expected(self, day: date) -> Decimal:
        """Return the mean of the days like *day*: same weekday, same part of the week, or any."""
        if self._by_weekday:
            same = [cost for seen, cost in self._costs if seen.weekday() == day.weekday()]
        else:
            same = [cost for seen, cost in self._costs if _is_weekend(seen) == _is_weekend(day)]
        return exact_sum(same) / len(same) if same else self._mean

    def range(self, day: date) -> tuple[float, float]:
        """Return the range that a day like *day* falls into four times out of five."""
        if not self._mean:
            return 0.0, 0.0
        level, seen = self._logs.get(self._kind(day), self._all)
        reach = self._tail * math.sqrt(self._variance * (1 + 1 / seen))
        ends = (math.exp(level - reach), math.exp(level + reach))
        return max(0.0, ends[0] - self._offset), max(0.0, ends[1] - self._offset)

    def total(self, steps: Mapping[date, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
        """Return the low end, the expected cost and the high end of days at their price steps."""
        expected = sum((self.expected(day) * step for day, step in steps.items()), Decimal(0))
        expected = expected.quantize(Decimal("0.000001"))
        ranges = [(self.range(day), float(step)) for day, step in steps.items()]
        # Days are taken to be low together or high together: a busy week is not averaged away.
        low = _range_amount(sum(low * step for (low, _), step in ranges))
        high = _range_amount(sum(high * step for (_, high), step in ranges))
        return min(low, expected), expected, max(high, expected)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _student_tail(freedom: int) -> float:
    """Return Student's t at its 90th percentile, to 0.001 from three degrees of freedom on."""
    z = _TAIL
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def _range_amount(amount: float) -> Decimal:
    """Turn statistics into money, to four significant digits: more would be pretence."""
    if amount <= 0:
        return Decimal(0)
    number = Decimal(f"{amount:.3e}")
    return number.quantize(Decimal(1)) if number >= 1000 else number


def _backtest(history: Sequence[DayCost], length: int) -> Backtest | None:
    """Forecast up to *length* held-back days from every start there was, and compare."""
    errors: list[Decimal] = []
    inside: list[bool] = []
    covered: list[bool] = []
    for start in range(MINIMUM_DAYS, len(history)):
        levels = _Levels(history[:start])
        held_back = history[start : start + max(length, 1)]
        for seen in held_back:
            low, high = levels.range(seen.day)
            covered.append(low <= float(seen.cost) <= high)
        total = exact_sum(seen.cost for seen in held_back)
        least, expected, most = levels.total({seen.day: Decimal(1) for seen in held_back})
        inside.append(least <= total <= most)
        if total:
            errors.append(abs(expected - total) * 100 / total)
    if not errors:
        return None
    return Backtest(
        starts=len(inside),
        days=len(covered),
        error=Decimal(median(errors)).quantize(Decimal("0.1")),
        held=sum(inside),
        covered=(Decimal(sum(covered)) / len(covered)).quantize(Decimal("0.01")),
    )
