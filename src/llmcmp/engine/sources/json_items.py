"""JSON and JSON lines: one value after another, each with the line it begins on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ...errors import UsageFileError
from ..rows.cells import BadRow
from .source import Source

if TYPE_CHECKING:
    from ..options import Progress

DOCUMENT_LIMIT = 128 * 1024 * 1024
"""Largest single JSON value held in memory, in characters; arrays are read item by item."""

_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
_AFTER_ITEM = re.compile(r"[ \t\r\n]*(,|\])[ \t\r\n]*")
_CHUNK = 1 << 18
_ENDLESS = "a number of too many digits"  # Python reads 4,300, and exponents of up to 19

Value = dict[str, Any] | list[Any]
Item = tuple[int, Any]


def _constant(name: str) -> Any:
    raise BadRow(f"not a number: {name}")


def number(digits: str) -> Decimal:
    """Return a number of JSON exactly; one with an endless exponent is a bad row."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise BadRow(_ENDLESS) from None


_DECODER = json.JSONDecoder(parse_float=number, parse_constant=_constant)


def decode(text: str) -> Any:
    """Return the JSON value *text* holds, numbers exact; anything else is a bad row."""
    try:
        return _DECODER.decode(text)
    except BadRow:
        raise
    except RecursionError:
        raise BadRow("JSON nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadRow(f"not JSON: {error.msg[0].lower()}{error.msg[1:]}") from None
    except (ValueError, ArithmeticError):
        raise BadRow(_ENDLESS) from None


def items(source: Source, progress: Progress | None = None) -> Iterator[Item]:
    """Yield every JSON object of the file, or what is wrong in its place."""
    head: list[bytes] = []
    lines = source.lines(progress)
    for line in lines:
        head.append(line)
        if len([one for one in head if one.strip()]) == 2 or len(head) > 100:
            break
    if _is_lines(head):
        yield from _json_lines(_chain(head, lines))
    else:
        yield from _whole(source, _chain(head, lines))


def _chain(head: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    head[0] = head[0].removeprefix(_BOM)
    yield from head
    yield from rest


def _is_lines(head: list[bytes]) -> bool:
    """Tell JSON lines: the first line, or else the second, is an object by itself.

    A bracket by itself begins an array, even if it is one of a single object.
    """
    for line in head:
        body = line.removeprefix(_BOM).strip()
        if body == b"[":
            return False
        if body.startswith(b"{") and body.endswith(b"}"):
            try:
                json.loads(body)
            except (ValueError, RecursionError):
                continue
            return True
    return False


def _json_lines(lines: Iterator[bytes]) -> Iterator[Item]:
    """Yield line by line; a bad line waits for the next, for the last one may be truncated."""
    last_bad: tuple[int, BadRow] | None = None
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        if last_bad is not None:
            yield last_bad
            last_bad = None
        try:
            value = decode(line.decode())
            if not isinstance(value, dict):
                raise BadRow("not a JSON object")
        except UnicodeDecodeError:
            last_bad = number, BadRow("not UTF-8 text")
        except BadRow as bad:
            last_bad = number, bad
        else:
            yield number, value
    if last_bad is not None:
        yield last_bad[0], TruncatedLine(str(last_bad[1]))


class TruncatedLine(BadRow):
    """A bad last line: most often of a log that is still being written."""


def _whole(source: Source, lines: Iterator[bytes]) -> Iterator[Item]:
    text = _Text(source, lines)
    text.skip(_SPACE)
    if not text.starts("["):
        while not text.at_end():
            line = text.line
            yield line, text.value()
            text.skip(_SPACE)
        return
    text.advance(1)
    text.skip(_SPACE)
    if text.starts("]"):
        return
    while True:
        line = text.line
        yield line, text.value()
        if text.separator() == "]":
            break
    text.skip(_SPACE)
    if not text.at_end():
        raise UsageFileError(f"{source.name}:{text.line}: more text after the JSON array")


class _Text:
    """A window on the text that grows until the next value is whole."""

    def __init__(self, source: Source, lines: Iterator[bytes]) -> None:
        self.source = source
        self.line = 1
        self._lines = lines
        self._text = ""
        self._at = 0
        self._ended = False

    def _grow(self, size: int = _CHUNK) -> None:
        parts = [self._text[self._at :]]
        length = len(parts[0])
        target = length + size
        while length < target:
            line = next(self._lines, None)
            if line is None:
                self._ended = True
                break
            try:
                parts.append(line.decode())
            except UnicodeDecodeError:
                raise UsageFileError(f"{self.source.name}: not UTF-8 text") from None
            length += len(parts[-1])
        if length > DOCUMENT_LIMIT:
            raise UsageFileError(
                f"{self.source.name}:{self.line}: one JSON value of more than "
                f"{DOCUMENT_LIMIT >> 20} MB",
                hint="write one JSON object per line",
            )
        self._text, self._at = "".join(parts), 0

    def advance(self, length: int) -> None:
        self.line += self._text.count("\n", self._at, self._at + length)
        self._at += length

    def skip(self, pattern: re.Pattern[str]) -> None:
        while True:
            match = pattern.match(self._text, self._at)
            self.advance(len(match[0]) if match else 0)
            if self._ended or self._at < len(self._text):
                return
            self._grow()

    def starts(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def at_end(self) -> bool:
        return self._ended and self._at >= len(self._text)

    def separator(self) -> str:
        self.skip(_SPACE)
        match = _AFTER_ITEM.match(self._text, self._at)
        if match is None:
            raise UsageFileError(
                f"{self.source.name}:{self.line}: the JSON array is cut off or broken"
            )
        self.advance(len(match[0]))
        self.skip(_SPACE)
        return match[1]

    def value(self) -> Any:
        size = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._broken("JSON nested too deeply") from None
            except BadRow as bad:
                raise self._broken(str(bad)) from None
            except json.JSONDecodeError as error:
                if self._ended:
                    raise self._broken(
                        f"not JSON: {error.msg[0].lower()}{error.msg[1:]}", error.pos
                    ) from None
            except (ValueError, ArithmeticError):
                raise self._broken(_ENDLESS) from None
            else:
                self.advance(end - self._at)
                return value if isinstance(value, dict) else BadRow("not a JSON object")
            self._grow(size)
            size *= 2

    def _broken(self, reason: str, at: int | None = None) -> UsageFileError:
        line = self.line + (self._text.count("\n", self._at, at) if at is not None else 0)
        return UsageFileError(f"{self.source.name}:{line}: {reason}")
