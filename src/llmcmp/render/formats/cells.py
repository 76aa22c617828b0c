"""Cells of a terminal: how many a text fills, and where its lines break."""

from __future__ import annotations

import re

_WORD = re.compile(r" *[^ ]+ *")


def cell_len(text: str) -> int:
    """Return how many cells *text* fills."""
    if text.isascii():
        return len(text)
    # Rich knows how wide every character is; most tables never ask.
    from rich.cells import cell_len as measured

    return measured(text)


def wrapped(text: str, width: int) -> list[str]:
    """Break *text* into lines, at spaces where that is possible."""
    lines, used = [""], 0
    for word in _WORD.findall(text):
        length = cell_len(word.rstrip())
        if length <= width - used:
            lines[-1] += word
            used += cell_len(word)
            continue
        pieces = [word] if length <= width else _chopped(word, width)
        lines = pieces if lines == [""] else lines + pieces
        used = cell_len(pieces[-1])
    return [line.rstrip() for line in lines]


def _chopped(word: str, width: int) -> list[str]:
    """Cut a word that fits on no line."""
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)]
    from rich.cells import chop_cells

    return chop_cells(word, width)


def padded(line: str, width: int, *, right: bool) -> str:
    """Fill a line up to *width*."""
    space = " " * (width - cell_len(line))
    return space + line if right else line + space
