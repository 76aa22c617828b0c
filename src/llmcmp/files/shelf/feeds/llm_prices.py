"""simonw/llm-prices' JSON: few models, per million, the historical file with dates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ....errors import InputError
from ....schema import Rates
from .channels import channel_slug
from .feed import FeedModel, Refusal, feed_spec
from .guards import as_decimal, misfit, plain, without_zeros

KIND = "llm-prices"

METERS = {"input": "input", "input_cached": "cached_input", "output": "output"}


def parse(data: Any, source: str) -> tuple[tuple[FeedModel, ...], tuple[Refusal, ...]]:
    """Read the list of prices; rows of one id are its history."""
    if not isinstance(data, Mapping) or not isinstance(data.get("prices"), list):
        raise InputError("not llm-prices data: no list under 'prices'")
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in data["prices"]:
        for key in ("id", "vendor", "input", "output"):
            if not isinstance(row, Mapping) or key not in row:
                raise InputError(f"not llm-prices data: a row without {key!r}")
        rows.setdefault((channel_slug(str(row["vendor"])), str(row["id"])), []).append(row)
    models: list[FeedModel] = []
    refused: list[Refusal] = []
    for (channel, name), history in rows.items():
        rates, reasons = _rates(channel, name, history, source)
        title = str(history[0].get("name") or name)
        spec = feed_spec(channel, name, source=source, title=title, rates=rates)
        models.append(FeedModel(channel=channel, spec=spec))
        refused += [Refusal(name=name, reason=reason) for reason in reasons]
    return tuple(models), tuple(refused)


def _rates(
    channel: str, name: str, history: list[Mapping[str, Any]], source: str
) -> tuple[tuple[Rates, ...], list[str]]:
    rates: list[Rates] = []
    reasons: list[str] = []
    for row in history:
        prices: dict[str, Decimal] = {
            meter: plain(as_decimal(row[key], f"{name}: {key}"))
            for key, meter in METERS.items()
            if row.get(key) is not None
        }
        meters, reason = without_zeros(prices, free=False)
        reason = reason or misfit(meters)
        if reason or not meters:
            reasons += [reason] if reason else []
            continue
        rates.append(
            Rates(
                channel=channel,
                since=str(row.get("from_date") or "unknown"),
                sources=(source,),
                **meters,  # type: ignore[arg-type]
            )
        )
    return tuple(rates), reasons
