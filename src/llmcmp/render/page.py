"""What people read: a page of tables and text, laid out once and printed in several formats."""

from __future__ import annotations

from typing import Literal

from ..records import record

ASCII = str.maketrans(
    dict(zip("■▲◆▼○□△◇¦│─└┴┬≈", "#%&$o+^*:|-'--~", strict=True)),
)
"""Stand-ins for a terminal without Unicode; no two marks share one."""

BAR = "█"
"""What a bar of a chart is made of."""


@record
class Column:
    """One column of a table."""

    title: str
    align: Literal["left", "right"] = "left"
    """``right`` for columns of numbers."""
    whole: bool = False
    """Never cut or wrapped: numbers and what identifies a row."""
    links: bool = False
    """Its addresses become links."""


def text_columns(*titles: str) -> tuple[Column, ...]:
    """Return columns of text: to the left, and wrapped where there is no room."""
    return tuple(Column(title=title) for title in titles)


def number_columns(*titles: str) -> tuple[Column, ...]:
    """Return columns of numbers: to the right, and never cut."""
    return tuple(Column(title=title, align="right", whole=True) for title in titles)


@record
class Table:
    """Cells in rows and columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    """The rows, each as long as ``columns``; an empty tuple draws a line."""
    title: str | None = None
    folded: bool = False
    """Markdown folds it under its title."""


@record
class Text:
    """A part of a page that is written in sentences."""

    lines: tuple[str, ...]
    """One paragraph or list item each."""
    kind: Literal["title", "verdict", "warnings", "note", "chart"] = "note"
    """How it is shown: a chart keeps its spaces, warnings are a list."""
    folded: str | None = None
    """Markdown folds it under this summary."""


@record
class Page:
    """A report laid out for people."""

    blocks: tuple[Table | Text, ...]
    """What the terminal and Markdown show, in order."""
    data: Table
    """What CSV holds: full precision, one row per thing."""
