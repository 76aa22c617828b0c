"""Numbers, dates and sizes as people type them."""

from __future__ import annotations

import os
import re
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Literal

from ..errors import InputError
from ..usage import EXACT_DIGITS, Image, Quantity

_NUMBER = re.compile(r"(\d[\d_]*)(\.\d[\d_]*)?([kKmMbB]?)")
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}


def shown(text: str) -> str:
    """Return *text* so that it cannot break a line or a terminal, and is not endless."""
    safe = text.encode("unicode_escape", "backslashreplace").decode("ascii")
    clean = text if text.isprintable() else safe
    return clean if len(clean) <= 60 else f"{clean[:57]}..."


def number(option: str, text: str) -> Quantity:
    """Read ``1_000``, ``1k`` or ``2.5M``; whole numbers come back as ``int``."""
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= 60 and text.isascii() else None
    if match is None:
        raise InputError(
            f"{option}: not a number: {shown(text)}", hint="write 1500, 1_500, 1.5k or 2.5M"
        )
    whole, fraction, unit = match.groups()
    with localcontext(prec=EXACT_DIGITS):
        value = Decimal((whole + (fraction or "")).replace("_", "")) * _FACTORS[unit.lower()]
    return int(value) if value == value.to_integral_value() else value


def count(option: str, text: str) -> int:
    """Read a whole number."""
    value = number(option, text)
    if not isinstance(value, int):
        raise InputError(f"{option}: not a whole number: {shown(text)}")
    return value


def price(option: str, text: str) -> Decimal:
    """Read an amount in USD."""
    return Decimal(number(option, text.strip().removeprefix("$")))


def share(option: str, text: str) -> Decimal:
    """Read a share from 0 to 1, or a percentage with its sign."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,18})?|\.\d{1,18})(%?)", text.strip())
    value = None if match is None else Decimal(match[1]) / (100 if match[2] else 1)
    if value is None or not text.isascii() or not 0 <= value <= 1:
        raise InputError(
            f"{option}: not a share from 0 to 1: {shown(text)}", hint="write 0.4 or 40%"
        )
    return value


def day(option: str, text: str, today: date) -> date:
    """Read an ISO date or ``today``."""
    if text.strip().casefold() == "today":
        return today
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()) and text.isascii():
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            pass
    raise InputError(f"{option}: not a date: {shown(text)}", hint="write 2026-11-22 or today")


_DETAIL = re.compile(r"(.+?)(?::(high|low))?", re.DOTALL)


def image(option: str, text: str) -> Image:
    """Read ``1024x1024``, ``1024x1024:low``, or the size of the picture in a file."""
    match = re.fullmatch(r"(\d{1,7})[xX](\d{1,7})(?::(high|low))?", text.strip())
    if match is None or not text.isascii():
        return _picture(option, text)
    return Image(width=int(match[1]), height=int(match[2]), detail=_detail(match[3]))


def _picture(option: str, text: str) -> Image:
    match = _DETAIL.fullmatch(text)
    name = match[1] if match else ""
    if not name or not os.path.lexists(name):
        raise InputError(
            f"{option}: neither an image size nor a file: {shown(text)}",
            hint="write WIDTHxHEIGHT in pixels, such as 1024x1024 or 1024x1024:low, or a file",
        )
    from ..tokens import read_picture

    return read_picture(Path(name), _detail(match[2] if match else None))


def _detail(text: str | None) -> Literal["high", "low"]:
    return "low" if text == "low" else "high"
