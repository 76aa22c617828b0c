"""Why a bill differs from the computed cost, as far as the numbers themselves can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from ...billing.priced_usage import FREE, PricedRow, PricedUsage
from ...errors import LlmcmpError
from ...exact import exact_sum, quotient
from ...readable import listed, rough_percent, usd
from ...records import record
from ...schema import Tier
from .line import Line
from .overrides import batch_aliases, discount, write_rate

ALL = Decimal("0.99")
"""A share from which it is all of it: the rest is rounding."""


@record
class Cause:
    """One likely reason why the bill differs, and what closes the difference."""

    code: Literal["discount", "batch", "cache-ttl", "not-in-usage", "not-billed"]
    model: str | None
    """Model concerned; None for all."""
    text: str
    """The reason, as a person reads it."""
    closes: Decimal
    """How much of the residual it explains, USD."""
    override: str | None
    """What closes it: an overlay as YAML, or an option; None where nothing should."""


def causes_of(usage: PricedUsage, lines: Sequence[Line]) -> Iterator[Cause]:
    """Yield what explains the residuals, the widest explanation first."""
    yield from _one_sided(lines)
    both = [line for line in lines if line.computed and line.reported is not None]
    left_out = [less for line in both if (less := _left_out(usage, line))]
    for line, meters, cost in left_out:
        yield _meters_not_billed(line, meters, cost)
    both = [line for line in both if all(line is not whole for whole, *_ in left_out)]
    if not _differ(both):
        return
    models = list(dict.fromkeys(line.model for line in both))
    if len(models) > 1 and (cause := _discount(both, None)):
        yield cause
        return
    for model in models:
        own = [line for line in both if line.model == model]
        if _differ(own) and (cause := _cause(usage, own, model)):
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
            closes=exact_sum(line.residual for line in charged),
            override=None,
        )
    used = [line for line in lines if line.reported is None and line.computed]
    if used:
        yield Cause(
            code="not-billed",
            model=None,
            text=f"usage without a charge (a bill can lag by days): {_where(used)}",
            closes=exact_sum(line.residual for line in used),
            override=None,
        )


def _left_out(usage: PricedUsage, line: Line) -> tuple[Line, list[str], Decimal] | None:
    """Return the meters a bill by meter has no charge for, where they are the whole difference."""
    if not line.meters or None in line.meters or line.charged(line.computed or Decimal(0)):
        return None
    costs: dict[str, Decimal] = {}
    for priced in line.rows:
        for meter, count in priced.counts if priced.row.tier != FREE else ():
            if meter not in line.meters:
                cost = usage.cost_of(priced.row, priced.tariff, [(meter, count)])
                costs[meter] = costs.get(meter, Decimal(0)) + cost
    total = exact_sum(costs.values())
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
    amount = usd(abs(exact_sum(line.residual for line in lines)))
    return f"{names}, {when}, {amount}" if days else f"{names}, {amount}"


def _cause(usage: PricedUsage, lines: Sequence[Line], model: str) -> Cause | None:
    """Return the likeliest reason for one model: whole explanations before partial ones."""
    explanations = [
        ("cache-ttl", _alternate(lines, lambda priced: _with_ttl(usage, priced))),
        ("batch", _alternate(lines, lambda priced: _as_batch(usage, priced))),
    ]
    shares = [(code, _share(lines, costs)) for code, costs in explanations if costs is not None]
    for code, share in shares:
        if share is not None and share >= ALL:
            return _explained(code, lines, model, Decimal(1))
    cause = _discount(lines, model)
    if cause is not None:
        return cause
    for code, share in shares:
        if share is not None:
            return _explained(code, lines, model, share)
    return None


def _discount(lines: Sequence[Line], model: str | None) -> Cause | None:
    """Return a percentage that turns every computed cost into its charge."""
    computed = exact_sum(line.computed or Decimal(0) for line in lines)
    reported = exact_sum(line.reported or Decimal(0) for line in lines)
    off = 100 - quotient(reported * 100, computed)
    # One line fits any percentage: believe only a round one, and no more than half.
    single = len(lines) == 1
    if single and abs(off) > 50:
        return None
    steps = ("1", "0.5") if single else ("1", "0.1", "0.01")
    for step in steps:
        percent = quotient(off, Decimal(step)).quantize(Decimal(1)) * Decimal(step)
        kept = 1 - percent / 100
        if percent and all(line.charged((line.computed or Decimal(0)) * kept) for line in lines):
            closes = computed * (kept - 1)
            return _discounted(lines, model, percent.normalize(), closes)
    return None


def _discounted(
    lines: Sequence[Line], model: str | None, percent: Decimal, closes: Decimal
) -> Cause:
    what = "a discount" if percent > 0 else "a surcharge"
    models = f"on {model}" if model else "on every model"
    many = len(lines) > 1
    evidence = "every line is off by the same percentage" if many else "the one line is off by it"
    return Cause(
        code="discount",
        model=model,
        text=f"{what} of {abs(percent):f} % {models}: {evidence}",
        closes=closes,
        override=discount(lines, model, percent),
    )


def _alternate(
    lines: Sequence[Line], price: Callable[[PricedRow], Decimal | None]
) -> list[Decimal] | None:
    """Return what each line would cost if its rows were charged another way."""
    costs = []
    for line in lines:
        total = Decimal(0)
        for priced in line.rows:
            cost = price(priced)
            if cost is None:
                return None
            total += cost
        costs.append(total)
    return costs


def _share(lines: Sequence[Line], costs: Sequence[Decimal]) -> Decimal | None:
    """Return which share of the traffic, charged the other way, gives the bill; None if none."""
    for line, cost in zip(lines, costs, strict=True):
        low, high = sorted((line.computed or Decimal(0), cost))
        reported = line.reported or Decimal(0)
        if not low - line.tolerance <= reported <= high + line.tolerance:
            return None
    change = exact_sum(costs) - exact_sum(line.computed or Decimal(0) for line in lines)
    off = exact_sum(line.residual for line in lines)
    if not change or off / change <= 1 - ALL:
        return None
    return min(Decimal(1), quotient(off, change))


def _with_ttl(usage: PricedUsage, priced: PricedRow) -> Decimal | None:
    """Return the cost if short-lived cache writes had been long-lived ones."""
    moved = dict(priced.counts)
    moved["cache_write_1h"] = moved.get("cache_write_1h", 0) + moved.pop("cache_write", 0)
    return _recost(usage, priced, priced.tariff.tier, [(m, n) for m, n in moved.items() if n])


def _as_batch(usage: PricedUsage, priced: PricedRow) -> Decimal | None:
    """Return the cost of a standard row at batch rates; other tiers stay what they are."""
    if priced.tariff.tier != Tier.STANDARD:
        return priced.costs[0]
    return _recost(usage, priced, Tier.BATCH, priced.counts)


def _recost(
    usage: PricedUsage, priced: PricedRow, tier: Tier, counts: list[tuple[str, int]]
) -> Decimal | None:
    try:
        tariff = usage.book.tariff_for(priced.tariff.spec, priced.tariff.channel, tier)
        return usage.cost_of(priced.row, tariff, counts)
    except LlmcmpError:
        return None


def _explained(code: str, lines: Sequence[Line], model: str, share: Decimal) -> Cause:
    closes = exact_sum(line.residual for line in lines)
    models, is_all, part = model or "all models", share == 1, rough_percent(share)
    if code == "batch":
        text = (
            f"everything of {models} was charged at batch rates; the usage files say standard"
            if is_all
            else f"about {part} of the traffic of {models} charged at batch rates would explain it"
        )
        override = batch_aliases(lines) if is_all else None
        return Cause(code="batch", model=model, text=text, closes=closes, override=override)
    how_much = "all" if is_all else f"about {part} of the"
    return Cause(
        code="cache-ttl",
        model=model,
        text=f"{how_much} cache writes of {models} as one-hour writes would explain it; "
        "the usage files say five minutes",
        closes=closes,
        override=write_rate(lines, share),
    )
