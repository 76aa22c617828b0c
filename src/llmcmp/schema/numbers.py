"""Numbers as people write them: ``1_000``, ``1k``, ``2.5M``, ``40%``."""

from __future__ import annotations

import re
from decimal import Decimal

from ..exact import exact

MILLION = 1_000_000
"""Tokens are priced by the million."""

_NUMBER = re.compile(r"(\d[\d_]*)(\.\d[\d_]*)?([kKmMbB]?)")
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_SHARE = re.compile(r"(\d{1,9}(?:\.\d{1,18})?|\.\d{1,18})(%?)")


def read_number(text: str) -> int | Decimal:
    """Return the number *text* writes, whole ones as ``int``; else raise ``ValueError``."""
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= 60 and text.isascii() else None
    if match is None:
        raise ValueError("not a number")
    whole, fraction, unit = match.groups()
    with exact():
        value = Decimal((whole + (fraction or "")).replace("_", "")) * _FACTORS[unit.lower()]
    return int(value) if value == value.to_integral_value() else value


def read_count(text: str) -> int:
    """Return the whole number *text* writes; else raise ``ValueError``."""
    value = read_number(text)
    if not isinstance(value, int):
        raise ValueError("not a whole number")
    return value


def read_share(text: str) -> Decimal:
    """Return a share from 0 to 1, or a percentage with its sign; else raise ``ValueError``."""
    match = _SHARE.fullmatch(text.strip()) if text.isascii() else None
    value = None if match is None else Decimal(match[1]) / (100 if match[2] else 1)
    if value is None or not 0 <= value <= 1:
        raise ValueError("not a share from 0 to 1")
    return value


def read_size(text: str) -> tuple[int, int, str]:
    """Return width, height and detail of ``1024x1024`` or ``1024x1024:low``."""
    match = re.fullmatch(r"(\d{1,7})[xX](\d{1,7})(?::(high|low))?", text.strip())
    if match is None or not text.isascii():
        raise ValueError("not an image size")
    return int(match[1]), int(match[2]), match[3] or "high"
