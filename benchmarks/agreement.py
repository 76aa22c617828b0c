"""Price the same usage here and with genai-prices, and explain every difference.

``agreement.py [--usages FILE] [--limit N]``: a grid of usages, tiers and days over every
first-party model of genai-prices, then (with ``--usages``) real responses at the prices that data
set recorded for them. A difference is explained by what is on record: a dispute or a note of the
price row, a meter one side does not have, or a price row with a date of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from genai_prices import Usage as TheirUsage
from genai_prices import calc_price
from genai_prices.data import providers

from llmcmp.errors import LlmcmpError
from llmcmp.files.registry.load import load_registry
from llmcmp.files.shelf.feeds.channels import channel_slug
from llmcmp.files.shelf.feeds.reader import read_feed
from llmcmp.files.shelf.shelf import open_shelf
from llmcmp.pricing import quote
from llmcmp.registry import Registry
from llmcmp.schema import ModelSpec, Tier
from llmcmp.usage import Usage

FIRST_PARTY = (
    *("openai", "anthropic", "google", "mistral", "deepseek", "x-ai", "cohere", "perplexity"),
    *("moonshotai", "minimax", "zai", "zhipuai", "meta", "arcee", "cursor", "typesafe"),
    "voyageai",
)
GRID = [
    {"input_tokens": 1_000, "output_tokens": 500},
    {"input_tokens": 10_000, "cache_read_tokens": 4_000, "output_tokens": 700},
    {"input_tokens": 10_000, "cache_write_tokens": 3_000, "output_tokens": 700},
    {"input_tokens": 100_001, "output_tokens": 1},
    {"input_tokens": 199_999, "output_tokens": 10},
    {"input_tokens": 200_000, "output_tokens": 10},
    {"input_tokens": 200_001, "output_tokens": 10},
    {"input_tokens": 272_000, "cache_read_tokens": 100_000, "output_tokens": 10},
    {"input_tokens": 272_001, "cache_read_tokens": 100_000, "output_tokens": 10},
]
DAYS = (date(2026, 1, 15), date(2026, 9, 15), date(2026, 11, 22))
TIERS = {
    Tier.STANDARD: None,
    Tier.BATCH: {"processing": "batch"},
    Tier.FLEX: {"service_tier": "flex"},
    Tier.PRIORITY: {"service_tier": "priority"},
}


def main() -> int:
    """Print how many prices are equal, explained and unexplained; 1 where one is unexplained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--usages", type=Path, help="responses with recorded prices")
    parser.add_argument("--litellm", type=Path, help="litellm's price map")
    parser.add_argument("--show", type=int, default=20, help="unexplained differences to list")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    results: dict[str, Counter[str]] = {}
    open_ends: list[str] = []
    registry = load_registry()
    cases = [("grid, curated first", grid(registry)), ("grid, shelf alone", grid(None))]
    if options.litellm:
        cases.append(("litellm's map", price_map(registry, options.litellm)))
    if options.usages:
        cases.append(("responses", responses(registry, options.usages)))
    for title, verdicts in cases:
        counter = results.setdefault(title, Counter())
        for verdict, what in verdicts:
            counter[verdict] += 1
            if verdict == "UNEXPLAINED":
                open_ends.append(f"{title}: {what}")
    for title, counter in results.items():
        print(f"{title}: {counter.total():,} prices")
        for verdict, count in counter.most_common():
            print(f"  {count:7,}  {100 * count / counter.total():5.1f} %  {verdict}")
    for line in open_ends[: options.show]:
        print(line)
    return 1 if open_ends else 0


def grid(registry: Registry | None) -> Iterator[tuple[str, str]]:
    """Yield the verdict on every model, usage, tier and day."""
    shelf = open_shelf()
    for provider in providers:
        if provider.id not in FIRST_PARTY:
            continue
        for model in provider.models:
            channel = channel_slug(provider.id)
            if channel == "google" and model.id.startswith("claude"):
                channel = "vertex"
            if registry is not None and registry.is_curated(model.id):
                result = registry.find(model.id, DAYS[-1]).spec
                spec: ModelSpec | None = registry.with_channel(result, channel)
            else:
                spec = shelf.find(model.id, channel)
            for tier, context in TIERS.items():
                for day in DAYS:
                    for counts in GRID:
                        theirs = _theirs(provider, model, counts, day, context)
                        if theirs is None:
                            continue
                        what = f"{model.id}@{channel}+{tier} {day} {counts}"
                        yield _judge(spec, channel, tier, day, counts, theirs, what)


def _theirs(provider: Any, model: Any, counts: Any, day: date, context: Any) -> Decimal | None:
    if context and not any(
        v.when == context and (v.constraint is None or v.constraint.active(_noon(day)))
        for v in model.price_variants or ()
    ):
        return None  # the peer prices an unknown tier as standard: not a price of that tier
    result = model.calc_price(
        TheirUsage(**counts), provider, genai_request_timestamp=_noon(day), price_context=context
    )
    total: Decimal = result.total_price
    return total


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _usage(counts: Any) -> Usage:
    cached, written = counts.get("cache_read_tokens", 0), counts.get("cache_write_tokens", 0)
    audio = counts.get("input_audio_tokens", 0)
    cached_audio = counts.get("cache_audio_read_tokens", 0)
    long = counts.get("cache_write_1h_tokens", 0)
    spoken = counts.get("output_audio_tokens", 0)
    return Usage(
        input=counts.get("input_tokens", 0) - cached - written - audio + cached_audio,
        cached_input=cached - cached_audio,
        cache_write=written - long,
        cache_write_1h=long,
        input_audio=audio - cached_audio,
        cached_input_audio=cached_audio,
        output=counts.get("output_tokens", 0) - spoken,
        output_audio=spoken,
        web_search=counts.get("web_searches", 0),
    )


def _judge(
    spec: ModelSpec | None,
    channel: str,
    tier: Tier,
    day: date,
    counts: Any,
    theirs: Decimal,
    what: str,
) -> tuple[str, str]:
    if spec is None:
        return "UNEXPLAINED", f"{what}: not found"
    try:
        ours = quote(spec, _usage(counts), day, channel=channel, tier=tier, minute=720)
    except LlmcmpError as error:
        return _without_price(spec, theirs, str(error)), f"{what}: {error} (theirs {theirs})"
    if ours.cost == theirs:
        return "equal", what
    return _explained(spec, ours), f"{what}: {ours.cost} against {theirs}"


def _without_price(spec: ModelSpec, theirs: Decimal, error: str) -> str:
    if not spec.rates or theirs == 0:
        return "not priced per token; the peer says 0"
    if "no output price" in error and all(row.output is None for row in spec.rates):
        return "writes no tokens (embedding, transcription)"
    if " price known for " in error and "no input" not in error and "no output" not in error:
        return "meter without a rate: refused here, priced as input by the peer"
    if "on that date" in error:
        return "no price known on that day: refused here, priced at the first one by the peer"
    return "UNEXPLAINED"


def _explained(spec: ModelSpec, ours: Any) -> str:  # noqa: PLR0911
    notes = " ".join((*spec.notes, *(dispute.stated for dispute in spec.disputes)))
    used = [
        row
        for row in spec.rates
        if row.channel == ours.channel
        and row.tier == ours.tier
        and row.since == ours.items[0].since
    ]
    if any(row.disputes for row in used):
        return "dispute on the price row"
    if any(note.code == "no-cache" for note in ours.notes):
        return "model without a cache"
    if any(row.note for row in used):
        return "note on the price row"
    if "also priced by the feed" in notes:
        return "unit that is no meter here"
    if any(_unpriced_by_peer(spec, ours.channel, item.meter) for item in ours.items):
        return "meter the peer has no rate for and prices as input"
    if spec.disputes:
        return "dispute on the model"
    if spec.released != "unknown" and ours.at.isoformat() < spec.released:
        return "before the release"
    return "UNEXPLAINED"


def _unpriced_by_peer(spec: ModelSpec, channel: str, meter: str) -> bool:
    imported = open_shelf().find(spec.id, channel)
    rows = imported.rates if imported else ()
    return bool(rows) and all(getattr(row, meter, None) is None for row in rows)


def price_map(registry: Registry, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the verdict on every first-party model of litellm's map, by its own price."""
    shelf = open_shelf()
    day = DAYS[-1]
    for model in read_feed(path).models:
        name = model.spec.id
        if model.spec.own_channel is None or not model.spec.rates:
            continue
        spec = registry.find(name, day).spec if registry.is_curated(name) else None
        if spec is None or model.channel not in spec.channels:
            spec = shelf.find(name, model.channel)
        for counts in (GRID[0], GRID[5], GRID[8]):
            try:
                bill = quote(model.spec, _usage(counts), day, channel=model.channel)
            except LlmcmpError:
                continue
            what = f"{name}@{model.channel} {counts}"
            yield _judge(spec, model.channel, Tier.STANDARD, day, counts, bill.cost, what)


def responses(registry: Registry, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the verdict on every recorded price of a real response."""
    day = date(2026, 8, 21)
    shelf = open_shelf()
    for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        name = entry.get("model")
        for extracted in entry["extracted"] if name else ():
            for reading in extracted["extractors"]:
                if "input_price" not in reading:
                    continue
                channel = channel_slug(reading["provider_id"])
                if channel == "google" and "claude" in name:
                    channel = "vertex"  # the same cloud sells other developers' models there
                theirs = Decimal(reading["input_price"]) + Decimal(reading["output_price"])
                spec = registry.find(name, day).spec if registry.is_curated(name) else None
                if spec is not None and channel not in spec.channels:
                    spec = registry.with_channel(spec, channel)
                if spec is None or channel not in spec.channels:
                    spec = shelf.find(name, channel)
                what = f"response {number}: {name} on {channel} {extracted['usage']}"
                if spec is None:
                    fallback = "the peer takes the developer's own price there"
                    yield f"name not declared for {channel}: {fallback}", what
                    continue
                counts = extracted["usage"]
                verdict, message = _judge(spec, channel, Tier.STANDARD, day, counts, theirs, what)
                if verdict == "UNEXPLAINED":
                    verdict = _since_then(name, reading["provider_id"], counts, day, spec, channel)
                yield verdict, message


def _since_then(
    name: str, provider_id: str, counts: Any, day: date, spec: ModelSpec, channel: str
) -> str:
    """Tell whether the peer's present data agrees with us where its recorded price does not."""
    try:
        result = calc_price(
            TheirUsage(**counts), name, provider_id=provider_id, genai_request_timestamp=_noon(day)
        )
        ours = quote(spec, _usage(counts), day, channel=channel, minute=720)
    except (LookupError, ValueError, LlmcmpError):
        return "UNEXPLAINED"
    if result.total_price == ours.cost:
        return "the peer's present data agrees with us, its recorded price is older"
    if name.endswith("-latest"):
        return "moving alias (-latest)"
    if result.provider.id != provider_id or channel == "azure":
        return "the peer takes the developer's own price there, a feed here has the channel's"
    return "UNEXPLAINED"


if __name__ == "__main__":
    sys.exit(main())
