"""Where the facts of the registry come from."""

from __future__ import annotations

from collections.abc import Mapping

from ..records import record
from .dates import PartialDate

Sources = Mapping[str, tuple[str, ...]]
"""Ids of the sources of a record's fields, by field name."""

STALE_AFTER = 60
"""Days after the newest check from which a price is called stale."""


@record
class Source:
    """A page, file or data set that facts are cited from."""

    title: str
    """Title of the page, file or data set."""
    url: str | None = None
    """Address of the page, file or data set."""
    date: str = "unknown"
    """Date of the content, as far as it is known."""
    publisher: str | None = None
    """Who published it."""
    kind: str | None = None
    """How near to the facts it is: official, dataset, secondary, ..."""
    retrieved: str | None = None
    """How it was read."""
    checked: PartialDate | None = None
    """Day it was last read; that of the registry where absent."""
    note: str | None = None
    """What a reader should know about it."""
