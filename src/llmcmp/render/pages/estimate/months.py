"""The months of an estimate, laid out: what each cost, against the one before, and its forecast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....readable import percent, percentage, plural, usd
from ....report.estimate.forecast import Forecast
from ....report.estimate.month_change import MonthChange
from ....report.estimate.months import Month
from ...page import Column, Table, Text, number_columns
from ..facts import contract_line


def month_blocks(months: Sequence[Month]) -> Iterator[Table | Text]:
    """Yield the months with their change and forecast, contracts, and how these were made."""
    if not months:
        return
    compared = any(month.previous for month in months)
    forecast = any(month.forecast for month in months)
    yield Table(
        columns=(
            Column(title="Month", whole=True),
            *number_columns("Cost so far", *(("Change",) if compared else ())),
            Column(title="Complete"),
            *(number_columns("Forecast", "80 % range") if forecast else ()),
        ),
        rows=tuple(
            (
                month.month,
                usd(month.cost),
                *((_change_cell(month.previous),) if compared else ()),
                completeness(month),
                *(_forecast_cells(month.forecast) if forecast else ()),
            )
            for month in months
        ),
    )
    remarks = tuple(_change_lines(months))
    if remarks:
        yield Text(lines=remarks)
    with_contracts = [month for month in months if month.contracts]
    if with_contracts:
        yield Table(
            title="Contracts, USD",
            columns=(
                Column(title="Month", whole=True),
                Column(title="Line"),
                *number_columns("Amount"),
            ),
            rows=tuple(row for month in with_contracts for row in _contract_rows(month)),
        )
    forecasts = [month for month in months if month.forecast is not None]
    lines = (*(_method(month) for month in forecasts), *_run_rates(months))
    if lines:
        yield Text(lines=lines)


def _change_cell(previous: MonthChange | None) -> str:
    if previous is None:
        return ""
    if previous.change_percent is None:
        return usd(previous.change, signed=True)
    return f"{percentage(previous.change_percent, signed=True)} %"


def _change_lines(months: Sequence[Month]) -> Iterator[str]:
    """Yield what the newest changes compare."""
    changes = [(month.month, month.previous) for month in months if month.previous is not None]
    whole = [line for line in changes if line[1].whole]
    for name, previous in dict.fromkeys((*whole[-1:], *changes[-1:])):
        yield f"{name} against {previous.against}{change_words(previous)}."


def _run_rates(months: Sequence[Month]) -> Iterator[str]:
    for month in months:
        if month.run_rate is not None:
            yield (
                f"Run rate of {month.month}: {usd(month.run_rate)}, "
                "if every day costs the average of its complete days."
            )


def change_words(previous: MonthChange) -> str:
    """Tell which days a change compares, and the change in USD, in percent and per day."""
    days = "" if previous.whole else f" on the same {plural(previous.days, 'day')}"
    share = "" if previous.change_percent is None else f" ({_change_cell(previous)})"
    daily = ""
    if previous.days != previous.days_before and previous.daily_change_percent is not None:
        daily = f", {percentage(previous.daily_change_percent, signed=True)} % per day"
    return f"{days}: {usd(previous.change, signed=True)}{share}{daily}"


def _contract_rows(month: Month) -> Iterator[tuple[str, str, str]]:
    yield month.month, "usage", usd(month.cost)
    for line in month.contracts:
        yield month.month, contract_line(line), usd(line.amount)
    yield month.month, "due", usd(month.due)


def completeness(month: Month) -> str:
    """Tell whether a month is complete, and how many days are missing where it is not."""
    if month.complete:
        return "yes"
    # Over, and no day missing, would be complete.
    return f"no, {plural(month.days_missing, 'day')} missing" if month.days_missing else "running"


def _forecast_cells(forecast: Forecast | None) -> tuple[str, str]:
    if forecast is None:
        return "", ""
    return f"≈{usd(forecast.expected)}", f"{usd(forecast.low)} to {usd(forecast.high)}"


def _method(month: Month) -> str:
    forecast = month.forecast
    assert forecast is not None  # noqa: S101 - the caller chose these
    method = f"Forecast of {month.month}: {forecast.method}; "
    test = forecast.backtest
    if test is None:
        return f"{method}too few days of this usage to back-test it."
    return (
        f"{method}back-tested from {plural(test.starts, 'earlier day')} of this usage: "
        f"median error {percentage(test.error)} %; the range held for {test.held} of "
        f"{plural(test.starts, 'total')} and {percent(test.covered)} of "
        f"{plural(test.days, 'day')} (target 80 %)."
    )
