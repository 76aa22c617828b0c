"""Names as cloud bills write them: a product, and where and how it was served."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .names import snapshot

_SERVED = re.compile(r"(?P<product>.+?)(?: \(amazon bedrock edition\))?, (?P<served>[a-z0-9 ]+)")
_METER = re.compile(r"(?P<product>[a-z0-9.-]+) \((?:meter (?P<day>\d{4}))?(?:, )?(?P<scope>.*)\)")

_REGIONS = {"us": "", "eu": "eu-", "ap": "apac-"}
"""How profiles of Bedrock's own models begin, by the first letters of a region's code."""


def billed(text: str, channel: str | None, declared: Iterable[str]) -> str | None:
    """Return the one of the *declared* names of a channel that a bill means by *text*.

    A bill of Bedrock names the product and the region or scope, one of Azure the month and day of
    the snapshot and the scope; where feeds price scopes separately, only the same scope matches.
    """
    patterns = _patterns(text.casefold(), channel)
    split_names = {name: "~".join(snapshot(name)) for name in declared} if patterns else {}
    for pattern in patterns:
        matches = {name for name, parts in split_names.items() if pattern.fullmatch(parts)}
        if matches:
            return matches.pop() if len(matches) == 1 else None
    return None


def _patterns(text: str, channel: str | None) -> list[re.Pattern[str]]:
    if channel == "bedrock" and (match := _SERVED.fullmatch(text)):
        slug = re.escape(re.sub(r"[ ._]+", "-", match["product"]))
        return [re.compile(f"{head}-{slug}~.*") for head in _bedrock_heads(match["served"])]
    if channel == "azure" and (match := _METER.fullmatch(text)):
        if match["scope"] not in ("", "global"):
            return []  # a data zone or a region costs more; the meter does not say which it is
        slug = re.escape(re.sub(r"[._]", "-", match["product"]))
        date = rf"\d{{4}}{match['day']}" if match["day"] else ""
        return [re.compile(f"{head}{slug}~{date}") for head in ("global/", "")]
    return []


def _bedrock_heads(served: str) -> list[str]:
    """Return how the ids of what is *served* so begin, the vendor's name included."""
    region, _, scope = served.partition(" ")
    if region[:2] not in _REGIONS:
        return []
    if scope:
        return [f"{scope}-[a-z0-9]+", *(["[a-z0-9]+"] if region[:2] == "us" else [])]
    return [f"{_REGIONS[region[:2]]}amazon"]


__all__ = ["billed"]
