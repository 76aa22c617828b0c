"""``recommend --usage``: what could serve past traffic, priced on its own request sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from ...billing.size_classes import Rescale, cut_points
from ...errors import UnpricedError
from ...hosting import HostingTables
from ...needs import Needs, Reason
from ...notices import Notice
from ...pricing import LineItem
from ...readable import count, plural
from ...records import replace
from ...registry import Offer, Registry
from ...schema import Meter
from ...usage import DAYS_PER_MONTH, EXACT_DIGITS, CutsFor, LoadProfile, UsageData, Workload
from ..estimate.estimate import Estimate, estimate
from ..estimate.what_if import Alternative, Host
from ..market import Market
from ..offers.offered_model import NANO, Cost, OfferedModel, offered_model
from .feasibility import ExcludedModel, excluded, ordered, unpriced
from .recommendation import Recommendation, check_needs, offers_for, ranked_report

_ON_THE_USAGE = frozenset({"unpriced", "usage-file"})
"""Notices on the usage itself, which hold for whatever it is tried on."""


def usage_offers(
    registry: Registry,
    selectors: Sequence[str],
    current: str | None,
    *,
    at: date,
    hosting: HostingTables | None = None,
) -> list[Offer]:
    """Return the offers the traffic is tried on; the model in use is one of them."""
    market = Market(registry=registry, at=at, hosting=hosting)
    offers = offers_for(market, selectors)
    if current is not None and current not in {offer.selector for offer in offers}:
        offers.append(market.select(current))
    return offers


def usage_cuts(
    registry: Registry,
    offers: Sequence[Offer],
    rescale: Rescale | None,
    *,
    aliases: Mapping[str, str] | None = None,
) -> CutsFor:
    """Return the size classes into which the usage must be read."""
    return cut_points(registry, offers, aliases=aliases, rescale=rescale)


def recommend_for_usage(
    data: UsageData,
    registry: Registry,
    offers: Sequence[Offer],
    *,
    at: date,
    needs: Needs | None = None,
    current: str | None = None,
    benchmark: str | None = None,
    rescale: Rescale | None = None,
    host: Host | None = None,
    cuts: CutsFor | None = None,
    aliases: Mapping[str, str] | None = None,
    allow_unpriced: bool = False,
) -> Recommendation:
    """Rank *offers* by what the requests of *data* would cost a month on each.

    Every request is priced at its own size, and one that is too long for a model counts against
    it. The workload shown is the mean request. Rows without a known price are refused, or left
    out where *allow_unpriced* is given: their tokens are in no vocabulary that is known.
    """
    needs = needs or Needs()
    market = Market(registry=registry, at=at)
    check_needs(market, needs, benchmark)
    spent = estimate(
        data,
        registry,
        now=at,
        at=at,
        alternatives=offers,
        rescale=rescale,
        host=host,
        cuts=cuts,
        aliases=aliases,
        allow_unpriced=allow_unpriced,
    )
    months = _months(spent, data.load)
    able: list[OfferedModel] = []
    unable: list[ExcludedModel] = []
    notices = [
        _basis(spent, data.load),
        *_part_of_a_day(spent, data.load),
        *(notice for notice in spent.warnings if notice.code in _ON_THE_USAGE),
    ]
    in_use = None
    for offer, alternative in zip(offers, spent.alternatives, strict=True):
        try:
            model, own_notices = offered_model(market, offer, None, needs)
        except UnpricedError as error:
            unable.append(unpriced(offer, str(error)))
            continue
        covered = _kept_months(data.load, months) if offer.is_self else months
        model = _on_usage(model, alternative, covered, spent.total.requests)
        in_use = model if offer.selector == current else in_use
        if model.feasible:
            able.append(model)
            notices += own_notices
        else:
            unable.append(excluded(model, model.reasons))
    return ranked_report(
        market,
        ordered(able, unable, notices),
        workload=_mean(spent, months),
        needs=needs,
        current=current,
        in_use=in_use,
        benchmark=benchmark,
        solve_flips=False,
    )


def _months(spent: Estimate, load: LoadProfile | None) -> Decimal:
    """Return how many months the usage covers; 1 where it has neither dates nor minutes."""
    first, last = spent.period.first, spent.period.last
    with localcontext(prec=EXACT_DIGITS):
        if first is not None and last is not None:
            return ((last - first).days + 1) / DAYS_PER_MONTH
        return _kept_months(load, Decimal(1))


def _kept_months(load: LoadProfile | None, months: Decimal) -> Decimal:
    """Return how many months of GPUs the usage was charged: they are kept all day, used or not."""
    if load is None or not load.minutes:
        return months
    with localcontext(prec=EXACT_DIGITS):
        return load.days / DAYS_PER_MONTH


def _basis(spent: Estimate, load: LoadProfile | None) -> Notice:
    first, last = spent.period.first, spent.period.last
    if first is not None and last is not None:
        span = f"{plural((last - first).days + 1, 'day')} ({first} to {last})"
    else:
        span = "" if load is None else plural(len(load.minutes), "minute")
    text = (
        f"the usage of {span} is scaled to a month of {DAYS_PER_MONTH} days"
        if span
        else "the usage has no dates: it is taken as one month"
    )
    return Notice(code="usage-period", text=f"{text}; costs are those of its own request sizes")


def _part_of_a_day(spent: Estimate, load: LoadProfile | None) -> list[Notice]:
    """Say that a day may be a few recorded minutes: nobody can tell these from a short day."""
    first, last = spent.period.first, spent.period.last
    if first is None or first != last or load is None or load.days * 2 >= 1:
        return []
    text = (
        f"the usage lies within {plural(len(load.minutes), 'minute')} of its day and is taken as "
        f"all of that day; if only these were recorded, there are {count(round(1 / load.days))} "
        "times as many requests a month, and prices per token cost so much more"
    )
    return [Notice(code="part-of-a-day", text=text)]


def _on_usage(
    model: OfferedModel, alternative: Alternative, months: Decimal, requests: int | None
) -> OfferedModel:
    """Return a model with what the traffic costs on it and what stands against it."""
    known = {reason.text for reason in model.reasons}
    reasons = (
        *model.reasons,
        *(
            Reason(code="usage", text=text, need="usage")
            for text in alternative.reasons
            if text not in known
        ),
    )
    return replace(
        model,
        cost=_monthly(alternative, months, requests),
        feasible=not reasons,
        reasons=reasons,
    )


def _monthly(alternative: Alternative, months: Decimal, requests: int | None) -> Cost | None:
    if alternative.cost is None or alternative.low is None or alternative.high is None:
        return None
    with localcontext(prec=EXACT_DIGITS):
        cost, low, high = (
            (amount / months).quantize(NANO)
            for amount in (alternative.cost, alternative.low, alternative.high)
        )
        each = (alternative.cost / requests).quantize(NANO) if requests else Decimal(0)
    line = LineItem(
        meter="usage", quantity=1, rate=cost, amount=cost, label="all requests of a month"
    )
    return Cost(monthly=cost, per_request=each, low=low, high=high, items=(line,))


def _mean(spent: Estimate, months: Decimal) -> Workload | None:
    """Return the mean request of the usage, and how many there are a month."""
    requests, tokens = spent.total.requests, spent.total.tokens
    if not requests:
        return None
    prompt = sum(tokens.get(meter, 0) for meter in Meter if meter.side == "prompt")
    output = sum(tokens.get(meter, 0) for meter in Meter if meter.side == "output")
    cached = tokens.get("cached_input", 0)
    with localcontext(prec=EXACT_DIGITS):
        return Workload(
            name="usage",
            requests=round(requests / months),
            input_tokens=round(prompt / requests),
            output_tokens=round(output / requests),
            cached_share=(Decimal(cached) / prompt).quantize(Decimal("0.0001"))
            if prompt
            else Decimal(0),
        )
