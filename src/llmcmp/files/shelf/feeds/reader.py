"""Which feed a file is, and reading it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ....errors import InputError, reason
from . import genai_prices, litellm, llm_prices, models_dev, openrouter
from .feed import Feed

KINDS = ("genai-prices", "litellm", "models.dev", "openrouter", "llm-prices")
"""The feeds that can be read."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest feed that is read; the largest known is 5 million."""


def read_feed(path: Path | str, *, kind: str | None = None, version: str | None = None) -> Feed:
    """Read a feed: ``genai-prices`` is the installed package, anything else a file."""
    if str(path) == genai_prices.KIND and not Path(path).exists():
        version, providers = genai_prices.installed()
        raw = json.dumps(providers, sort_keys=True).encode()
        return parse_feed(raw, kind=genai_prices.KIND, version=version, where="genai-prices")
    try:
        size = Path(path).stat().st_size
        if size > LARGEST:
            raise InputError(f"{path}: larger than {LARGEST:,} bytes, which no price feed is")
        raw = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the feed {path}: {reason(error)}") from None
    return parse_feed(raw, kind=kind, version=version, where=str(path))


def parse_feed(
    raw: bytes, *, kind: str | None = None, version: str | None = None, where: str = "feed"
) -> Feed:
    """Read a feed from its bytes; without *kind* it is recognised by its shape."""
    digest = hashlib.sha256(raw).hexdigest()
    data = _load(raw, where)
    kind = kind or _kind(data, where)
    version = version or digest[:12]
    source = f"{kind}-{version}"
    heads: dict[str, Any] = {}
    match kind:
        case "genai-prices":
            models, refused, heads = genai_prices.parse(data, source)
        case "litellm":
            models, refused = litellm.parse(data, source)
        case "models.dev":
            models, refused = models_dev.parse(data, source)
        case "openrouter":
            models, refused = openrouter.parse(data, source)
        case "llm-prices":
            models, refused = llm_prices.parse(data, source)
        case _:
            raise InputError(f"unknown feed: {kind}", hint=f"use {', '.join(KINDS)}")
    if not models:
        raise InputError(f"{where}: a {kind} feed without a single model")
    return Feed(
        kind=kind,
        version=version,
        sha256=digest,
        models=models,
        refused=refused,
        head_rules=heads,
    )


def _load(raw: bytes, where: str) -> Any:
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        # A download that broke off ends in the middle of a value.
        hint = "the download may have broken off" if b"{" in raw[:100] else None
        raise InputError(f"{where}: not whole JSON: {str(error)[:100]}", hint=hint) from None


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def _kind(data: Any, where: str) -> str:
    if isinstance(data, list) and data and isinstance(data[0], Mapping) and "models" in data[0]:
        return "genai-prices"
    if isinstance(data, Mapping):
        if isinstance(data.get("data"), list):
            return "openrouter"
        if isinstance(data.get("prices"), list):
            return "llm-prices"
        entries = [entry for entry in data.values() if isinstance(entry, Mapping)]
        if any("litellm_provider" in entry for entry in entries):
            return "litellm"
        if any(isinstance(entry.get("models"), Mapping) for entry in entries):
            return "models.dev"
    raise InputError(
        f"{where}: not a price feed this program knows", hint=f"say which: {', '.join(KINDS)}"
    )
