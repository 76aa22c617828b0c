"""One selector of a report: what the model can do and what the workload costs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Literal

from ..errors import InputError, UncountableError, UnpricedError
from ..hosting import HostingPlan
from ..needs import Needs, Reason, gone_since, shortfalls
from ..pricing import LineItem, PriceRows, price_rows, price_workload
from ..registry import Notice, Offer, Registry
from ..registry.freshness import PriceAge, price_age, stale_notices
from ..spec import (
    UNKNOWN,
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
    field_names,
    first_day,
    record,
    replace,
)
from ..usage import EXACT_DIGITS, Workload
from .self_hosting import HostingSummary, gpu_hours, hosting_summary

HORIZON_DAYS = 180
"""A retirement or price change within so many days is worth a warning."""


def label(model: OfferedModel, models: Sequence[OfferedModel]) -> str:
    """Return the name of one of *models*; its selector where the name alone would not tell."""
    names = [other.name for other in models]
    plain = model.tier is Tier.STANDARD and "@" not in model.selector
    return model.name if plain and names.count(model.name) == 1 else model.selector


@record
class Cost:
    """What a workload costs on one model, in USD."""

    monthly: Decimal
    """One month."""
    per_request: Decimal
    """One request."""
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
    """Id of the model."""
    channel: str
    """Channel slug, or ``self``."""
    tier: Tier
    """Tier."""
    name: str
    """The name people use."""
    developer: str
    """Who released it."""
    shelf: Literal["curated", "imported"] = "curated"
    """Whether the registry's own files describe it, or price feeds do."""
    released: PartialDate
    """First day of general availability."""
    weights: str
    """Whether the weights can be had."""
    licence: Licence
    """What the terms allow."""
    lifecycle: Lifecycle
    """Retirement and replacement."""
    parameters: Parameters
    """Number of weights."""
    context_window: int | str
    """Most tokens of prompt and answer together."""
    max_output_tokens: int | str
    """Most tokens of the answer."""
    modalities: Modalities
    """What goes in and what comes out."""
    features: Features
    """What else it offers."""
    tokenizer: Tokenizer
    """Its vocabulary."""
    rates: tuple[Rates, ...]
    """Price rows in force: the plain one first, then bands and hours; empty for ``self``."""
    price_ages: tuple[PriceAge, ...] = ()
    """When each of these rows was last compared with its sources."""
    blend: Decimal | None
    """USD per million tokens at three input tokens to one output token."""
    scores: tuple[Score, ...]
    """Benchmark results."""
    hosting: HostingSummary | None = None
    """The plan behind a self-hosted selector."""
    cost: Cost | None
    """What the workload costs; absent without a workload."""
    ratio: Decimal | None = None
    """Cost (or blend, without a workload) divided by that of the first model."""
    feasible: bool
    """Whether it can do the job."""
    reasons: tuple[Reason, ...]
    """Why it cannot."""

    @property
    def price(self) -> Decimal | None:
        """What the models of a report are ordered by: the monthly cost, else the blend."""
        return self.blend if self.cost is None else self.cost.monthly


def offered_model(
    registry: Registry, offer: Offer, at: date, workload: Workload | None, needs: Needs
) -> tuple[OfferedModel, list[Notice]]:
    """Describe and price one offer; return it with the warnings it gives rise to.

    The plan of a self-hosted offer is added by ``hosted``.
    """
    spec = offer.spec
    notices = [*offer.warnings, *_sold_too(offer, at)]
    rows = None if offer.is_self else price_rows(spec, at, channel=offer.channel, tier=offer.tier)
    cost = None
    prompt = 0
    uncounted = _uncounted(spec, workload)
    if uncounted:
        workload = None  # what its text costs cannot be told; what the model can do, can
    if workload is not None:
        notices += _prompt_notices(spec, workload)
    if rows is not None and workload is not None:
        bill = price_workload(
            workload,
            spec,
            at,
            channel=offer.channel,
            tier=offer.tier,
            discounts=registry.discounts,
        )
        cost = Cost(
            monthly=bill.monthly.cost,
            per_request=bill.per_request.cost,
            low=bill.low,
            high=bill.high,
            items=bill.monthly.items,
        )
        prompt = int(bill.usage.prompt)
        notices += bill.notes
    elif workload is not None:
        prompt = workload.on(spec.id)[0].input_tokens
    reasons = (*uncounted, *_reasons(offer, at, rows, needs, workload, prompt))
    ages = price_ages(registry, offer, at, rows)
    notices += (*_warnings(offer, at, rows), *stale_notices(ages))
    curated = registry.is_curated(spec.id)
    if not curated:
        notices.append(_from_feeds(offer))
    told = (Notice(code=n.code, text=n.text, selector=offer.selector) for n in notices)
    model = replace(
        described(offer, rows, cost, reasons),
        price_ages=ages,
        shelf="curated" if curated else "imported",
    )
    return model, list(dict.fromkeys(told))


def _from_feeds(offer: Offer) -> Notice:
    """Say that nobody of this project has checked what is said of a model."""
    spec = offer.spec
    cited = (
        key for ids in (*spec.sources.values(), *(r.sources for r in spec.rates)) for key in ids
    )
    feeds = ", ".join(sorted(set(cited)))
    text = f"{spec.name} is known from imported feeds only: {feeds}"
    return Notice(code="imported-price", text=text)


def price_ages(
    registry: Registry, offer: Offer, at: date, rows: PriceRows | None
) -> tuple[PriceAge, ...]:
    """Return when each price row of an offer was last compared with its sources."""
    held = () if rows is None else rows.rows
    return tuple(price_age(registry, offer.spec.id, row.rates, at) for row in held)


def _sold_too(offer: Offer, at: date) -> tuple[Notice, ...]:
    """Return a notice where a bare name is taken as self-hosted and hosts have a price for it."""
    if not offer.is_self or "@" in offer.selector:
        return ()
    names = [
        f"{offer.spec.id}@{channel}"
        for channel in offer.spec.channels
        if _is_sold(offer.spec, channel, at)
    ]
    if not names:
        return ()
    text = f"{offer.selector} is taken as self-hosted; it is sold too: {', '.join(names)}"
    return (Notice(code="sold-too", text=text),)


def _is_sold(spec: ModelSpec, channel: str, at: date) -> bool:
    """Tell whether the channel has a standard price on that day that has not ended."""
    try:
        rows = price_rows(spec, at, channel=channel, tier=Tier.STANDARD)
    except UnpricedError:
        return False
    return gone_since(rows.ended, at) is None


def hosted(model: OfferedModel, done: HostingPlan, workload: Workload | None) -> OfferedModel:
    """Return a self-hosted model with its plan and, where there is a load, what that costs."""
    reasons = (*model.reasons, *(Reason(code="hosting", text=text) for text in done.reasons))
    return replace(
        model,
        hosting=hosting_summary(done),
        cost=None if workload is None else _hosting_cost(done, workload),
        feasible=not reasons,
        reasons=reasons,
    )


def not_hosted(model: OfferedModel, why: str) -> OfferedModel:
    """Return a self-hosted model nobody can plan for, with the reason."""
    if all(reason.text != why for reason in model.reasons):
        model = replace(model, reasons=(*model.reasons, Reason(code="hosting", text=why)))
    return replace(model, feasible=False)


def _hosting_cost(done: HostingPlan, workload: Workload) -> Cost | None:
    line = gpu_hours(done)
    if line is None or done.monthly_low is None or done.monthly_high is None:
        return None
    requests = Decimal(workload.monthly_requests)
    with localcontext(prec=EXACT_DIGITS):
        each = (line.amount / requests).quantize(NANO) if requests else Decimal(0)
    return Cost(
        monthly=line.amount,
        per_request=each,
        low=done.monthly_low,
        high=done.monthly_high,
        items=(line,),
    )


NANO = Decimal("1e-9")
"""A month of GPUs divided by its requests is no finite decimal; it is cut at a billionth."""


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
    with localcontext(prec=EXACT_DIGITS):
        return (3 * plain.input + plain.output) / 4


def _uncounted(spec: ModelSpec, workload: Workload | None) -> tuple[Reason, ...]:
    """Return the reason why the text of the prompt cannot be counted on this model."""
    try:
        if workload is not None:
            workload.prompt_on(spec.id)
    except UncountableError as error:
        return (Reason(code="uncountable", text=str(error)),)
    return ()


def prompt_notices(workload: Workload | None) -> list[Notice]:
    """Say what a reader must know of the prompt's text, whatever the model."""
    counts = workload.prompt.counts.values() if workload and workload.prompt else ()
    told = dict.fromkeys(warning for count in counts for warning in count.warnings)
    return [Notice(code="not-utf-8", text=f"the text of the prompt: {text}") for text in told]


def _prompt_notices(spec: ModelSpec, workload: Workload) -> Iterator[Notice]:
    """Say what is not certain about the tokens of the prompt's text."""
    count = workload.prompt_on(spec.id)
    if count is None:
        return
    if count.kind == "calibrated":
        text = (
            f"{spec.name}: {count.tokens:,} tokens of prompt text are an estimate, "
            f"{count.low:,} to {count.high:,} ({count.tokenizer}, measured)"
        )
        yield Notice(code="calibrated", text=text)
    window = spec.context_window
    size = workload.input_tokens + workload.output_tokens
    if isinstance(window, int) and size + count.tokens <= window < size + count.high:
        text = f"{spec.name}: prompt and answer may not fit the context of {window:,}"
        yield Notice(code="context", text=text)


def _reasons(
    offer: Offer,
    at: date,
    rows: PriceRows | None,
    needs: Needs,
    workload: Workload | None,
    prompt: int,
) -> tuple[Reason, ...]:
    asked = needs
    if workload is not None and workload.images and "image" not in needs.offers:
        asked = replace(needs, offers=(*needs.offers, "image"))
    found = shortfalls(
        offer.spec,
        asked,
        at,
        channel=offer.channel,
        prompt=prompt,
        output=0 if workload is None else workload.output_tokens,
    )
    gone = gone_since(rows.ended, at) if rows is not None else None
    return found if gone is None else (gone, *found)


def _warnings(offer: Offer, at: date, rows: PriceRows | None) -> list[Notice]:
    """Return what will change soon and what the terms forbid."""
    spec = offer.spec
    told = _retirement(offer, at)
    if spec.licence.commercial_use == "no":
        told.append(
            Notice(
                code="licence",
                text=f"the licence of {spec.name} ({spec.licence.name}) forbids commercial use",
            )
        )
    if spec.features.instruction_tuned == "no":
        told.append(
            Notice(
                code="base-model",
                text=f"{spec.name} is a base language model: it continues text "
                "and does not follow instructions",
            )
        )
    told += _price_changes(offer, at, rows)
    missing = unknowns(offer)
    if missing:
        told.append(Notice(code="unknown", text=f"not known of {spec.name}: {', '.join(missing)}"))
    return told


def _retirement(offer: Offer, at: date) -> list[Notice]:
    """Return the retirement of a model on its channel, where it is near."""
    spec = offer.spec
    day = spec.lifecycle.elsewhere.get(
        offer.channel, spec.lifecycle.retires if offer.channel == spec.own_channel else None
    )
    if day is None or not _soon(day, at):
        return []
    instead = spec.lifecycle.replacement
    advice = f"; the developer recommends {instead}" if instead else ""
    return [Notice(code="retires", text=f"{spec.name} retires on {day}{advice}")]


def ahead(offer: Offer, at: date, rows: PriceRows | None) -> list[Notice]:
    """Return what is announced for an offer: its retirement, and a change or end of its price."""
    return [*_retirement(offer, at), *_price_changes(offer, at, rows)]


def _soon(day: PartialDate, at: date) -> bool:
    """Tell whether a day is still to come, and within the horizon."""
    return day != UNKNOWN and at < first_day(day) <= at + timedelta(days=HORIZON_DAYS)


def _price_changes(offer: Offer, at: date, rows: PriceRows | None) -> list[Notice]:
    """Return announced changes of the rates and an announced end of the offer."""
    if rows is None:
        return []
    told = []
    plain = rows.rows[0]
    coming = [
        row
        for row in offer.spec.rates
        if (row.channel, row.tier) == (offer.channel, offer.tier)
        and row.prompt_over is None
        and not row.hours
        and _soon(row.since, at)
    ]
    if coming:
        after = min(coming, key=lambda row: first_day(row.since))
        told.append(
            Notice(
                code="price-changes",
                text=f"the {offer.tier} price of {offer.spec.name} on {offer.channel} changes on "
                f"{after.since} to {after.input} input and {after.output} output "
                "(USD per million tokens)",
            )
        )
    elif plain.ended is not None and at <= plain.ended <= at + timedelta(days=HORIZON_DAYS):
        told.append(
            Notice(
                code="price-expires",
                text=f"the {offer.tier} price of {offer.spec.name} on {offer.channel} "
                f"ends after {plain.ended}",
            )
        )
    return told


def unknowns(offer: Offer) -> list[str]:
    """Return the names of the fields nothing citable was found for."""
    spec = offer.spec
    missing = [
        name
        for name, value in (
            ("released", spec.released),
            ("knowledge cutoff", spec.knowledge_cutoff),
            ("retirement day", spec.lifecycle.retires),
            ("weights", spec.weights),
            ("licence", spec.licence.name),
            ("commercial use", spec.licence.commercial_use),
            ("context window", spec.context_window),
            ("output limit", spec.max_output_tokens),
            ("modalities", "" if spec.modalities.input else UNKNOWN),
            ("tokenizer", spec.tokenizer.name),
            ("parameters", spec.parameters.disclosure),
        )
        if value == UNKNOWN
    ]
    return missing + [
        name.replace("_", " ")
        for name in field_names(Features)
        if getattr(spec.features, name) == UNKNOWN
        and name not in ("predicted_outputs", "instruction_tuned")
    ]


def refuse_impossible(models: list[OfferedModel], workload: Workload | None) -> None:
    """Raise where no compared model can write an answer as long as the workload asks for."""
    limits = [model.max_output_tokens for model in models]
    if workload is None or not limits:
        return
    numbers = [limit for limit in limits if isinstance(limit, int)]
    if len(numbers) == len(limits) and workload.output_tokens > (most := max(numbers)):
        name = models[limits.index(most)].selector
        raise InputError(
            f"output_tokens: above the limit of {name}, {most:,}: {workload.output_tokens:,}",
        )
