"""A report as JSON: its dump, so JSON can never lack what a table shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from ...readable import decimal_text
from ...records import is_record, shown_names
from ...schema import UNKNOWN


def json_text(report: Any) -> str:
    """Return *report* as one JSON object: amounts as strings, dates ISO 8601, unknown as null.

    All of it is ASCII, so that it is the same bytes for every terminal and steers none.
    """
    return json.dumps(plain(report), indent=2, allow_nan=False) + "\n"


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """Return *value* in the types JSON has."""
    if is_record(value):
        return {name: _field(name, getattr(value, name)) for name in shown_names(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        items = sorted(value) if isinstance(value, frozenset | set) else value
        return [plain(item) for item in items]
    return None if value == UNKNOWN else value


def _field(name: str, value: Any) -> Any:
    """Return a field; the code of a warning is a word of the program even where it is *unknown*."""
    return value if name == "code" else plain(value)
