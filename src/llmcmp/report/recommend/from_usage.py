"""``recommend --usage``: what could serve past traffic, priced on its own request sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ...billing.unpriced import left_out
from ...errors import UnpricedError
from ...exact import exact
from ...needs import Needs, Reason
from ...notices import Notice
from ...pricing import LineItem
from ...readable import count, plural
from ...records import record, replace
from ...registry import Offer
from ...schema import Meter
from ...usage import DAYS_PER_MONTH, LoadProfile, UsageData, Workload
from ..estimate.choices import PricingChoices
from ..estimate.usage_cost import UsageCost, file_notices, usage_cost
from ..estimate.what_if import Alternative, alternative
from ..market import Market
from ..offers.offered_model import NANO, Cost, OfferedModel, offered_model
from .feasibility import ExcludedModel, excluded, ordered, unpriced
from .recommendation import Recommendation, check_needs, offers_for, ranked_report


@record
class _Span:
    """The time that usage covers."""

    first: date | None
    """First UTC day with usage; None where the files have no dates."""
    last: date | None
    """Last UTC day with usage."""
    load: LoadProfile | None
    """Requests per minute, where every request has its time."""

    @property
    def days(self) -> int | None:
        """Days from the first to the last; None where the files have no dates."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1

    @property
    def months(self) -> Decimal:
        """How many months the usage covers; 1 where it has neither dates nor minutes."""
        if self.days is None:
            return self.hosted_months
        with exact():
            return self.days / DAYS_PER_MONTH

    @property
    def hosted_months(self) -> Decimal:
        """How many months of GPUs the usage is charged: they are kept all day, used or not."""
        if self.load is not None and self.load.minutes:
            with exact():
                return self.load.days / DAYS_PER_MONTH
        return Decimal(1) if self.days is None else self.months


def usage_offers(market: Market, selectors: Sequence[str], current: str | None) -> list[Offer]:
    """Return the offers the traffic is tried on; the model in use is one of them."""
    offers = offers_for(market, selectors)
    if current is not None and current not in {offer.selector for offer in offers}:
        offers.append(market.select(current))
    return offers


def recommend_for_usage(
    data: UsageData,
    market: Market,
    offers: Sequence[Offer],
    *,
    choices: PricingChoices,
    needs: Needs | None = None,
    current: str | None = None,
    benchmark: str | None = None,
) -> Recommendation:
    """Rank *offers* by what the requests of *data* would cost a month on each.

    Every request is priced at its own size, and one that is too long for a model counts against
    it. The workload shown is the average request. Rows without a known price are refused, or left
    out where the *choices* say so: their tokens are in no vocabulary that is known.
    """
    needs = needs or Needs()
    check_needs(market, needs, benchmark)
    at = market.at
    with exact():
        cost = usage_cost(data, market.registry, choices, now=at, at=at, alternatives=offers)
        tried = [(offer, alternative(cost, offer, at, choices)[0]) for offer in offers]
    span = _span(cost)
    models, unable, notices = _on_usage(market, tried, needs, span, cost.ledger.total.requests)
    feasibility = ordered(
        [model for model in models if model.feasible],
        unable,
        (
            _basis(span),
            *_part_of_a_day(span),
            *left_out(cost.unpriced),
            *file_notices(data),
            *notices,
        ),
    )
    return ranked_report(
        market,
        feasibility,
        workload=_mean(cost, span.months),
        needs=needs,
        current=current,
        in_use=next((model for model in models if model.selector == current), None),
        benchmark=benchmark,
        solve_flips=False,
    )


def _span(cost: UsageCost) -> _Span:
    days = cost.ledger.days
    return _Span(
        first=min(days, default=None), last=max(days, default=None), load=cost.usage.data.load
    )


def _basis(span: _Span) -> Notice:
    if span.days is not None:
        length = f"{plural(span.days, 'day')} ({span.first} to {span.last})"
    else:
        length = "" if span.load is None else plural(len(span.load.minutes), "minute")
    text = (
        f"the usage of {length} is scaled to a month of {DAYS_PER_MONTH} days"
        if length
        else "the usage has no dates: it is taken as one month"
    )
    return Notice(code="usage-period", text=f"{text}; costs are those of its own request sizes")


def _part_of_a_day(span: _Span) -> Iterator[Notice]:
    """Say that a day may be a few recorded minutes: nobody can tell these from a short day."""
    load = span.load
    if span.days != 1 or load is None or load.days * 2 >= 1:
        return
    text = (
        f"the usage lies within {plural(len(load.minutes), 'minute')} of its day and is taken as "
        f"all of that day; if only these were recorded, there are {count(round(1 / load.days))} "
        "times as many requests a month, and prices per token cost so much more"
    )
    yield Notice(code="part-of-a-day", text=text)


def _on_usage(
    market: Market,
    tried: Iterable[tuple[Offer, Alternative]],
    needs: Needs,
    span: _Span,
    requests: int | None,
) -> tuple[list[OfferedModel], list[ExcludedModel], list[Notice]]:
    """Return the models with a price, those that cannot do the job, and notices on the others."""
    models: list[OfferedModel] = []
    unable: list[ExcludedModel] = []
    notices: list[Notice] = []
    for offer, other in tried:
        try:
            model, own_notices = offered_model(market, offer, None, needs)
        except UnpricedError as error:
            unable.append(unpriced(offer, str(error)))
            continue
        months = span.hosted_months if offer.is_self else span.months
        model = _with_usage(model, other, months, requests)
        models.append(model)
        if model.feasible:
            notices += own_notices
        else:
            unable.append(excluded(model, model.reasons))
    return models, unable, notices


def _with_usage(
    model: OfferedModel, other: Alternative, months: Decimal, requests: int | None
) -> OfferedModel:
    """Return a model with what the traffic costs on it and what rules it out."""
    known = {reason.text for reason in model.reasons}
    reasons = (
        *model.reasons,
        *(
            Reason(code="usage", text=text, need="usage")
            for text in other.reasons
            if text not in known
        ),
    )
    return replace(
        model,
        cost=_monthly(other, months, requests),
        feasible=not reasons,
        reasons=reasons,
    )


def _monthly(other: Alternative, months: Decimal, requests: int | None) -> Cost | None:
    if other.cost is None or other.low is None or other.high is None:
        return None
    with exact():
        cost, low, high = (
            (amount / months).quantize(NANO) for amount in (other.cost, other.low, other.high)
        )
        each = (other.cost / requests).quantize(NANO) if requests else Decimal(0)
    line = LineItem(
        meter="usage", quantity=1, rate=cost, amount=cost, label="all requests of a month"
    )
    return Cost(monthly=cost, per_request=each, low=low, high=high, items=(line,))


def _mean(cost: UsageCost, months: Decimal) -> Workload | None:
    """Return the average request of the usage, and how many there are a month."""
    requests, tokens = cost.ledger.total.requests, cost.ledger.total.tokens
    if not requests:
        return None
    prompt = sum(tokens.get(meter, 0) for meter in Meter if meter.side == "prompt")
    output = sum(tokens.get(meter, 0) for meter in Meter if meter.side == "output")
    cached = tokens.get("cached_input", 0)
    with exact():
        return Workload(
            name="usage",
            requests=round(requests / months),
            input_tokens=round(prompt / requests),
            output_tokens=round(output / requests),
            cached_share=(Decimal(cached) / prompt).quantize(Decimal("0.0001"))
            if prompt
            else Decimal(0),
        )
