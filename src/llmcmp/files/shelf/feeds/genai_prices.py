"""genai-prices (MIT): dated prices per provider, with long-prompt tiers and hours of the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, time, timedelta
from decimal import Decimal
from typing import Any

from ....errors import InputError
from ....records import record
from ....schema import PER_CALL, UNKNOWN, Lifecycle, Rates, Tier
from .channels import channel_slug
from .feed import FeedModel, Refusal, feed_spec
from .guards import as_decimal, misfit, plain, without_zeros
from .rules import Rule

KIND = "genai-prices"

METERS = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "output_mtok": "output",
    "input_audio_mtok": "input_audio",
    "cache_audio_read_mtok": "cached_input_audio",
    "output_audio_mtok": "output_audio",
    "web_searches_kcount": "web_search",
}
TIERS = {
    ("processing", "batch"): Tier.BATCH,
    ("service_tier", "flex"): Tier.FLEX,
    ("service_tier", "priority"): Tier.PRIORITY,
}
GOOGLE_OWN = ("gemini", "gemma", "text-", "imagen", "veo", "embedding", "learnlm", "chirp", "lyria")

Json = Mapping[str, Any]
Series = tuple[Tier, int | None, tuple[str, ...]]
"""Tier, band and hours: what one price row follows another in."""


@record
class _Epoch:
    """What holds from one day to the next change."""

    base: Json
    """Prices by key."""
    windows: tuple[tuple[str, Json], ...]
    """Prices that hold in UTC windows of every day."""
    tiers: Mapping[Tier, Json]
    """Prices that a tier replaces."""


def parse(
    providers: Any, source: str
) -> tuple[tuple[FeedModel, ...], tuple[Refusal, ...], dict[str, Rule]]:
    """Read the feed's list of providers."""
    if not isinstance(providers, list) or not providers:
        raise InputError(
            "not genai-prices data: a list of providers was expected",
            hint="use the installed package or its prices/data.json",
        )
    models: list[FeedModel] = []
    refused: list[Refusal] = []
    heads: dict[str, Rule] = {}
    for provider in providers:
        for key in ("id", "models"):
            if not isinstance(provider, Mapping) or key not in provider:
                raise InputError(f"not genai-prices data: a provider without {key!r}")
        slug = channel_slug(provider["id"])
        if provider.get("model_match"):
            heads[slug] = provider["model_match"]
        for model in provider["models"]:
            feed_model, reasons = _model(slug, model, source)
            models.append(feed_model)
            refused += reasons
    return tuple(models), tuple(refused), heads


def _model(slug: str, model: Json, source: str) -> tuple[FeedModel, list[Refusal]]:
    for key in ("id", "match", "prices"):
        if key not in model:
            raise InputError(f"not genai-prices data: a model of {slug} without {key!r}")
    name = str(model["id"])
    channel = slug
    if slug == "google" and not name.startswith(GOOGLE_OWN):
        channel = "vertex"  # other developers' models, sold by the same cloud
    rates, reasons = _rates(model, channel, source)
    spec = feed_spec(
        channel,
        name,
        source=source,
        title=model.get("name"),
        aliases=tuple(_exact_names(model["match"])),
        rates=rates,
        context=model.get("context_window"),
        lifecycle=Lifecycle(state="deprecated") if model.get("deprecated") else None,
        notes=tuple(_notes(model)),
    )
    refused = [Refusal(name=f"{channel}/{name}", reason=reason) for reason in reasons]
    return FeedModel(channel=channel, spec=spec, rule=model["match"]), refused


def _exact_names(rule: Json) -> Iterator[str]:
    """Yield the names that a rule spells out."""
    if "equals" in rule:
        yield str(rule["equals"])
    for part in rule.get("or", ()):
        yield from _exact_names(part)


def _notes(model: Json) -> Iterator[str]:
    keys = sorted({key for prices in _all_prices(model) for key in prices} - METERS.keys())
    if keys:
        yield f"also priced by the feed, and not counted here: {', '.join(keys)}"
    others = {
        "=".join(next(iter(variant["when"].items())))
        for variant in model.get("price_variants") or ()
        if _tier(variant) is None and variant["prices"]
    }
    if others:
        yield f"the feed has further prices for {', '.join(sorted(others))}"
    if not any(_all_prices(model)) and not _is_free(model):
        yield "the feed lists the model without a price, and does not call it free"


def _all_prices(model: Json) -> list[Json]:
    prices = model["prices"]
    return [prices] if isinstance(prices, Mapping) else [entry["prices"] for entry in prices]


def _is_free(model: Json) -> bool:
    return str(model["id"]).endswith(":free")


def _tier(variant: Json) -> Tier | None:
    when = tuple(variant["when"].items())
    return TIERS.get(when[0]) if len(when) == 1 else None


def _rates(model: Json, channel: str, source: str) -> tuple[tuple[Rates, ...], list[str]]:
    """Return the dated rows of a model, and why others were left out."""
    rows: list[dict[str, Any]] = []
    last: dict[Series, dict[str, Any]] = {}
    refused: list[str] = []
    for since, epoch in _epochs(model):
        now = dict(_series(epoch, free=_is_free(model), refused=refused))
        for series, row in list(last.items()):
            if series not in now:
                row["ended"] = (date.fromisoformat(since) - timedelta(days=1)).isoformat()
                del last[series]
        for (tier, over, hours), meters in now.items():
            key = (tier, over, hours)
            if key in last and last[key]["meters"] == meters:
                continue
            row = {
                "tier": tier,
                "prompt_over": over,
                "hours": hours,
                "since": since,
                "meters": meters,
            }
            last[key] = row
            rows.append(row)
    rates = []
    for row in rows:
        meters = row.pop("meters")
        rates.append(Rates(channel=channel, sources=(source,), **row, **meters))
    return tuple(rates), sorted(set(refused))


def _epochs(model: Json) -> Iterator[tuple[str, _Epoch]]:
    """Yield the state of a model's prices from each day on which it changed."""
    prices = model["prices"]
    entries = [{"prices": prices}] if isinstance(prices, Mapping) else list(prices)
    variants = [v for v in model.get("price_variants") or () if _tier(v) is not None]
    days = {day for item in (*entries, *variants) if (day := _start(item)) is not None}
    for since in (UNKNOWN, *sorted(days)):
        epoch = _epoch(entries, variants, "" if since == UNKNOWN else since)
        if epoch is not None:
            yield since, epoch


def _start(item: Json) -> str | None:
    start = (item.get("constraint") or {}).get("start_date")
    return None if start is None else date.fromisoformat(str(start)).isoformat()


def _epoch(entries: Sequence[Json], variants: Sequence[Json], day: str) -> _Epoch | None:
    base: Json | None = None
    windows: list[tuple[str, Json]] = []
    # The feed's own rule: entries are tried from the last to the first.
    for index in reversed(range(len(entries))):
        entry = entries[index]
        constraint = entry.get("constraint") or {}
        if "start_time" in constraint:
            # Windows carry no date of their own; they came with the dated entry before them.
            if (_dated_before(entries, index) or "") <= day:
                windows += [(window, entry["prices"]) for window in _windows(constraint)]
        elif "start_date" not in constraint or (_start(entry) or "") <= day:
            base = entry["prices"]
            break
    if base is None:
        return None
    tiers: dict[Tier, dict[str, Any]] = {}
    for variant in variants:
        tier, start = _tier(variant), _start(variant)
        if tier is not None and (start is None or start <= day):
            prices = tiers.setdefault(tier, {})
            for key, price in variant["prices"].items():
                prices.setdefault(key, price)
    return _Epoch(base=base, windows=tuple(windows), tiers=tiers)


def _dated_before(entries: Sequence[Json], index: int) -> str | None:
    starts = (_start(entry) for entry in reversed(entries[:index]))
    return next((start for start in starts if start is not None), None)


def _windows(constraint: Json) -> list[str]:
    """Return the UTC windows of a daily interval; one that crosses midnight becomes two."""
    start, end = _utc(constraint["start_time"]), _utc(constraint["end_time"])
    if start < end:
        return [f"{start}-{end}"]
    parts = [f"{start}-24:00", f"00:00-{end}"]
    return [part for part in parts if part != "00:00-00:00"]


def _utc(text: Any) -> str:
    at = time.fromisoformat(str(text).replace("Z", "+00:00"))
    offset = at.utcoffset() or timedelta(0)
    minutes = (at.hour * 60 + at.minute - int(offset.total_seconds() // 60)) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _series(
    epoch: _Epoch, *, free: bool, refused: list[str]
) -> Iterator[tuple[Series, dict[str, Decimal]]]:
    plans = [(Tier.STANDARD, {}), *epoch.tiers.items()]
    for tier, override in plans:
        if tier is not Tier.STANDARD and not override:
            continue
        grouped: dict[str, tuple[tuple[str, ...], Json]] = {}
        for window, prices in epoch.windows:
            hours, _ = grouped.get(str(prices), ((), prices))
            grouped[str(prices)] = (tuple(sorted((*hours, window))), prices)
        for hours, prices in (((), epoch.base), *grouped.values()):
            for over, meters in _bands({**prices, **override}, free=free, refused=refused):
                yield (tier, over, hours), meters


def _bands(
    prices: Json, *, free: bool, refused: list[str]
) -> Iterator[tuple[int | None, dict[str, Decimal]]]:
    known = {meter: prices[key] for key, meter in METERS.items() if prices.get(key) is not None}
    if free and not known:
        known = {"input": 0, "output": 0}
    edges = {
        int(tier["start"])
        for price in known.values()
        if isinstance(price, Mapping)
        for tier in price["tiers"]
    }
    for over in (None, *sorted(edges)):
        stated = {meter: _price(meter, price, over) for meter, price in known.items()}
        meters, reason = without_zeros(stated, free=free)
        reason = reason or misfit(meters)
        if reason:
            refused.append(reason)
        elif meters:
            yield over or None, meters


def _price(meter: str, price: Any, over: int | None) -> Decimal:
    if isinstance(price, Mapping):
        reached = [tier for tier in price["tiers"] if over is not None and tier["start"] <= over]
        price = max(reached, key=lambda tier: tier["start"])["price"] if reached else price["base"]
    rate = as_decimal(price, meter)
    return plain(rate / 1000 if meter in PER_CALL else rate)


def installed() -> tuple[str, list[Json]]:
    """Return version and data of the installed package, in the shape of its JSON file."""
    try:
        from importlib.metadata import version

        from genai_prices.data import providers  # type: ignore[import-not-found, unused-ignore]
    except ModuleNotFoundError:
        raise InputError(
            "genai-prices is not installed",
            hint="pip install genai-prices, or give the path of its prices/data.json",
        ) from None
    return version("genai-prices"), [_plain_json(provider) for provider in providers]


_DROPPED = ("extractors", "description", "pricing_urls", "api_pattern", "price_comments")


def _plain_json(value: Any) -> Any:
    """Return the package's objects as the JSON they were made from."""
    if isinstance(value, list | tuple):
        return [_plain_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain_json(item) for key, item in value.items()}
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, time):
        return value.replace(tzinfo=value.tzinfo or UTC).isoformat()
    if hasattr(value, "__dict__"):
        return {
            key.rstrip("_"): _plain_json(item)
            for key, item in vars(value).items()
            if item is not None and key not in _DROPPED
        }
    return value
