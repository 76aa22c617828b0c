"""Why a bill differs from the computed cost, as far as the numbers themselves can tell."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ...billing.priced_usage import FREE, Bill, Billing
from ...billing.sums import EXACT, quotient
from ...errors import LlmcmpError
from ...pricing import price_rows
from ...readable import listed, rough_percent, usd
from ...records import record
from ...schema import Meter, Rates, Tier

CENT_HALF = Decimal("0.005")
"""A charge is rounded to a cent at worst."""

SLACK = Decimal("0.0005")
"""Share of a charge that rounding of rates and quantities can move it by."""

ALL = Decimal("0.99")
"""A share from which it is all of it: the rest is rounding."""


@record
class Cause:
    """One likely reason why the bill differs, and what closes the difference."""

    code: Literal["discount", "batch", "cache-ttl", "not-in-usage", "not-billed"]
    """Kind of reason."""
    model: str | None
    """Model concerned; None for all."""
    text: str
    """The reason, as a person reads it."""
    closes: Decimal
    """How much of the residual it explains, USD."""
    override: str | None
    """What closes it: an overlay as YAML, or an option; None where nothing should."""


@dataclass(frozen=True, slots=True)
class Line:
    """One day, model and tier with both sides."""

    day: date | None
    model: str
    tier: str | None
    bills: tuple[Bill, ...]
    computed: Decimal | None
    reported: Decimal | None
    charges: int
    meters: frozenset[Meter | None] = frozenset()
    """What the bill charges for by name; holds None where a charge does not say."""

    @property
    def residual(self) -> Decimal:
        """Charged less computed."""
        return EXACT.subtract(self.reported or Decimal(0), self.computed or Decimal(0))

    @property
    def tolerance(self) -> Decimal:
        """How far rounding alone can move the charge."""
        share = abs(self.reported or Decimal(0)) * SLACK
        # Charges with more than two decimals were not rounded to cents.
        whole_cents = self.reported is not None and self.reported == self.reported.quantize(
            Decimal("0.01")
        )
        return max(share, CENT_HALF * self.charges) if whole_cents else share

    def charged(self, expected: Decimal) -> bool:
        """Tell whether the charge is *expected*, rounding aside."""
        return abs((self.reported or Decimal(0)) - expected) <= self.tolerance


def causes_of(billing: Billing, lines: Sequence[Line]) -> Iterator[Cause]:
    """Yield what explains the residuals, the widest explanation first."""
    yield from _one_sided(lines)
    both = [line for line in lines if line.computed and line.reported is not None]
    left_out = [less for line in both if (less := _left_out(billing, line))]
    for line, meters, cost in left_out:
        yield _meters_not_billed(line, meters, cost)
    both = [line for line in both if all(line is not whole for whole, *_ in left_out)]
    if not _differ(both):
        return
    models = list(dict.fromkeys(line.model for line in both))
    if len(models) > 1 and (found := _discount(both, None)):
        yield found
        return
    for model in models:
        own = [line for line in both if line.model == model]
        if _differ(own) and (cause := _cause(billing, own, model)):
            yield cause


def _differ(lines: Sequence[Line]) -> bool:
    return any(not line.charged(line.computed or Decimal(0)) for line in lines)


def _one_sided(lines: Sequence[Line]) -> Iterator[Cause]:
    """Yield what only one side knows."""
    charged = [line for line in lines if line.computed is None and line.reported]
    if charged:
        yield Cause(
            code="not-in-usage",
            model=None,
            text=f"charges without usage that could be priced: {_where(charged)}",
            closes=sum((line.residual for line in charged), Decimal(0)),
            override=None,
        )
    used = [line for line in lines if line.reported is None and line.computed]
    if used:
        yield Cause(
            code="not-billed",
            model=None,
            text=f"usage without a charge (a bill can lag by days): {_where(used)}",
            closes=sum((line.residual for line in used), Decimal(0)),
            override=None,
        )


def _left_out(billing: Billing, line: Line) -> tuple[Line, list[str], Decimal] | None:
    """Return the meters a bill by meter has no charge for, where they are the whole difference."""
    if not line.meters or None in line.meters or line.charged(line.computed or Decimal(0)):
        return None
    costs: dict[str, Decimal] = {}
    for bill in line.bills:
        for meter, count in bill.counts if bill.row.tier != FREE else ():
            if meter not in line.meters:
                cost = billing.cost_of(bill.row, bill.tariff, [(meter, count)])
                costs[meter] = EXACT.add(costs.get(meter, Decimal(0)), cost)
    total = sum(costs.values(), Decimal(0))
    whole = bool(total) and line.charged((line.computed or Decimal(0)) - total)
    return (line, list(costs), total) if whole else None


def _meters_not_billed(line: Line, meters: Sequence[str], cost: Decimal) -> Cause:
    what = listed([meter.replace("_", " ") for meter in meters])
    day = "" if line.day is None else f", {line.day}"
    return Cause(
        code="not-billed",
        model=line.model,
        text=f"the bill has no charge for {what} of {line.model}{day}, {usd(cost)}",
        closes=-cost,
        override=None,
    )


def _where(lines: Sequence[Line]) -> str:
    """Name the models, and the days where they are few."""
    names = listed([line.model or "all models" for line in lines][:5])
    days = sorted({line.day for line in lines if line.day is not None})
    when = listed([str(day) for day in days]) if len(days) <= 3 else f"{days[0]} to {days[-1]}"
    amount = usd(abs(sum((line.residual for line in lines), Decimal(0))))
    return f"{names}, {when}, {amount}" if days else f"{names}, {amount}"


def _cause(billing: Billing, lines: Sequence[Line], model: str) -> Cause | None:
    """Return the likeliest reason for one model: whole explanations before partial ones."""
    trials = [
        ("cache-ttl", _alternate(lines, lambda bill: _with_ttl(billing, bill))),
        ("batch", _alternate(lines, lambda bill: _as_batch(billing, bill))),
    ]
    shares = [(code, _share(lines, costs)) for code, costs in trials if costs is not None]
    for code, share in shares:
        if share is not None and share >= ALL:
            return _explained(code, lines, model, Decimal(1))
    found = _discount(lines, model)
    if found is not None:
        return found
    for code, share in shares:
        if share is not None:
            return _explained(code, lines, model, share)
    return None


def _discount(lines: Sequence[Line], model: str | None) -> Cause | None:
    """Return a percentage that turns every computed cost into its charge."""
    computed = sum((line.computed or Decimal(0) for line in lines), Decimal(0))
    reported = sum((line.reported or Decimal(0) for line in lines), Decimal(0))
    exact = 100 - quotient(reported * 100, computed)
    # One line fits any percentage: believe only a round one, and no more than half.
    single = len(lines) == 1
    if single and abs(exact) > 50:
        return None
    steps = ("1", "0.5") if single else ("1", "0.1", "0.01")
    for step in steps:
        percent = quotient(exact, Decimal(step)).quantize(Decimal(1)) * Decimal(step)
        kept = 1 - percent / 100
        if percent and all(line.charged((line.computed or Decimal(0)) * kept) for line in lines):
            closes = EXACT.multiply(computed, kept - 1)
            return _discounted(lines, model, percent.normalize(), closes)
    return None


def _discounted(
    lines: Sequence[Line], model: str | None, percent: Decimal, closes: Decimal
) -> Cause:
    channels = {bill.tariff.channel for line in lines for bill in line.bills}
    tiers = {bill.tariff.tier.value for line in lines for bill in line.bills}
    days = [line.day for line in lines if line.day is not None]
    fields = [
        f"percent: {percent:f}",
        *([f"channel: {next(iter(channels))}"] if len(channels) == 1 else []),
        *([f"model: {model}"] if model else []),
        *([f"tier: {next(iter(tiers))}"] if model and len(tiers) == 1 else []),
        *([f"since: {min(days)}"] if days else []),
    ]
    what = "a discount" if percent > 0 else "a surcharge"
    whom = f"on {model}" if model else "on every model"
    many = len(lines) > 1
    evidence = "every line is off by the same percentage" if many else "the one line is off by it"
    return Cause(
        code="discount",
        model=model,
        text=f"{what} of {abs(percent):f} % {whom}: {evidence}",
        closes=closes,
        override=f"discounts:\n  - {{{', '.join(fields)}}}\n",
    )


def _alternate(
    lines: Sequence[Line], price: Callable[[Bill], Decimal | None]
) -> list[Decimal] | None:
    """Return what each line would cost if its rows were charged another way."""
    costs = []
    for line in lines:
        total = Decimal(0)
        for bill in line.bills:
            cost = price(bill)
            if cost is None:
                return None
            total = EXACT.add(total, cost)
        costs.append(total)
    return costs


def _share(lines: Sequence[Line], costs: Sequence[Decimal]) -> Decimal | None:
    """Return which share of the traffic, charged the other way, gives the bill; None if none."""
    for line, cost in zip(lines, costs, strict=True):
        low, high = sorted((line.computed or Decimal(0), cost))
        reported = line.reported or Decimal(0)
        if not low - line.tolerance <= reported <= high + line.tolerance:
            return None
    change = sum(costs, Decimal(0)) - sum(
        (line.computed or Decimal(0) for line in lines), Decimal(0)
    )
    off = sum((line.residual for line in lines), Decimal(0))
    if not change or off / change <= 1 - ALL:
        return None
    return min(Decimal(1), quotient(off, change))


def _with_ttl(billing: Billing, bill: Bill) -> Decimal | None:
    """Return the cost if short-lived cache writes had been long-lived ones."""
    moved = dict(bill.counts)
    moved["cache_write_1h"] = moved.get("cache_write_1h", 0) + moved.pop("cache_write", 0)
    return _recost(billing, bill, bill.tariff.tier, [(m, n) for m, n in moved.items() if n])


def _as_batch(billing: Billing, bill: Bill) -> Decimal | None:
    """Return the cost of a standard row at batch rates; other tiers stay what they are."""
    if bill.tariff.tier != Tier.STANDARD:
        return bill.costs[0]
    return _recost(billing, bill, Tier.BATCH, bill.counts)


def _recost(
    billing: Billing, bill: Bill, tier: Tier, counts: list[tuple[str, int]]
) -> Decimal | None:
    try:
        tariff = billing.book.of(bill.tariff.spec, bill.tariff.channel, tier)
        return billing.cost_of(bill.row, tariff, counts)
    except LlmcmpError:
        return None


def _explained(code: str, lines: Sequence[Line], model: str, share: Decimal) -> Cause:
    closes = sum((line.residual for line in lines), Decimal(0))
    all_of_it = share == 1
    part = rough_percent(share)
    whom = model or "all models"
    if code == "batch":
        how_much = "everything" if all_of_it else f"about {part} of the traffic"
        return Cause(
            code="batch",
            model=model,
            text=f"{how_much} of {whom} was charged at batch rates; the usage files say standard"
            if all_of_it
            else f"{how_much} of {whom} charged at batch rates would explain it",
            closes=closes,
            override=_batch_aliases(lines) if all_of_it else None,
        )
    how_much = "all" if all_of_it else f"about {part} of the"
    return Cause(
        code="cache-ttl",
        model=model,
        text=f"{how_much} cache writes of {whom} as one-hour writes would explain it; "
        "the usage files say five minutes",
        closes=closes,
        override=_write_rate(lines, share),
    )


def _batch_aliases(lines: Sequence[Line]) -> str:
    """Return options that read the names of the usage files as batch traffic."""
    names = {
        bill.row.written_model: bill.tariff.spec.id
        for line in lines
        for bill in line.bills
        if bill.tariff.tier == Tier.STANDARD
    }
    return " ".join(f"--alias {shlex.quote(f'{name}={id_}+batch')}" for name, id_ in names.items())


def _write_rate(lines: Sequence[Line], share: Decimal) -> str | None:
    """Return an overlay whose rate for cache writes is the one that was charged."""
    tariff = lines[0].bills[0].tariff
    days = [bill.row.day for line in lines for bill in line.bills if bill.row.day is not None]
    if not days:
        return None
    rows = price_rows(tariff.spec, min(days), channel=tariff.channel, tier=tariff.tier)
    plain = rows.rows[0].rates  # the plain row comes first
    short, long = plain.cache_write, plain.cache_write_1h
    if short is None or long is None:
        return None
    charged = short + (long - short) * share
    return (
        "overrides:\n"
        f"  - model: {tariff.spec.id}\n"
        "    rates:\n"
        f"      - {{{', '.join(_fields(plain, min(days), charged.normalize()))}}}\n"
    )


def _fields(rates: Rates, since: date, write: Decimal) -> Iterable[str]:
    yield f"channel: {rates.channel}"
    if rates.tier != Tier.STANDARD:
        yield f"tier: {rates.tier}"
    yield f"since: {since}"
    for meter in Meter:
        rate = write if meter == Meter.CACHE_WRITE else rates.rate(meter)
        if rate is not None:
            yield f"{meter}: {rate:f}"
