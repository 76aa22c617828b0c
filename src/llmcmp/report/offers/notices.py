"""What a reader must know of an offer: what is announced, forbidden, unknown or uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ...errors import UnpricedError
from ...hosting import HostingPlan
from ...needs import gone_since
from ...notices import Notice
from ...pricing import PriceRows, price_rows
from ...records import field_names
from ...registry import Offer
from ...schema import UNKNOWN, Features, ModelSpec, PartialDate, Tier, first_day
from ...usage import Workload

HORIZON_DAYS = 180
"""A retirement or price change within so many days is worth a warning."""


def from_feeds(offer: Offer) -> Notice:
    """Say that nobody of this project has checked the facts about a model."""
    spec = offer.spec
    cited = (
        key for ids in (*spec.sources.values(), *(r.sources for r in spec.rates)) for key in ids
    )
    feeds = ", ".join(sorted(set(cited)))
    text = f"{spec.name} is known from imported feeds only: {feeds}"
    return Notice(code="imported-price", text=text)


def sold_too(offer: Offer, at: date) -> tuple[Notice, ...]:
    """Return a notice where a bare name is treated as self-hosted and hosts have a price for it."""
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


def prompt_notices(workload: Workload | None) -> list[Notice]:
    """Say what a reader must know of the prompt's text, whatever the model."""
    counts = workload.prompt.counts.values() if workload and workload.prompt else ()
    warnings = dict.fromkeys(warning for count in counts for warning in count.warnings)
    return [Notice(code="not-utf-8", text=f"the text of the prompt: {text}") for text in warnings]


def prompt_doubts(spec: ModelSpec, workload: Workload) -> Iterator[Notice]:
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


def offer_warnings(offer: Offer, at: date, rows: PriceRows | None) -> list[Notice]:
    """Return what will change soon and what the terms forbid."""
    spec = offer.spec
    notices = _retirement(offer, at)
    if spec.licence.commercial_use == "no":
        notices.append(
            Notice(
                code="licence",
                text=f"the licence of {spec.name} ({spec.licence.name}) forbids commercial use",
            )
        )
    if spec.features.instruction_tuned == "no":
        notices.append(
            Notice(
                code="base-model",
                text=f"{spec.name} is a base language model: it continues text "
                "and does not follow instructions",
            )
        )
    notices += _price_changes(offer, at, rows)
    missing = _unknowns(offer)
    if missing:
        notices.append(
            Notice(code="unknown", text=f"not known of {spec.name}: {', '.join(missing)}")
        )
    return notices


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
    notices = []
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
        notices.append(
            Notice(
                code="price-changes",
                text=f"the {offer.tier} price of {offer.spec.name} on {offer.channel} changes on "
                f"{after.since} to {after.input} input and {after.output} output "
                "(USD per million tokens)",
            )
        )
    elif plain.ended is not None and at <= plain.ended <= at + timedelta(days=HORIZON_DAYS):
        notices.append(
            Notice(
                code="price-expires",
                text=f"the {offer.tier} price of {offer.spec.name} on {offer.channel} "
                f"ends after {plain.ended}",
            )
        )
    return notices


def _unknowns(offer: Offer) -> list[str]:
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


_IN_THE_COMPARISON = frozenset({"licence", "base-model", "people"})
"""Codes of a plan's notices that a comparison gives itself, or that hold for every plan."""


def plan_notices(offer: Offer, plan: HostingPlan) -> list[Notice]:
    """Return the plan's notices that a comparison does not give already."""
    return [
        Notice(code=notice.code, text=_with_name(offer, notice.text), selector=offer.selector)
        for notice in plan.warnings
        if notice.code not in _IN_THE_COMPARISON
    ]


def _with_name(offer: Offer, text: str) -> str:
    return text if text.startswith(offer.spec.id) else f"{offer.spec.name}: {text}"
