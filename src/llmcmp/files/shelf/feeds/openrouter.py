"""OpenRouter's ``/api/v1/models`` answer: prices in USD per token, as strings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....errors import InputError
from ....schema import Modalities, Rates
from .feed import FeedModel, Refusal, feed_spec
from .guards import as_decimal, misfit, per_million, plain, without_zeros

KIND = "openrouter"
CHANNEL = "openrouter"

METERS = {
    "prompt": "input",
    "completion": "output",
    "input_cache_read": "cached_input",
    "input_cache_write": "cache_write",
    "audio": "input_audio",
}


def parse(data: Any, source: str) -> tuple[tuple[FeedModel, ...], tuple[Refusal, ...]]:
    """Read the list of models."""
    if not isinstance(data, Mapping) or not isinstance(data.get("data"), list):
        raise InputError("not OpenRouter's answer: no list under 'data'")
    models: list[FeedModel] = []
    refused: list[Refusal] = []
    for model in data["data"]:
        for key in ("id", "pricing"):
            if not isinstance(model, Mapping) or not model.get(key):
                raise InputError(f"not OpenRouter's answer: a model without {key!r}")
        feed_model, reason = _model(model, source)
        models.append(feed_model)
        if reason:
            refused.append(Refusal(name=str(model["id"]), reason=reason))
    return tuple(models), tuple(refused)


def _model(model: Mapping[str, Any], source: str) -> tuple[FeedModel, str | None]:
    name, pricing = str(model["id"]), model["pricing"]
    rates: tuple[Rates, ...] = ()
    if any(str(value).startswith("-") for value in pricing.values()):
        # The router itself (openrouter/auto) says -1: the price is that of the model that answers.
        reason: str | None = "the price is that of the model it routes to"
    else:
        prices = {
            meter: per_million(as_decimal(pricing[key], f"{name}: {key}"))
            for key, meter in METERS.items()
            if pricing.get(key) is not None
        }
        if pricing.get("web_search"):
            prices["web_search"] = plain(as_decimal(pricing["web_search"], name))
        meters, reason = without_zeros(prices, free=name.endswith(":free"))
        reason = reason or misfit(meters)
        if meters and not reason:
            row = Rates(channel=CHANNEL, since="unknown", sources=(source,), **meters)  # type: ignore[arg-type]
            rates = (row,)
    kinds = model.get("architecture") or {}
    top = model.get("top_provider") or {}
    spec = feed_spec(
        CHANNEL,
        name,
        source=source,
        title=model.get("name"),
        aliases=tuple(slug for slug in (model.get("canonical_slug"),) if slug and slug != name),
        rates=rates,
        context=model.get("context_length") or None,
        max_output=top.get("max_completion_tokens") or None,
        modalities=Modalities(
            input=tuple(kinds.get("input_modalities") or ()),
            output=tuple(kinds.get("output_modalities") or ()),
        ),
        notes=(reason,) if reason else (),
    )
    return FeedModel(channel=CHANNEL, spec=spec), reason
