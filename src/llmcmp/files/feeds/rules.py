"""The match rules that feeds carry: equals, starts_with, ends_with, contains, regex, or, and."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Rule = Mapping[str, Any]


def matches(rule: Rule, name: str) -> bool:
    """Tell whether *name* (in lower case) satisfies *rule*."""
    kind, value = next(iter(rule.items()))
    match kind:
        case "or":
            return any(matches(part, name) for part in value)
        case "and":
            return all(matches(part, name) for part in value)
        case "equals":
            return name == str(value).casefold()
        case "starts_with":
            return name.startswith(str(value).casefold())
        case "ends_with":
            return name.endswith(str(value).casefold())
        case "contains":
            return str(value).casefold() in name
        case "regex":
            return re.search(str(value), name) is not None
        case _:
            return False


def literals(rule: Rule) -> Iterator[str]:
    """Yield the names, or parts of names, that a rule spells out."""
    kind, value = next(iter(rule.items()))
    if kind in ("or", "and"):
        for part in value:
            yield from literals(part)
    elif kind != "regex":
        yield str(value).casefold()
