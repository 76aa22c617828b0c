"""A page as a comment on a change: Markdown that fits, however much there is to say."""

from __future__ import annotations

from ...records import replace
from ..page import Page, Table, Text
from .markdown import markdown_text

MOST_BYTES = 60_000
"""GitHub takes 65,536 characters, GitLab a million; the rest is left for what others add."""

MOST_CELL = 300
"""Longest cell or line of a comment that had to be cut."""


def comment_text(page: Page, *, limit: int = MOST_BYTES) -> str:
    """Return the page as Markdown of at most *limit* bytes, leaving out rows where it must."""
    text = markdown_text(page)
    most = 512
    while _size(text) > limit and most:
        most //= 2
        text = markdown_text(replace(page, blocks=tuple(_cut(b, most) for b in page.blocks)))
    if _size(text) <= limit:
        return text
    note = "\n\nThe rest is left out: it does not fit.\n"
    start = text.encode()[: limit - len(note)].decode("utf-8", "ignore")
    return start.rpartition("\n")[0] + note


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _cut(block: Table | Text, most: int) -> Table | Text:
    if isinstance(block, Text):
        lines = tuple(_short(line) for line in block.lines[:most])
        left = len(block.lines) - len(lines)
        return replace(block, lines=(*lines, f"and {left} more") if left else lines)
    rows = tuple(tuple(_short(cell) for cell in row) for row in block.rows[:most])
    left = len(block.rows) - len(rows)
    if left:
        rows = (*rows, (f"and {left} more rows", *("" for _ in block.columns[1:])))
    return replace(block, rows=rows)


def _short(text: str) -> str:
    return text if len(text) <= MOST_CELL else f"{text[: MOST_CELL - 3]}..."
