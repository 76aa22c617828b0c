"""litellm's price map (MIT): one object per model, in USD per token, without history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ....errors import InputError
from ....registry.names import fine_tuned_base
from ....schema import Features, Known, Lifecycle, Modalities, Rates, Tier, is_whole
from .channels import channel_slug
from .feed import FeedModel, Refusal, feed_spec
from .guards import as_decimal, misfit, per_million, plain, without_zeros

KIND = "litellm"

_PRICE = re.compile(
    r"(?P<meter>input_cost_per_token|output_cost_per_token|cache_read_input_token_cost"
    r"|cache_creation_input_token_cost|input_cost_per_audio_token|output_cost_per_audio_token"
    r"|cache_read_input_audio_token_cost)"
    r"(?P<long>_above_1hr|_above_12hr)?"
    r"(?:_above_(?P<over>\d+)k_tokens)?"
    r"(?:_(?P<tier>batches|priority|flex))?"
)
METERS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cached_input",
    "cache_creation_input_token_cost": "cache_write",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "cache_read_input_audio_token_cost": "cached_input_audio",
}
TIERS = {None: Tier.STANDARD, "batches": Tier.BATCH, "priority": Tier.PRIORITY, "flex": Tier.FLEX}
FINE_TUNED = {Tier.STANDARD: Tier.FINE_TUNED, Tier.BATCH: Tier.FINE_TUNED_BATCH}
OTHER_UNITS = (
    "input_cost_per_second",
    "output_cost_per_second",
    "output_cost_per_image",
    "input_cost_per_image",
    "input_cost_per_character",
    "output_cost_per_pixel",
    "input_cost_per_pixel",
    "input_cost_per_query",
    "input_cost_per_request",
    "output_cost_per_image_token",
    "ocr_cost_per_page",
    "output_cost_per_reasoning_token",
    "input_dbu_cost_per_token",
)
"""Keys that price something no meter counts."""

Json = Mapping[str, Any]
Plan = tuple[Tier, int | None]


def parse(data: Any, source: str) -> tuple[tuple[FeedModel, ...], tuple[Refusal, ...]]:
    """Return the offers of the price map, and what of it was refused."""
    if not isinstance(data, Mapping) or not any(
        isinstance(entry, Mapping) and "litellm_provider" in entry for entry in data.values()
    ):
        raise InputError(
            "not litellm's price map: no entry has 'litellm_provider'",
            hint="use model_prices_and_context_window.json",
        )
    models: list[FeedModel] = []
    refused: list[Refusal] = []
    for key, entry in data.items():
        if key == "sample_spec" or not isinstance(entry, Mapping):
            continue
        if not entry.get("litellm_provider"):
            refused.append(Refusal(name=key, reason="no litellm_provider: sold nowhere"))
            continue
        feed_model, reasons = _model(str(key), entry, source)
        models.append(feed_model)
        refused += [Refusal(name=str(key), reason=reason) for reason in reasons]
    return tuple(models), tuple(refused)


def _model(key: str, entry: Json, source: str) -> tuple[FeedModel, list[str]]:
    provider = str(entry["litellm_provider"])
    channel = channel_slug(provider)
    name = _without_provider(key, provider)
    base = fine_tuned_base(name)
    rates, reasons = _rates(entry, channel, source, tuned=base is not None)
    name = base or name
    spec = feed_spec(
        channel,
        name,
        source=source,
        aliases=() if base else (key,),
        rates=rates,
        context=_limit(entry, "max_input_tokens"),
        max_output=_limit(entry, "max_output_tokens"),
        modalities=_modalities(entry),
        features=_features(entry, rates),
        lifecycle=_lifecycle(entry),
        notes=tuple(_notes(entry, rates, reasons)),
    )
    return FeedModel(channel=channel, spec=spec), reasons


def _without_provider(key: str, provider: str) -> str:
    """Return the channel's own spelling: litellm puts the provider in front of many names."""
    heads = {provider, provider.split("-", maxsplit=1)[0], provider.replace("_", "-")}
    heads |= {"bedrock", "azure"} if provider in ("bedrock_converse", "azure_text") else set()
    head, slash, rest = key.partition("/")
    return rest if slash and head in heads else key


def _limit(entry: Json, key: str) -> int | None:
    value = entry.get(key)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _modalities(entry: Json) -> Modalities | None:
    inputs = tuple(str(kind) for kind in entry.get("supported_modalities") or ())
    outputs = tuple(str(kind) for kind in entry.get("supported_output_modalities") or ())
    if not inputs and entry.get("mode") in ("chat", "responses", "completion"):
        flags = (("vision", "image"), ("audio_input", "audio"), ("pdf_input", "pdf"))
        inputs = ("text", *(kind for flag, kind in flags if entry.get(f"supports_{flag}") is True))
        outputs = outputs or ("text",)
    return Modalities(input=inputs, output=outputs) if inputs or outputs else None


def _features(entry: Json, rates: tuple[Rates, ...]) -> Features | None:
    def known(key: str) -> Known:
        value = entry.get(f"supports_{key}")
        return "unknown" if value is None else "yes" if value is True else "no"

    features = Features(
        function_calling=known("function_calling"),
        structured_outputs=known("response_schema"),
        prompt_caching=known("prompt_caching"),
        streaming=known("native_streaming"),
        batch="yes" if any(row.tier is Tier.BATCH for row in rates) else "unknown",
    )
    return None if features == Features() else features


def _lifecycle(entry: Json) -> Lifecycle | None:
    day = entry.get("deprecation_date")
    if not isinstance(day, str):
        return None
    try:
        lifecycle = Lifecycle(state="active", retires=day)
    except ValueError:
        return None
    return lifecycle if is_whole(day) else None


def _notes(entry: Json, rates: tuple[Rates, ...], reasons: list[str]) -> Iterator[str]:
    others = [key for key in OTHER_UNITS if entry.get(key)]
    if others:
        yield f"also priced by the feed, and not counted here: {', '.join(others)}"
    if not rates:
        yield reasons[0] if reasons else "the feed has no price per token for it"
    for key in sorted(entry):
        if "uplift_multiplier" in key:
            yield f"{key}: {entry[key]} (regional uplift, not applied)"


def _rates(
    entry: Json, channel: str, source: str, *, tuned: bool
) -> tuple[tuple[Rates, ...], list[str]]:
    plans, reasons = _plans(entry)
    rows: list[Rates] = []
    for tier, over in sorted(plans, key=lambda plan: (plan[0], plan[1] or 0)):
        prices = plans[tier, over]
        # A band that states only some meters leaves the others at the plain rate.
        whole = {**plans.get((tier, None), {}), **prices} if over else prices
        meters, reason = without_zeros(whole, free=False)
        reason = reason or _without_answer(entry, meters) or misfit(meters)
        if reason or not meters:
            plan = f"{tier} tier" + (f" over {over:,} tokens" if over else "")
            reasons += [f"{reason} ({plan})"] if reason else []
            continue
        if tuned and tier not in FINE_TUNED:
            continue
        rows.append(
            Rates(
                channel=channel,
                tier=FINE_TUNED[tier] if tuned else tier,
                since="unknown",
                prompt_over=over,
                sources=(source,),
                **meters,  # type: ignore[arg-type]
            )
        )
    return tuple(rows), reasons


def _without_answer(entry: Json, meters: Mapping[str, Decimal]) -> str | None:
    """Return why a row without an output price will not do; None where nothing is answered."""
    if not meters or "output" in meters or "input_audio" in meters:
        return None
    silent = ("embedding", "rerank", "moderation", "audio_speech")
    return None if entry.get("mode") in silent else "no output price"


def _plans(entry: Json) -> tuple[dict[Plan, dict[str, Decimal]], list[str]]:
    plans: dict[Plan, dict[str, Decimal]] = {}
    reasons: list[str] = []
    for key in sorted(entry):
        match = _PRICE.fullmatch(key)
        if match is None or entry[key] is None:
            continue
        meter = METERS[match["meter"]]
        if match["long"]:
            meter = "cache_write_1h"
        over = int(match["over"]) * 1000 if match["over"] else None
        plan = plans.setdefault((TIERS[match["tier"]], over), {})
        # Keys are sorted, so that _above_1hr comes after _above_12hr and wins.
        plan[meter] = per_million(as_decimal(entry[key], key))
    for step in entry.get("tiered_pricing") or ():
        if not isinstance(step, Mapping) or not step.get("range"):
            reasons.append("a price tier without its range of prompt sizes")
            continue
        over = int(step["range"][0]) or None
        for key, meter in METERS.items():
            if step.get(key) is not None:
                band = plans.setdefault((Tier.STANDARD, over), {})
                band.setdefault(meter, per_million(as_decimal(step[key], key)))
    searches = entry.get("search_context_cost_per_query")
    if isinstance(searches, Mapping) and (Tier.STANDARD, None) in plans:
        prices = {as_decimal(value, "search") for value in searches.values() if value}
        if len(prices) == 1:
            plans[Tier.STANDARD, None]["web_search"] = plain(prices.pop())
    return plans, reasons
