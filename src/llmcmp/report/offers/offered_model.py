"""One selector of a report: what the model can do and what the workload costs on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from ...errors import UncountableError
from ...exact import exact
from ...needs import Needs, Reason, gone_since, shortfalls
from ...notices import Notice
from ...pricing import LineItem, PriceRows, WorkloadQuote
from ...records import record, replace
from ...registry import Offer
from ...registry.freshness import PriceAge, price_age, stale_notices
from ...schema import (
    Features,
    Licence,
    Lifecycle,
    Modalities,
    ModelSpec,
    Parameters,
    PartialDate,
    Rates,
    Score,
    Tier,
    Tokenizer,
)
from ...usage import Workload
from ..market import Market
from .hosting_summary import HostingSummary
from .notices import from_feeds, offer_warnings, prompt_doubts, sold_too

NANO = Decimal("1e-9")
"""A month divided by its requests is no finite decimal; it is cut at a billionth."""


def label(model: OfferedModel, models: Sequence[OfferedModel]) -> str:
    """Return the name of one of *models*; its selector where the name alone would not tell."""
    names = [other.name for other in models]
    plain = model.tier is Tier.STANDARD and "@" not in model.selector
    return model.name if plain and names.count(model.name) == 1 else model.selector


@record
class Cost:
    """What a workload costs on one model, in USD."""

    monthly: Decimal
    per_request: Decimal
    low: Decimal
    """One month, at the low end of what is uncertain."""
    high: Decimal
    """One month, at the high end of what is uncertain."""
    items: tuple[LineItem, ...]
    """Lines whose sum is the monthly cost."""


@record
class OfferedModel:
    """A model on one channel and tier, as a report shows it."""

    selector: str
    """What the user typed."""
    id: str
    channel: str
    """Channel slug, or ``self``."""
    tier: Tier
    name: str
    developer: str
    shelf: Literal["curated", "imported"] = "curated"
    """Whether the registry's own files describe it, or price feeds do."""
    released: PartialDate
    """First day of general availability."""
    weights: str
    """Whether the weights can be had."""
    licence: Licence
    lifecycle: Lifecycle
    parameters: Parameters
    context_window: int | str
    """Most tokens of prompt and answer together."""
    max_output_tokens: int | str
    """Most tokens of the answer."""
    modalities: Modalities
    """What goes in and what comes out."""
    features: Features
    """What else it offers."""
    tokenizer: Tokenizer
    rates: tuple[Rates, ...]
    """Price rows in force: the plain one first, then bands and hours; empty for ``self``."""
    price_ages: tuple[PriceAge, ...] = ()
    """When each of these rows was last compared with its sources."""
    blend: Decimal | None
    """USD per million tokens at three input tokens to one output token."""
    scores: tuple[Score, ...]
    hosting: HostingSummary | None = None
    """The plan behind a self-hosted selector."""
    cost: Cost | None
    """What the workload costs; absent without a workload."""
    ratio: Decimal | None = None
    """Cost (or blend, without a workload) divided by that of the first model."""
    feasible: bool
    """Whether it can do the job."""
    reasons: tuple[Reason, ...]

    @property
    def price(self) -> Decimal | None:
        """What the models of a report are ordered by: the monthly cost, else the blend."""
        return self.blend if self.cost is None else self.cost.monthly


def offered_model(
    market: Market, offer: Offer, workload: Workload | None, needs: Needs
) -> tuple[OfferedModel, list[Notice]]:
    """Describe and price one offer; return it with the notices it gives rise to.

    The plan of a self-hosted offer is added by ``price_offer``.
    """
    spec, at = offer.spec, market.at
    notices = [*offer.warnings, *sold_too(offer, at)]
    rows = None if offer.is_self else market.rates(offer)
    cost = None
    prompt = 0
    uncounted = _uncounted(spec, workload)
    if uncounted:
        workload = None  # the cost of its text is not known; what the model can do is
    if workload is not None:
        notices += prompt_doubts(spec, workload)
    if rows is not None and workload is not None:
        quote = market.quote(offer, workload)
        cost = _cost(quote)
        prompt = int(quote.usage.prompt)
        notices += quote.notes
    elif workload is not None:
        prompt = workload.on(spec.id)[0].input_tokens
    reasons = (*uncounted, *_reasons(offer, at, rows, needs, workload, prompt))
    ages = price_ages(market, offer, rows)
    notices += (*offer_warnings(offer, at, rows), *stale_notices(ages))
    curated = market.registry.is_curated(spec.id)
    if not curated:
        notices.append(from_feeds(offer))
    with_selector = (Notice(code=n.code, text=n.text, selector=offer.selector) for n in notices)
    model = replace(
        described(offer, rows, cost, reasons),
        price_ages=ages,
        shelf="curated" if curated else "imported",
    )
    return model, list(dict.fromkeys(with_selector))


def _cost(quote: WorkloadQuote) -> Cost:
    return Cost(
        monthly=quote.monthly.cost,
        per_request=quote.per_request.cost,
        low=quote.low,
        high=quote.high,
        items=quote.monthly.items,
    )


def price_ages(market: Market, offer: Offer, rows: PriceRows | None) -> tuple[PriceAge, ...]:
    """Return when each price row of an offer was last compared with its sources."""
    in_force = () if rows is None else rows.rows
    return tuple(
        price_age(market.registry, offer.spec.id, row.rates, market.at) for row in in_force
    )


def described(
    offer: Offer, rows: PriceRows | None, cost: Cost | None, reasons: tuple[Reason, ...]
) -> OfferedModel:
    """Put what is known of an offer beside what it costs and why it cannot do the job."""
    spec = offer.spec
    return OfferedModel(
        selector=offer.selector,
        id=spec.id,
        channel=offer.channel,
        tier=offer.tier,
        name=spec.name,
        developer=spec.developer,
        released=spec.released,
        weights=spec.weights,
        licence=spec.licence,
        lifecycle=spec.lifecycle,
        parameters=spec.parameters,
        context_window=spec.context_window,
        max_output_tokens=spec.max_output_tokens,
        modalities=spec.modalities,
        features=spec.features,
        tokenizer=spec.tokenizer,
        rates=() if rows is None else tuple(row.rates for row in rows.rows),
        blend=None if rows is None else blend(rows),
        scores=spec.scores,
        cost=cost,
        feasible=not reasons,
        reasons=reasons,
    )


def blend(rows: PriceRows) -> Decimal | None:
    """Return USD per million tokens at three input tokens to one output token, lowest band."""
    plain = rows.in_band(0)[0].rates
    if plain.input is None or plain.output is None:
        return None
    with exact():
        return (3 * plain.input + plain.output) / 4


def _uncounted(spec: ModelSpec, workload: Workload | None) -> tuple[Reason, ...]:
    """Return the reason why the text of the prompt cannot be counted on this model."""
    try:
        if workload is not None:
            workload.prompt_on(spec.id)
    except UncountableError as error:
        return (Reason(code="uncountable", text=str(error)),)
    return ()


def _reasons(
    offer: Offer,
    at: date,
    rows: PriceRows | None,
    needs: Needs,
    workload: Workload | None,
    prompt: int,
) -> tuple[Reason, ...]:
    if workload is not None and workload.images and "image" not in needs.offers:
        needs = replace(needs, offers=(*needs.offers, "image"))
    missing = shortfalls(
        offer.spec,
        needs,
        at,
        channel=offer.channel,
        prompt=prompt,
        output=0 if workload is None else workload.output_tokens,
    )
    gone = gone_since(rows.ended, at) if rows is not None else None
    return missing if gone is None else (gone, *missing)
