"""What a reader should know about an answer, in the words of every command."""

from __future__ import annotations

from .records import record


@record
class Notice:
    """A warning that travels with an answer into every format."""

    code: str
    """Stable word for programs."""
    text: str
    """One sentence for people."""
    selector: str | None = None
    """What the user typed, where the warning concerns one selector."""
