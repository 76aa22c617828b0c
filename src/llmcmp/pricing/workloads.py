"""What a workload uses on one model, and what that costs per request and per month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil

from ..errors import UnpricedError
from ..exact import exact
from ..notices import Notice
from ..records import record, replace
from ..schema import Discount, ModelSpec, Tier
from ..usage import Quantity, Usage, Workload
from .quotes import Quote, may_cache, quote_rows
from .schedule import PriceRows, price_rows


@record
class WorkloadQuote:
    """The bill of a workload, for one request and for a month."""

    per_request: Quote
    monthly: Quote
    """All requests of a month."""
    usage: Usage
    """What one request uses on this model."""
    low: Decimal
    """USD a month, at the low end of what is uncertain: hours of the day, tokens of the prompt."""
    high: Decimal
    """USD a month, at the high end of what is uncertain."""
    notes: tuple[Notice, ...]
    """What the reader must know, from both bills and from the workload."""


def prompt_tokens(workload: Workload, spec: ModelSpec) -> tuple[int, int]:
    """Return the text tokens and the image tokens of one request's prompt on this model.

    Raises ``UnpricedError`` where the model's image rule is not known. A model that reads no
    images gets the text alone; that it cannot do the job is for the needs to say.
    """
    text = workload.on(spec.id)[0].input_tokens
    if not workload.images or _reads_no_images(spec):
        return text, 0
    if spec.image_tokens is None:
        raise UnpricedError(
            f"no rule known for the tokens of an image on {spec.id}",
            hint="add the image's tokens to --input-tokens, or give the rule in an overlay",
        )
    from .images import image_tokens

    rule = spec.image_tokens
    return text, sum(image_tokens(rule, image) for image in workload.images)


def _reads_no_images(spec: ModelSpec) -> bool:
    """Tell whether it is known that the model takes no images."""
    reads = spec.modalities.input
    return spec.image_tokens is None and bool(reads) and "image" not in reads


def usage_of(
    workload: Workload, spec: ModelSpec, at: date, *, channel: str, tier: Tier
) -> tuple[Usage, tuple[Notice, ...]]:
    """Return what one request uses per meter on this model, and what had to be assumed.

    Cached shares apply to the text of the prompt; below the model's minimum prefix, and on a
    model that has no prompt cache or is not known to have one, they are ordinary input.
    """
    text, images = prompt_tokens(workload, spec)
    with exact():
        cached: Quantity = text * workload.cached_share
        written: Quantity = text * workload.cache_write_share
        plain: Quantity = text - cached - written + images
    note = _no_cache(spec, at, text, channel, tier) if cached or written else None
    if note is not None:
        cached, written, plain = 0, 0, text + images
    usage = Usage(
        input=_whole(plain),
        cached_input=_whole(cached),
        cache_write=_whole(written),
        output=workload.output_tokens,
    )
    notes = () if note is None else (note,)
    if workload.images and _reads_no_images(spec):
        text_only = f"{spec.id} reads no images: only the text is priced"
        notes = (*notes, Notice(code="no-images", text=text_only))
    return usage, notes


def price_workload(
    workload: Workload,
    spec: ModelSpec,
    at: date,
    *,
    channel: str,
    tier: Tier = Tier.STANDARD,
    discounts: Sequence[Discount] = (),
) -> WorkloadQuote:
    """Price one request and a month of the workload; see ``quote`` for what is refused.

    Text of the prompt is priced by its tokens on this model; where these are an estimate, both
    ends of their band are priced, too.
    """
    rows = price_rows(spec, at, channel=channel, tier=tier)
    best, *ends = (_bill(each, spec, rows, discounts) for each in workload.on(spec.id))
    return replace(
        best,
        low=min(bill.low for bill in (best, *ends)),
        high=max(bill.high for bill in (best, *ends)),
        notes=tuple(dict.fromkeys(note for bill in (best, *ends) for note in bill.notes)),
    )


def _bill(
    workload: Workload, spec: ModelSpec, rows: PriceRows, discounts: Sequence[Discount]
) -> WorkloadQuote:
    usage, notes = usage_of(workload, spec, rows.at, channel=rows.channel, tier=rows.tier)
    prompt = ceil(usage.prompt)
    one = quote_rows(spec, usage, rows, prompt=prompt, discounts=discounts)
    month = quote_rows(
        spec,
        usage.times(workload.monthly_requests),
        rows,
        prompt=prompt,
        discounts=discounts,
    )
    return WorkloadQuote(
        per_request=one,
        monthly=month,
        usage=usage,
        low=month.low,
        high=month.high,
        notes=tuple(dict.fromkeys((*notes, *one.notes, *month.notes))),
    )


def _no_cache(spec: ModelSpec, at: date, text: int, channel: str, tier: Tier) -> Notice | None:
    """Say why the cached shares are priced as input, or return None if they are cached."""
    if not may_cache(spec, at):
        return Notice(
            code="no-cache",
            text=f"{spec.id} has no prompt cache on {at}: cached tokens are priced as input",
        )
    known = spec.features.prompt_caching == "yes"
    if not known and not _cache_is_priced(spec, at, channel, tier):
        return Notice(
            code="cache-unknown",
            text=f"it is not known whether {spec.id} caches prompts: "
            "cached tokens are priced as input",
        )
    minimum = spec.caching.minimum_prefix if spec.caching else None
    if minimum is not None and text < minimum:
        return Notice(
            code="below-cache-minimum",
            text=f"{spec.id} caches no prompt under {minimum:,} tokens and this one has {text:,}: "
            "cached tokens are priced as input",
        )
    return None


def _cache_is_priced(spec: ModelSpec, at: date, channel: str, tier: Tier) -> bool:
    """Tell whether a row in force has a price for cached input."""
    rows = price_rows(spec, at, channel=channel, tier=tier).rows
    return any(row.rates.cached_input is not None for row in rows)


def _whole(quantity: Quantity) -> Quantity:
    """Return a count without a fraction as ``int``."""
    if isinstance(quantity, Decimal) and quantity == quantity.to_integral_value():
        return int(quantity)
    return quantity
