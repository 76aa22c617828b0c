"""Where a fact comes from."""

from __future__ import annotations

from ..records import record
from .dates import PartialDate


@record
class Source:
    """Where facts come from."""

    title: str
    """Title of the page, file or data set."""
    url: str | None = None
    """Its address."""
    date: str = "unknown"
    """Date of the content, as far as it is known."""
    publisher: str | None = None
    """Who published it."""
    kind: str | None = None
    """How near to the facts it is: official, dataset, secondary, ..."""
    retrieved: str | None = None
    """How it was read."""
    checked: PartialDate | None = None
    """Day it was last read; that of the registry where it is not told."""
    note: str | None = None
    """What a reader should know about it."""
