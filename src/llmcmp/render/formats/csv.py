"""The data of a page as CSV that a spreadsheet cannot mistake for formulas."""

from __future__ import annotations

import csv
import io

from ...readable import printable
from ..page import Page

_FORMULA = ("=", "+", "-", "@")


def csv_text(page: Page) -> str:
    """Return the page's data with a header row; cells that look like formulas get a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(column.title) for column in page.data.columns])
    for row in page.data.rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _safe(cell: str) -> str:
    """Neutralise a formula; negative numbers stay numbers."""
    # A line break or an escape sequence would act on whatever reads the file.
    text = printable(cell, stand_in=" ")
    if text.lstrip().startswith(_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    digits = text[1:].replace(".", "", 1) if text[:1] == "-" else ""
    return digits.isascii() and digits.isdigit()
