"""Suggestions for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable


def near_misses(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of *known* (lower-case words) that look like *name*."""
    from difflib import get_close_matches

    known = list(known)
    word = name[:200].casefold()
    squeezed: dict[str, list[str]] = {}
    for key in known:
        squeezed.setdefault(_letters(key), []).append(key)
    if same := squeezed.get(_letters(word)):
        return same[:3]
    close = get_close_matches(word, known, n=3)
    longer = [key for key in known if len(word) > 2 and key.startswith(word)]
    return list(dict.fromkeys((*close, *longer)))[:3]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
