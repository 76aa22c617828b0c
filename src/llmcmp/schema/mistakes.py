"""How a record refuses what a file says: all its mistakes at once, a line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def refuse(*mistakes: str) -> None:
    """Raise one ``ValueError`` with a line for each mistake; none, nothing."""
    if mistakes:
        raise ValueError("\n".join(mistakes))


def number_mistakes(record: Any, read: Callable[[str], Any], *fields: str) -> Iterator[str]:
    """Yield a line for each of the *fields* whose text *read* does not take for a number."""
    for name in fields:
        text = getattr(record, name)
        if text is not None:
            try:
                read(text)
            except ValueError as error:
                yield f"{name}: {error}: {text[:60]!r}"
