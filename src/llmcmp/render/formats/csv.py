"""The data of a page as CSV that a spreadsheet cannot mistake for formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from ..page import Page
from .json import decimal_text

_FORMULA = ("=", "+", "-", "@")


def csv_text(page: Page) -> str:
    """Return the page's data with a header row; cells that look like formulas get a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(column.title) for column in page.data.columns])
    for row in page.data.rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def decimal_cell(value: Decimal | None) -> str:
    """Write every digit of a number; nothing where there is none."""
    return "" if value is None else decimal_text(value)


def _safe(cell: str) -> str:
    """Neutralise a formula; negative numbers stay numbers."""
    # A line break or an escape sequence would act on whatever reads the file.
    text = "".join(c if c.isprintable() else " " for c in cell)
    if text.lstrip().startswith(_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    digits = text[1:].replace(".", "", 1) if text[:1] == "-" else ""
    return digits.isascii() and digits.isdigit()
