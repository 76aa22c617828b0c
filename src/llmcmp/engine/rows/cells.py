"""What one cell says: a count, an amount, a name, a flag; what it cannot be is refused."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_COUNT = 2**63 - 1
_WHOLE = re.compile(r"\+?([0-9]+)(?:\.0*)?")


class BadRow(ValueError):  # noqa: N818 - a row is not an error of the program
    """A row that cannot be understood or cannot be true; the text says why."""


def count(value: Any, column: str) -> int:
    """Return *value* as a whole number of tokens; empty is an error."""
    if isinstance(value, str):
        match = _WHOLE.fullmatch(value.strip())
        if match is None:
            raise BadRow(_not_a_count(value.strip(), column))
        digits = match[1].lstrip("0")
        if len(digits) > 19:
            raise BadRow(f"{column}: more than 2^63: {value.strip()[:40]}")
        number = int(digits or 0)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20:
        if value != value.to_integral_value():
            raise BadRow(f"{column}: not a whole number: {value}")
        number = int(value)
    else:
        raise BadRow(f"{column}: not a number of tokens: {shown(value):.60}")
    if number < 0:
        raise BadRow(f"{column}: negative: {number}")
    if number > MAX_COUNT:
        raise BadRow(f"{column}: more than 2^63: {Decimal(number):.3e}")
    return number


def shown(value: Any) -> str:
    """Return *value* as a message shows it: text quoted, a number as it is."""
    return str(value) if isinstance(value, Decimal) else repr(value)


def _not_a_count(text: str, column: str) -> str:
    if not text:
        return f"{column}: empty"
    if re.fullmatch(r"-[0-9.]+", text):
        return f"{column}: negative: {text[:60]}"
    if re.fullmatch(r"[0-9]*\.[0-9]+", text):
        return f"{column}: not a whole number: {text[:60]}"
    return f"{column}: not a number of tokens: {text[:60]!r}"


def optional(value: Any, column: str) -> int:
    """Return *value* as a count, 0 where it is missing."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return 0
    return count(value, column)


def amount(value: Any, column: str) -> Decimal | None:
    """Return *value* as exact money, None where it is missing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise BadRow(f"{column}: not an amount: {value!r:.60}")
    try:
        money = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise BadRow(f"{column}: not an amount: {value!r:.60}") from None
    if not money.is_finite() or not -30 <= money.adjusted() <= 15:
        if money == 0:
            return Decimal(0)
        raise BadRow(f"{column}: not an amount: {value!r:.60}")
    return money


def text(value: Any) -> str:
    """Return a name of a file as text, empty where there is none; control bytes are refused."""
    if value is None:
        return ""
    name = str(value).strip()
    if "\x00" in name:
        raise BadRow("a NUL byte in a name")
    if not name.isascii() and not is_text(name):
        raise BadRow("not UTF-8 text")
    if len(name) > 1000:
        raise BadRow(f"a name of {len(name)} characters")
    return name


def is_text(name: str) -> bool:
    """Tell text from bytes that were no UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def flag(value: Any) -> bool:
    """Tell whether a file says yes."""
    return value is True or str(value).strip().lower() in ("true", "1", "yes", "t")
