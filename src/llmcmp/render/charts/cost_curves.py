"""Monthly cost against volume in plain characters, with the break-evens marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import floor, log10

from ...readable import about_usd, compact, count, volume
from ...records import record
from ...report.offers.cost_curves import CostCurves, Curve
from ..page import ASCII

HEIGHT = 14
"""Rows of the plot."""

MARGIN = 8
"""Columns of the labels at the left."""

LOG_FROM = 20
"""An axis whose ends are further apart than this factor is logarithmic."""

HOSTING_MARKS = "■▲◆▼"
API_MARKS = "○□△◇"
CROSSING, STATED = "X", "¦"


@record
class Axis:
    """Turns a value into a position, evenly or by its logarithm."""

    low: float
    """Value at the first position."""
    high: float
    """Value at the last position."""
    positions: int
    """How many there are."""

    @property
    def logarithmic(self) -> bool:
        """Tell whether the ends are so far apart that only factors show."""
        return self.low > 0 and self.high / self.low >= LOG_FROM

    def position(self, value: float) -> int:
        """Return the position of *value*, which may be outside the axis."""
        low, high, here = self.low, self.high, value
        if self.logarithmic:
            if value <= 0:
                return -1
            low, high, here = log10(low), log10(high), log10(value)
        share = (here - low) / (high - low) if high > low else 0.5
        return round(share * (self.positions - 1))

    def ticks(self) -> list[float]:
        """Return the values worth a label: powers of ten, or quarters of a linear axis."""
        if not self.logarithmic:
            return [self.low + (self.high - self.low) * at / 4 for at in range(5)]
        first, last = floor(log10(self.low)), floor(log10(self.high)) + 1
        powers = [10.0**power for power in range(first, last + 1)]
        shown = [power for power in powers if self.low * 0.999 <= power <= self.high * 1.001]
        every = 1 + (len(shown) - 1) // 8
        return shown[::every]


def chart_lines(
    curves: CostCurves,
    *,
    names: Mapping[str, str] | None = None,
    width: int = 78,
    ascii_only: bool = False,
) -> tuple[str, ...]:
    """Draw *curves* in *width* columns: volume to the right, USD a month upwards.

    *names* says what the legend calls a selector.
    """
    positions = max(width - MARGIN - 1, 20)
    across, up = _axes(curves, positions)
    grid = [[" "] * positions for _ in range(HEIGHT)]
    if curves.requests is not None:
        _column(grid, across.position(float(curves.requests)))
    marks = _marks(curves.curves)
    # What is paid per hour is drawn last but the crossings: it is what the page is about.
    for curve, mark in zip(curves.curves, marks, strict=True):
        for x, y in _cells(curve, across, up):
            grid[y][x] = mark
    for crossing in curves.crossings:
        _put(grid, across.position(float(crossing.requests)), up.position(float(crossing.monthly)))
    lines = [
        "USD a month" + (" (logarithmic)" if up.logarithmic else ""),
        *_plot(grid, up),
        *_below(across),
        *_legend(curves, marks, names or {}),
    ]
    return tuple(line.rstrip().translate(ASCII) if ascii_only else line.rstrip() for line in lines)


def _axes(curves: CostCurves, positions: int) -> tuple[Axis, Axis]:
    """Span all points; free offers have no place on a logarithmic axis."""
    points = [point for curve in curves.curves for point in curve.points]
    volumes = [float(point.requests) for point in points if point.requests > 0]
    costs = [float(point.monthly) for point in points if point.monthly > 0]
    if not volumes or not costs:
        volumes, costs = volumes or [1.0], costs or [1.0]
    return (
        Axis(low=min(volumes), high=max(volumes), positions=positions),
        Axis(low=min(costs), high=max(costs), positions=HEIGHT),
    )


def _marks(curves: Sequence[Curve]) -> list[str]:
    """Give every curve its mark: full ones for hosting, hollow ones for APIs."""
    left = {"hosting": iter(HOSTING_MARKS * 9), "api": iter(API_MARKS * 9)}
    return [next(left[curve.kind]) for curve in curves]


def _cells(curve: Curve, across: Axis, up: Axis) -> Iterable[tuple[int, int]]:
    """Yield one cell per column the curve passes, the last point of a column deciding."""
    seen: dict[int, int] = {}
    positions = [
        (across.position(float(point.requests)), up.position(float(point.monthly)))
        for point in curve.points
    ]
    for (x, y), (last_x, last_y) in zip(positions[:1] + positions[:-1], positions, strict=True):
        for step in range(last_x - x):
            seen[x + step] = round(y + (last_y - y) * step / (last_x - x))
        seen[last_x] = last_y
    return ((x, y) for x, y in seen.items() if 0 <= x < across.positions and 0 <= y < up.positions)


def _column(grid: list[list[str]], x: int) -> None:
    """Mark the stated volume."""
    if 0 <= x < len(grid[0]):
        for row in grid:
            row[x] = STATED


def _put(grid: list[list[str]], x: int, y: int) -> None:
    if 0 <= x < len(grid[0]) and 0 <= y < len(grid):
        grid[y][x] = CROSSING


def _plot(grid: list[list[str]], up: Axis) -> Iterable[str]:
    """Put the labels of the cost axis beside the rows, the most expensive first."""
    labels = {up.position(value): f"${compact(Decimal(value))}" for value in up.ticks()}
    for y in range(len(grid) - 1, -1, -1):
        yield f"{labels.get(y, ''):>{MARGIN}}│{''.join(grid[y])}"


def _below(across: Axis) -> Iterable[str]:
    """Draw the axis of volumes with its labels."""
    line, labels = ["─"] * across.positions, [" "] * (across.positions + MARGIN)
    for value in across.ticks():
        x, text = across.position(value), compact(Decimal(value))
        line[x] = "┬"
        start = min(max(x - len(text) // 2, 0), across.positions - len(text))
        if all(char == " " for char in labels[start : start + len(text) + 1]):
            labels[start : start + len(text)] = text
    yield f"{'':>{MARGIN}}└{''.join(line)}"
    yield f"{'':>{MARGIN}} {''.join(labels)}"


def _legend(curves: CostCurves, marks: Sequence[str], names: Mapping[str, str]) -> Iterable[str]:
    """Say what each mark stands for, each on its line."""
    yield f"{'':>{MARGIN}} requests a month"
    for curve, mark in zip(curves.curves, marks, strict=True):
        yield f"  {mark} {names.get(curve.selector, curve.selector)}"
    several = sum(curve.kind == "hosting" for curve in curves.curves) > 1
    for crossing in curves.crossings:
        who = f"{crossing.self_hosted} = {crossing.api}" if several else f"with {crossing.api}"
        yield (
            f"  {CROSSING} break-even {who}: {volume(crossing.requests)} requests, "
            f"{about_usd(crossing.monthly)}"
        )
    if not curves.crossings:
        yield "    no break-even: the lines do not cross within the capacity of the fleet"
    if curves.requests is not None:
        yield f"  {STATED} your volume: {_stated(curves.requests)} requests a month"


def _stated(requests: Decimal) -> str:
    """Write a volume as it was stated; one worked out from a file is no whole number."""
    return count(requests) if requests == requests.to_integral_value() else volume(requests)
