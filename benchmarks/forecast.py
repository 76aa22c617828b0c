"""Judge the 80 % range of forecasts on series its method was not made on.

``forecast.py [TRACES] [--daily NAME=FILE]... [--runs N] [--only real|made]``: TRACES is a folder
with the hourly files of BurstGPT and ServeGen (``burstgpt/``, ``servegen/``, ``servegen/raw/``);
without it the copies in ``tests/data/estimate`` are read. FILE is a table of ``day,value``.

The series and the processes are declared in ``benchmarks/forecast_series.py``, which was committed
before any of them was looked at. Nothing here changes the method: it is only called.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from llmcmp.report.estimate.forecast import DayCost, forecast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
from forecast_series import MONTH, PROCESSES, STARTS, Series, real_series, runs_of
from tests.report.estimate.held_back import day_range

COPIES = Path(__file__).resolve().parents[1] / "tests" / "data" / "estimate"
HORIZONS: dict[str, Callable[[int], bool]] = {
    "1": lambda days: days == 1,
    "2-7": lambda days: 2 <= days <= 7,
    "8+": lambda days: days >= 8,
}
KNOWN: dict[str, Callable[[int], bool]] = {
    "3-6": lambda days: days <= 6,
    "7-13": lambda days: 7 <= days <= 13,
    "14+": lambda days: days >= 14,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One held-back day, or the sum of all held-back days of one start, against its range."""

    known: int
    """Complete days the forecast was made from."""
    horizon: int
    """Days between the last known day and this one, or days in the sum."""
    place: int
    """-1 below the range, 0 inside, 1 above."""


@dataclass(slots=True)
class Look:
    """Every outcome of one series, or of several."""

    days: list[Outcome] = field(default_factory=list)
    sums: list[Outcome] = field(default_factory=list)

    def add(self, other: Look) -> None:
        """Count the outcomes of *other* too."""
        self.days += other.days
        self.sums += other.sums


def look(days: Sequence[DayCost], starts: Iterable[int], length: int | None = None) -> Look:
    """Forecast the later days of a series, *length* at most, from each of its *starts*."""
    seen = Look()
    for start in starts:
        known = days[:start]
        later = days[start:] if length is None else days[start : start + length]
        for day in later:
            low, high = day_range(known, day.day)
            ahead = (day.day - known[-1].day).days
            place = (day.cost > high) - (day.cost < low)
            seen.days.append(Outcome(known=start, horizon=ahead, place=place))
        whole = forecast(known, [day.day for day in later])
        total = sum(day.cost for day in later)
        place = (total > whole.high) - (total < whole.low)
        seen.sums.append(Outcome(known=start, horizon=len(later), place=place))
    return seen


def share(outcomes: Iterable[Outcome], place: int = 0) -> str:
    """Return the percentage of *outcomes* at *place*, or a dash where there are none."""
    places = [outcome.place for outcome in outcomes]
    return f"{100 * places.count(place) / len(places):.0f}" if places else "-"


def row(name: str, seen: Look) -> str:
    """Return one line of the table."""
    cells = [
        f"{len(seen.days):6}",
        share(seen.days),
        share(seen.days, -1),
        share(seen.days, 1),
        *(share(o for o in seen.days if holds(o.horizon)) for holds in HORIZONS.values()),
        *(share(o for o in seen.days if holds(o.known)) for holds in KNOWN.values()),
        f"{len(seen.sums):5}",
        share(seen.sums),
        share(seen.sums, -1),
        share(seen.sums, 1),
        *(share(o for o in seen.sums if holds(o.known)) for holds in KNOWN.values()),
    ]
    return f"| {name:44} | " + " | ".join(f"{cell:>4}" for cell in cells) + " |"


def heading(first: str) -> str:
    """Return the two lines above a table."""
    names = ["  days", "in", "low", "high"]
    names += [f"+{name}" for name in HORIZONS]
    names += list(KNOWN)
    names += [" sums", "in", "low", "high", *KNOWN]
    line = f"| {first:44} | " + " | ".join(f"{name:>4}" for name in names) + " |"
    return line + "\n|" + "|".join("-" * len(cell) for cell in line.split("|")[1:-1]) + "|"


def real_tables(series: Iterable[Series]) -> Iterator[str]:
    """Yield a table for each group of series, its sum, and how its members spread."""
    groups: dict[str, list[tuple[str, Look]]] = {}
    for one in series:
        seen = look(one.days, one.starts)
        groups.setdefault(one.group, []).append((one.name, seen))
    for group, members in groups.items():
        yield ""
        yield heading(group)
        together = Look()
        for name, seen in members:
            together.add(seen)
            if len(members) <= 12:
                yield row(name, seen)
        if len(members) > 1:
            yield row(f"all {len(members)}", together)
        if len(members) > 12:
            yield spread(members)


def spread(members: Sequence[tuple[str, Look]]) -> str:
    """Return how many of many series keep to 70 to 90 %, and the ends of their coverage."""
    shares = sorted(
        100 * sum(outcome.place == 0 for outcome in seen.days) / len(seen.days)
        for _, seen in members
    )
    inside = sum(70 <= each <= 90 for each in shares)
    below, above = sum(each < 70 for each in shares), sum(each > 90 for each in shares)
    return (
        f"  single days per series: {shares[0]:.0f} to {shares[-1]:.0f} %, median "
        f"{shares[len(shares) // 2]:.0f} %; {inside} of {len(shares)} within 70 to 90 %, "
        f"{below} below, {above} above"
    )


def made_table(runs: int) -> Iterator[str]:
    """Yield the table of the made processes: the rest of a month, from each of the starts."""
    yield ""
    yield heading(f"{runs} months of {MONTH} days each")
    for process in PROCESSES:
        together = Look()
        for days in runs_of(process, runs):
            together.add(look(days, STARTS))
        yield row(process.name, together)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("traces", type=Path, nargs="?", help="folder of the hourly traces")
    parser.add_argument("--daily", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--runs", type=int, default=200, help="months per made process")
    parser.add_argument("--only", choices=("real", "made"))
    options = parser.parse_args()
    print("in, low, high: percent inside, below and above the 80 % range")
    print("+1, +2-7, +8+: inside, by days ahead; 3-6, 7-13, 14+: inside, by days known")
    if options.only != "made":
        daily = [arguments.split("=", 1) for arguments in options.daily]
        files = {name: Path(path) for name, path in daily}
        for line in real_tables(real_series(options.traces, COPIES, files)):
            print(line)
    if options.only != "real":
        for line in made_table(options.runs):
            print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
