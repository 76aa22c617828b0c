"""Reports as text: JSON from the report itself, everything else from a page laid out of it."""

from __future__ import annotations

from .formats.csv import csv_text
from .formats.json import json_text
from .formats.markdown import markdown_text
from .page import Column, Page, Table, Text


def table_text(
    page: Page, *, width: int = 80, color: bool = False, ascii_only: bool = False
) -> str:
    """Return the page as a terminal table."""
    from .formats.table import table_text as draw

    return draw(page, width=width, color=color, ascii_only=ascii_only)


__all__ = [
    "Column",
    "Page",
    "Table",
    "Text",
    "csv_text",
    "json_text",
    "markdown_text",
    "table_text",
]
