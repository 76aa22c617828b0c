"""Models and rows of a feed."""

from __future__ import annotations

import json
from typing import Any

from llmcmp.files.shelf.feeds.feed import Feed, FeedModel
from llmcmp.files.shelf.feeds.merge import Merged
from llmcmp.files.shelf.feeds.reader import parse_feed
from llmcmp.schema import ModelSpec, Rates, Tier


def spec_of(feed: Feed, channel: str, id_: str) -> ModelSpec:
    """Return one model of a feed."""
    return next(m.spec for m in feed.models if m.channel == channel and m.spec.id == id_)


def row_of(spec: ModelSpec, tier: Tier = Tier.STANDARD, over: int | None = None) -> Rates:
    """Return the first row of a tier and band."""
    return next(row for row in spec.rates if row.tier is tier and row.prompt_over == over)


def merged_spec(feeds: list[Feed], channel: str, id_: str) -> ModelSpec:
    """Return one model of several feeds."""
    merged = Merged()
    for feed in feeds:
        merged.add(feed, as_of="2026-11-22")
    return next(m.spec for m in merged.models if m.channel == channel and m.spec.id == id_)


def parsed(content: Any) -> tuple[FeedModel, ...]:
    """Return the models of a feed given as data."""
    return parse_feed(json.dumps(content).encode()).models
