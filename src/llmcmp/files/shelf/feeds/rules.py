"""The match rules that feeds carry: equals, starts_with, ends_with, contains, regex, or, and."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Mapping[str, Any]
"""A feed's own match rule: ``{"or": [{"equals": ...}, {"starts_with": ...}]}``."""

_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": str.__contains__,
}


def matches(rule: Rule, name: str) -> bool:
    """Tell whether *name* (in lower case) satisfies *rule*."""
    kind, value = next(iter(rule.items()))
    if kind in ("or", "and"):
        return (any if kind == "or" else all)(matches(part, name) for part in value)
    if kind == "regex":
        return re.search(str(value), name) is not None
    test = _TESTS.get(kind)
    return test is not None and test(name, str(value).casefold())


def literals(rule: Rule) -> Iterator[str]:
    """Yield the names, or parts of names, that a rule spells out."""
    kind, value = next(iter(rule.items()))
    if kind in ("or", "and"):
        for part in value:
            yield from literals(part)
    elif kind != "regex":
        yield str(value).casefold()
