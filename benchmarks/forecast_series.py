"""The series on which the range of forecasts is judged, declared before the first look at them.

Looked at before, while the method was made (decision 0040): the daily requests of BurstGPT's days 1
to 40, and of ServeGen's m-large the daily requests, input tokens, output tokens and their cost at
an output price of four times the input. Everything else here was never looked at.
"""

from __future__ import annotations

import csv
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from llmcmp.files import load_registry
from llmcmp.pricing import quote
from llmcmp.registry import Offer, select
from llmcmp.report.estimate.forecast import MINIMUM_DAYS, DayCost
from llmcmp.usage import Usage

FIRST = date(2026, 6, 1)
"""First day of every series; a Monday. The weekday of neither trace is published."""

PRICES_ON = date(2026, 11, 1)
PRICED = {
    "1": "llama-3-8b@fireworks",
    "4": "gpt-4o-mini",
    "8": "gpt-5",
}
"""A real model whose output costs that many times its input."""

BLOCK = 42
"""Days of the pieces a long daily series is cut into: two weeks of history and four to forecast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Days of one series, and the starts from which it is forecast."""

    group: str
    """What is summed up together."""
    name: str
    """Which one of the group."""
    days: Sequence[DayCost]
    """Oldest first."""
    first: int = MINIMUM_DAYS
    """Known days of the first start."""

    @property
    def starts(self) -> range:
        """Return how many days are known at each start."""
        return range(self.first, len(self.days))


Hours = Mapping[int, Mapping[str, int]]


def real_series(traces: Path | None, copies: Path, daily: Mapping[str, Path]) -> Iterator[Series]:
    """Yield every declared real series that lies in the folders given."""
    if traces is None:
        burst, serve = copies / "burstgpt_hourly.csv", copies / "servegen_hourly.csv"
    else:
        burst = traces / "burstgpt" / "BurstGPT_1_hourly_requests.csv"
        serve = traces / "servegen" / "m-large_hourly.csv"
    bursting = hours_of(burst, "seconds_from_first_midnight")
    serving = hours_of(serve, "seconds_from_start")
    yield from looked_at(bursting, serving)
    yield from other_columns(bursting, serving)
    yield from later_days(bursting, copies / "burstgpt_hourly_days_41_61.csv")
    yield from parts(bursting, serving)
    yield from hours_of_day(bursting, serving)
    if traces is not None:
        yield from clients(sorted((traces / "servegen" / "raw").glob("*-trace.csv")))
    for name, path in daily.items():
        yield from blocks(name, path)


def looked_at(bursting: Hours, serving: Hours) -> Iterator[Series]:
    """Yield the series of decision 0040."""
    group = "looked at while the method was made"
    yield Series(group=group, name="BurstGPT requests", days=daily_sums(bursting, {"requests": 1}))
    for name, weights in {
        "requests": {"requests": 1},
        "input tokens": {"input_tokens": 1},
        "output tokens": {"output_tokens": 1},
        "cost, output 4 x input": {"input_tokens": 1, "output_tokens": 4},
    }.items():
        yield Series(group=group, name=f"ServeGen {name}", days=daily_sums(serving, weights))


def other_columns(bursting: Hours, serving: Hours) -> Iterator[Series]:
    """Yield the columns and the prices not looked at before."""
    group = "same days, other columns and prices"
    yield Series(group=group, name="BurstGPT sessions", days=daily_sums(bursting, {"sessions": 1}))
    column = "requests_with_token_stats"
    yield Series(group=group, name=f"ServeGen {column}", days=daily_sums(serving, {column: 1}))
    registry = load_registry()
    for ratio, selector in PRICED.items():
        offer = select(registry, selector, at=PRICES_ON)
        weights = dict(zip(("input_tokens", "output_tokens"), unit_prices(offer), strict=True))
        assert weights["output_tokens"] == int(ratio) * weights["input_tokens"], selector
        name = f"ServeGen cost on {offer.spec.id} ({ratio} x)"
        yield Series(group=group, name=name, days=daily_sums(serving, weights))


def unit_prices(offer: Offer) -> tuple[Decimal, Decimal]:
    """Return what one input and one output token of the *offer* cost."""
    of = partial(quote, offer.spec, at=PRICES_ON, channel=offer.channel)
    return of(Usage(input=1)).cost, of(Usage(output=1)).cost


def later_days(bursting: Hours, path: Path) -> Iterator[Series]:
    """Yield days 41 to 61 of BurstGPT: after all the days before, and by themselves."""
    later = hours_of(path, "seconds_from_first_midnight")
    whole = {**bursting, **later}
    for column in ("requests", "sessions"):
        days = daily_sums(whole, {column: 1})
        yield Series(
            group="BurstGPT days 41 to 61, from day 40 on", name=column, days=days, first=40
        )
        yield Series(group="BurstGPT days 41 to 61 alone", name=column, days=days[40:])


def parts(bursting: Hours, serving: Hours) -> Iterator[Series]:
    """Yield halves, and the days 1 to 5 and 6 to 7 of each week counted from the first day."""
    group = "parts of the traces"
    burst = daily_sums(bursting, {"requests": 1})
    yield Series(group=group, name="BurstGPT days 1 to 20", days=burst[:20])
    yield Series(group=group, name="BurstGPT days 21 to 40", days=burst[20:])
    cost = daily_sums(serving, {"input_tokens": 1, "output_tokens": 4})
    for name, days in {"BurstGPT requests": burst, "ServeGen cost (4 x)": cost}.items():
        work = [day for day in days if day.day.weekday() < 5]
        rest = [day for day in days if day.day.weekday() >= 5]
        yield Series(group=group, name=f"{name}, days 1 to 5 of 7", days=work)
        yield Series(group=group, name=f"{name}, days 6 and 7", days=rest)


def hours_of_day(bursting: Hours, serving: Hours) -> Iterator[Series]:
    """Yield one daily series for each hour of the day: 10:00 to 11:00 of each day, and so on."""
    cost = {"input_tokens": 1, "output_tokens": 4}
    for name, hours, weights in (
        ("BurstGPT requests", bursting, {"requests": 1}),
        ("BurstGPT sessions", bursting, {"sessions": 1}),
        ("ServeGen requests", serving, {"requests": 1}),
        ("ServeGen cost (4 x)", serving, cost),
    ):
        for hour in range(24):
            days = daily_sums(hours, weights, hour)
            yield Series(group=f"one hour of each day, {name}", name=f"{hour:02}:00", days=days)


def clients(paths: Sequence[Path]) -> Iterator[Series]:
    """Yield single clients of ServeGen: windows of ten minutes, requests per second."""
    for path in paths:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        with path.open(newline="") as file:
            for second, rate, *_ in csv.reader(file):
                sums[int(second) // 86_400] += Decimal(rate) * 600
        days = [amount_on(place, sums[place]) for place in range(max(sums) + 1)]
        name = path.name.removesuffix("-trace.csv")
        yield Series(group="single clients of ServeGen, requests", name=name, days=days)


def blocks(name: str, path: Path) -> Iterator[Series]:
    """Yield a long daily series in pieces that share no day."""
    with path.open(newline="") as file:
        rows = [(date.fromisoformat(one["day"]), one["value"]) for one in csv.DictReader(file)]
    days = [DayCost(day=day, cost=Decimal(value)) for day, value in sorted(rows)]
    for start in range(0, len(days) - BLOCK + 1, BLOCK):
        piece = days[start : start + BLOCK]
        yield Series(group=f"{name}, pieces of {BLOCK} days", name=f"{piece[0].day}", days=piece)


def hours_of(path: Path, second: str) -> Hours:
    """Return the columns of each hour since the first midnight; an hour without rows is absent."""
    with path.open(newline="") as file:
        return {
            int(row.pop(second)) // 3_600: {name: int(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        }


def daily_sums(
    hours: Hours, weights: Mapping[str, int | Decimal], only: int | None = None
) -> list[DayCost]:
    """Sum hours to days, all or *only* one hour of each day; no traffic is a day of zero."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for hour, columns in hours.items():
        if only is None or hour % 24 == only:
            value = sum(columns[name] * Decimal(weight) for name, weight in weights.items())
            sums[hour // 24] += value
    first, last = min(hours) // 24, max(hours) // 24
    return [amount_on(place, sums[place]) for place in range(first, last + 1)]


def amount_on(place: int, amount: Decimal) -> DayCost:
    """Return the day that is *place* days after the first."""
    return DayCost(day=FIRST + timedelta(days=place), cost=amount)


# Processes whose law is known. Each run is one month of MONTH days around 100 USD a day; run i
# begins i days later in the week than run 0, so that months begin on every weekday. Its generator
# is seeded with the name of the process and the run. From each of STARTS known days the rest of the
# month is forecast.

MONTH = 30
STARTS = (3, 7, 14, 21)

Draw = Callable[[random.Random, Sequence[date]], Sequence[float]]
Shape = Callable[[int, date], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A law by which days cost what they cost."""

    name: str
    """What it is."""
    make: Draw
    """Draws the cost of the days."""


def log_normal(sigma: float, shape: Shape = lambda _place, _day: 1.0) -> Draw:
    """Days that vary independently, around a *shape* in time."""
    return lambda rng, days: [
        100 * shape(place, day) * math.exp(rng.gauss(0, sigma)) for place, day in enumerate(days)
    ]


def autoregressive(rho: float, sigma: float) -> Draw:
    """Days whose logarithms follow each other with correlation *rho*, sigma in the long run."""

    def draw(rng: random.Random, days: Sequence[date]) -> list[float]:
        value, costs = rng.gauss(0, sigma), []
        for _ in days:
            costs.append(100 * math.exp(value))
            value = rho * value + rng.gauss(0, sigma * math.sqrt(1 - rho**2))
        return costs

    return draw


def poisson(count: float) -> Draw:
    """Days with a few requests at one price."""

    def draw(rng: random.Random, days: Sequence[date]) -> list[float]:
        costs = []
        for _ in days:
            requests, product = 0, rng.random()
            while product > math.exp(-count):
                requests, product = requests + 1, product * rng.random()
            costs.append(100 * requests / count)
        return costs

    return draw


def bursts(chance: float, factor: float) -> Draw:
    """Days that vary little, and now and then cost *factor* times as much."""
    return lambda rng, days: [
        100 * math.exp(rng.gauss(0, 0.3)) * (factor if rng.random() < chance else 1) for _ in days
    ]


def intermittent(idle: float) -> Draw:
    """Days that vary little, or are idle."""
    return lambda rng, days: [
        0.0 if rng.random() < idle else 100 * math.exp(rng.gauss(0, 0.3)) for _ in days
    ]


PROCESSES = (
    Process(name="log-normal, sigma 0.1", make=log_normal(0.1)),
    Process(name="log-normal, sigma 0.3", make=log_normal(0.3)),
    Process(name="log-normal, sigma 0.6", make=log_normal(0.6)),
    Process(name="log-normal, sigma 1.0", make=log_normal(1.0)),
    Process(
        name="weekends at a quarter, sigma 0.3",
        make=log_normal(0.3, lambda _, day: 0.25 if day.weekday() >= 5 else 1.0),
    ),
    Process(name="growth of 1 % a day, sigma 0.3", make=log_normal(0.3, lambda at, _: 1.01**at)),
    Process(name="AR(1), rho 0.5, sigma 0.6", make=autoregressive(0.5, 0.6)),
    Process(name="AR(1), rho 0.8, sigma 0.6", make=autoregressive(0.8, 0.6)),
    Process(name="Poisson, 3 requests a day", make=poisson(3)),
    Process(name="bursts x 10 on 1 day of 15, sigma 0.3", make=bursts(1 / 15, 10)),
    Process(
        name="twice the level from day 16, sigma 0.3",
        make=log_normal(0.3, lambda at, _: 2.0 if at >= 15 else 1.0),
    ),
    Process(name="idle on 1 day of 3, sigma 0.3", make=intermittent(1 / 3)),
)


def runs_of(process: Process, runs: int) -> Iterator[list[DayCost]]:
    """Yield *runs* months of the *process*; the same ones each time."""
    for run in range(runs):
        begin = FIRST + timedelta(days=run)
        days = [begin + timedelta(days=place) for place in range(MONTH)]
        costs = process.make(random.Random(f"{process.name}, run {run}"), days)
        yield [
            DayCost(day=day, cost=Decimal(f"{cost:.6f}"))
            for day, cost in zip(days, costs, strict=True)
        ]
