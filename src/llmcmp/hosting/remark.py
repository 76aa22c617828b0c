"""What a reader of a plan should know, as data."""

from __future__ import annotations

from ..spec import record


@record
class Remark:
    """A warning with a stable code."""

    code: str
    """Stable name: ``licence``, ``context``, ``price-age``, ..."""
    text: str
    """The sentence."""
