"""models.dev's ``api.json`` (MIT): limits and current prices of many providers, per million."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ....errors import InputError
from ....schema import Features, Lifecycle, Modalities, Rates
from .channels import channel_slug
from .feed import FeedModel, Refusal, feed_spec
from .guards import as_decimal, misfit, plain, without_zeros

KIND = "models.dev"

METERS = {
    "input": "input",
    "output": "output",
    "cache_read": "cached_input",
    "cache_write": "cache_write",
    "input_audio": "input_audio",
    "output_audio": "output_audio",
}
STATES = {"deprecated": "deprecated"}

Json = Mapping[str, Any]


def parse(data: Any, source: str) -> tuple[tuple[FeedModel, ...], tuple[Refusal, ...]]:
    """Read the providers by id."""
    if not isinstance(data, Mapping):
        raise InputError("not models.dev data: an object of providers was expected")
    models: list[FeedModel] = []
    refused: list[Refusal] = []
    for slug, provider in data.items():
        if not isinstance(provider, Mapping) or not isinstance(provider.get("models"), Mapping):
            raise InputError(f"not models.dev data: provider {slug} has no 'models'")
        for name, model in provider["models"].items():
            if not isinstance(model, Mapping):
                raise InputError(f"not models.dev data: {slug}/{name} is no object")
            feed_model, reasons = _model(str(slug), str(name), model, source)
            models.append(feed_model)
            refused += [Refusal(name=f"{slug}/{name}", reason=reason) for reason in reasons]
    return tuple(models), tuple(refused)


def _model(slug: str, name: str, model: Json, source: str) -> tuple[FeedModel, list[str]]:
    channel = channel_slug(slug)
    rates, reasons = _rates(model.get("cost"), channel, name, source)
    limit = model.get("limit") or {}
    kinds = model.get("modalities") or {}
    spec = feed_spec(
        channel,
        name,
        source=source,
        title=model.get("name"),
        aliases=(f"{slug}/{name}",),
        rates=rates,
        context=limit.get("context") or None,
        max_input=limit.get("input") or None,
        max_output=limit.get("output") or None,
        modalities=Modalities(
            input=tuple(kinds.get("input") or ()), output=tuple(kinds.get("output") or ())
        )
        if kinds
        else None,
        features=Features(
            function_calling=_known(model.get("tool_call")),
            structured_outputs=_known(model.get("structured_output")),
        ),
        lifecycle=Lifecycle(state="deprecated") if model.get("status") == "deprecated" else None,
        weights="open" if model.get("open_weights") else None,
        notes=tuple(reasons),
    )
    return FeedModel(channel=channel, spec=spec), reasons


def _known(value: Any) -> Any:
    return "unknown" if value is None else "yes" if value else "no"


def _rates(cost: Any, channel: str, name: str, source: str) -> tuple[tuple[Rates, ...], list[str]]:
    if not cost:
        return (), ["the feed has no price for it"]
    bands: list[tuple[int | None, Json]] = [(None, cost)]
    if isinstance(cost.get("context_over_200k"), Mapping):
        bands.append((200_000, cost["context_over_200k"]))
    for tier in cost.get("tiers") or ():
        size = (tier.get("tier") or {}).get("size") or tier.get("min_context")
        if size and all(size != over for over, _ in bands):
            bands.append((int(size), tier))
    rows: list[Rates] = []
    reasons: list[str] = []
    for over, prices in bands:
        rates: dict[str, Decimal] = {
            meter: plain(as_decimal(prices[key], f"{name}: {key}"))
            for key, meter in METERS.items()
            if prices.get(key) is not None
        }
        meters, reason = without_zeros(rates, free=name.endswith(":free"))
        reason = reason or misfit(meters)
        if reason:
            reasons.append(reason)
        elif meters:
            rows.append(
                Rates(
                    channel=channel,
                    since="unknown",
                    prompt_over=over,
                    sources=(source,),
                    **meters,  # type: ignore[arg-type]
                )
            )
    return tuple(rows), reasons
