"""The grammar of model names: what may be taken off a name without it being another model."""

from __future__ import annotations

import re
from collections.abc import Iterator

FINE_TUNED = re.compile(
    r"""(?: ft:(?P<base>[^:+]+)(?::[^+]*)?          # ft:gpt-4o-mini-2024-07-18:org::id
          | (?P<old>[a-z0-9.-]+):ft-[^+]+            # curie:ft-org-2023-01-01
          | (?P<azure>[a-z0-9.-]+)\.ft-[^+]+ )         # gpt-35-turbo-0613.ft-1234
    """,
    re.VERBOSE | re.IGNORECASE,
)

_PATHS = (
    re.compile(r"^models/"),
    re.compile(r"^(?:projects/[^/]+/locations/[^/]+/)?publishers/[^/]+/models/"),
    re.compile(r"^arn:aws[a-z-]*:bedrock:[^:]*:\d*:(?:foundation-model|inference-profile)/"),
)
"""Ways in which an API writes a name into a path; the name is what follows."""

_DATE = re.compile(r"[-@](\d{4})-?(\d{2})-?(\d{2})$")
_SHORT_DATE = re.compile(r"-(0[1-9]|1[0-2])-?([0-2]\d|3[01])$")
_SNAPSHOT = re.compile(r"[-@](?:00\d|latest|default)$")
_BEDROCK_VERSION = re.compile(r"-v\d+(?::\d+)?$")
_EDITION = re.compile(r"\s*\(amazon bedrock edition\)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[._@]")


def fine_tuned_base(name: str) -> str | None:
    """Return the base model of a fine-tuned model's name; None where it is no such name."""
    match = FINE_TUNED.fullmatch(name)
    return match and (match["base"] or match["old"] or match["azure"])


def without_path(name: str) -> str:
    """Return the name itself from a path such as ``models/gemini-2.5-pro``."""
    for path in _PATHS:
        name = path.sub("", name, count=1)
    return name


def snapshot(name: str) -> tuple[str, str]:
    """Split *name* into what it names and the date of its snapshot (digits, or empty)."""
    plain = _SEPARATORS.sub("-", _BEDROCK_VERSION.sub("", name.casefold()))
    for pattern in (_DATE, _SHORT_DATE):
        match = pattern.search(plain)
        if match is not None:
            return plain[: match.start()], "".join(match.groups())
    return _SNAPSHOT.sub("", plain), ""


def spellings(name: str) -> Iterator[str]:
    """Yield the ways in which the same name is written, the given one first."""
    yield name
    base = fine_tuned_base(name)
    if base is not None:
        yield base
    bare = without_path(name)
    if bare != name:
        yield bare
    if " " in bare:
        # Consoles and invoices show names: Claude Sonnet 4.5 (Amazon Bedrock Edition).
        yield "-".join(_EDITION.sub("", bare).split())
    if "/" in bare and (slug := undated(bare)) != bare:
        yield slug  # OpenRouter dates its permanent slugs: vendor/model-20250929


def undated(name: str) -> str:
    """Return *name* without the whole date it ends in."""
    return _DATE.sub("", name)


def same_model(name: str, declared: str) -> bool:
    """Tell whether *name* is *declared*, or a dated snapshot of it, and nothing more.

    A matching rule such as "starts with claude-sonnet-4" also holds for a claude-sonnet-4-9
    that comes out next year; this is the test that keeps a rule from pricing it.
    """
    ours, day = snapshot(without_path(name))
    theirs, their_day = snapshot(declared)
    return ours == theirs and their_day in ("", day)
