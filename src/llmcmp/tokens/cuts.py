r"""Where a text may be cut without changing its tokens.

A cut is safe if the pre-tokenizer always ends a piece there, and the pieces before it do not
depend on what follows. For every pattern in use (GPT-2, cl100k, o200k and their descendants):

* No alternative consumes a space after a character that is not white space: a space only ever
  begins a piece. Every other class (letters, digits, symbols, ``[\r\n/]``) stops at a space as
  it stops at the end of the text, and the look-aheads ``(?!\S)`` and ``$`` only follow white
  space, which ends before the cut. So: *before a space that follows a non-space*.
* No alternative consumes anything but a letter or mark after a letter, the apostrophe of an
  English contraction apart. So: *between a letter and an ASCII character that is neither a letter
  nor an apostrophe*, or CJK punctuation. White space after a letter begins a piece, too.
* No alternative consumes anything but a digit after a digit, and groups of three are counted from
  the left. So: *between a digit and an ASCII character that is none*.

Letters are the ASCII ones, kana, Han and Hangul: their class is the same in every version of
Unicode. ``tests/tokens/test_cuts.py`` tests this on every vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CJK = "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
_CJK_PUNCTUATION = "\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u300c\u300d"

SAFE = re.compile(
    rf"(?<=\S)(?= )"
    rf"|(?<=[A-Za-z{_CJK}])(?=[\x00-&(-@\[-`{{-\x7f{_CJK_PUNCTUATION}])"
    rf"|(?<=[0-9])(?=[\x00-/:-\x7f])"
)
"""Matches, empty, at every place where a text may be cut."""

STRIDE = 1024
"""No piece reaches over a stretch of this many characters that holds a safe cut."""


def blocks(parts: Iterable[str], size: int) -> Iterator[str]:
    """Join and cut *parts* into blocks of about *size* characters, at safe cuts only."""
    pending: list[str] = []
    length, limit = 0, size
    for part in parts:
        pending.append(part)
        length += len(part)
        if length > limit:
            *whole, rest = _pieces("".join(pending), size)
            yield from whole
            pending, length = [rest], len(rest)
            # Text without any cut grows; doubling keeps the joins linear in all.
            limit = max(size, 2 * length)
    if length:
        yield from _pieces("".join(pending), size)


def _pieces(text: str, size: int) -> Iterator[str]:
    start = 0
    while len(text) - start > size and (cut := SAFE.search(text, start + size)):
        yield text[start : cut.start()]
        start = cut.start()
    yield text[start:]


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """Cut *text* into stretches, each with whether a piece in it may be longer than two strides."""
    begin = start = 0  # between these, every stride holds a cut
    while len(text) - start > STRIDE:
        near = SAFE.search(text, start + STRIDE // 2, start + STRIDE)
        near = near or SAFE.search(text, start + 1, start + STRIDE)
        if near:
            start = near.start()
            continue
        far = SAFE.search(text, start + STRIDE - 1)
        end = far.start() if far else len(text)
        if start > begin:
            yield text[begin:start], False
        yield text[start:end], True
        begin = start = end
    if begin < len(text):
        yield text[begin:], False
