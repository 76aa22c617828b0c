"""Numbers, dates, sizes and names as people type them; each reader names the option it refuses."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar

from ...errors import InputError
from ...readable import printable
from ...schema import CONTENT_CLASSES, ContentClass
from ...schema.numbers import read_number, read_share, read_size
from ...usage import Image, Quantity

Value = TypeVar("Value")


def shown(text: str) -> str:
    """Return *text* on one line of at most 60 characters, safe to print."""
    return printable(text, 60)


def optional(
    read: Callable[..., Value], option: str, text: str | None, *settings: Any
) -> Value | None:
    """Return what *read* makes of the text of an option, or None where it is not given."""
    return None if text is None else read(option, text, *settings)


def number(option: str, text: str) -> Quantity:
    """Read ``1_000``, ``1k`` or ``2.5M``; whole numbers come back as ``int``."""
    try:
        return read_number(text)
    except ValueError as error:
        raise InputError(
            f"{option}: {error}: {shown(text)}", hint="write 1500, 1_500, 1.5k or 2.5M"
        ) from None


def count(option: str, text: str) -> int:
    """Read a whole number."""
    value = number(option, text)
    if not isinstance(value, int):
        raise InputError(f"{option}: not a whole number: {shown(text)}")
    return value


def decimal(option: str, text: str) -> Decimal:
    """Read a number that need not be whole."""
    return Decimal(number(option, text))


def price(option: str, text: str) -> Decimal:
    """Read an amount in USD."""
    return decimal(option, text.strip().removeprefix("$"))


def share(option: str, text: str) -> Decimal:
    """Read a share from 0 to 1, or a percentage with its sign."""
    try:
        return read_share(text)
    except ValueError as error:
        raise InputError(f"{option}: {error}: {shown(text)}", hint="write 0.4 or 40%") from None


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


def instant(option: str, text: str) -> datetime:
    """Read an ISO date, or one with a time; without a zone it is UTC."""
    from ...engine.rows.cells import BadRow
    from ...engine.rows.times import iso_second, moment

    with suppress(BadRow):
        second = iso_second(text.strip(), option)
        if second is not None:
            return moment(second)
    raise InputError(
        f"{option}: not a date or time: {shown(text)}",
        hint="write 2026-11-01 or 2026-11-01T18:00 (UTC)",
    )


def names(texts: list[str] | None) -> tuple[str, ...]:
    """Split at commas what is given once or several times; each name is kept once."""
    parts = (part.strip() for text in texts or () for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def content_class(option: str, text: str) -> ContentClass:
    """Read a class of content."""
    for kind in CONTENT_CLASSES:
        if kind == text.strip().casefold():
            return kind
    raise InputError(
        f"{option}: unknown class of content: {shown(text)}",
        hint=f"use {', '.join(CONTENT_CLASSES)}",
    )


_DETAIL = re.compile(r"(.+?)(?::(high|low))?", re.DOTALL)


def image(option: str, text: str) -> Image:
    """Read ``1024x1024``, ``1024x1024:low``, or the size of the picture in a file."""
    try:
        width, height, detail = read_size(text)
    except ValueError:
        return _picture(option, text)
    return Image(width=width, height=height, detail=_detail(detail))


def _picture(option: str, text: str) -> Image:
    match = _DETAIL.fullmatch(text)
    name = match[1] if match else ""
    if not name or not os.path.lexists(name):
        raise InputError(
            f"{option}: neither an image size nor a file: {shown(text)}",
            hint="write WIDTHxHEIGHT in pixels, such as 1024x1024 or 1024x1024:low, or a file",
        )
    from ...tokens import read_picture

    return read_picture(Path(name), _detail(match[2] if match else None))


def _detail(text: str | None) -> Literal["high", "low"]:
    return "low" if text == "low" else "high"
