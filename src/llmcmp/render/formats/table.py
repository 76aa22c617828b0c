"""A page on the terminal, drawn by hand: Rich would cost more than what it shows.

See docs/decisions/0073-tables-drawn-by-hand.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..page import ASCII, BAR, Page, Table, Text
from .cells import cell_len, padded, wrapped

_PLAIN = (
    str.maketrans(
        {"≈": "~", "×": "x", "…": ".", "—": "-", "–": "-", "·": "*", "≤": "<", "≥": ">", "█": "#"}
    )
    | ASCII
)


_STYLES = {"bold": "\x1b[1m", "yellow": "\x1b[33m"}

_END = "\x1b[0m"


def table_text(
    page: Page, *, width: int = 80, color: bool = False, ascii_only: bool = False
) -> str:
    """Return the page as text of so many columns."""
    lines: list[str] = []
    for number, block in enumerate(page.blocks):
        if number:
            lines.append("")
        drawn = (
            _table(block, width, ascii_only) if isinstance(block, Table) else _text(block, width)
        )
        lines += (_styled(line.rstrip(), style if color else "") for line, style in drawn)
    text = "\n".join(lines) + "\n"
    return text.translate(_PLAIN) if ascii_only else text


def _styled(line: str, style: str) -> str:
    return f"{_STYLES[style]}{line}{_END}" if style and line else line


def clean(text: str) -> str:
    """Replace what could move the cursor, ring a bell or reverse the line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


Drawn = Iterator[tuple[str, str]]
"""Lines, each with the name of its style."""


def _table(table: Table, width: int, ascii_only: bool) -> Drawn:
    if table.title:
        for line in wrapped(clean(table.title), width):
            yield line, "bold"
    for number, part in enumerate(parts(table, width)):
        if number:
            yield "", ""
        yield from _grid(part, fitted(part, width), ascii_only)


def _grid(table: Table, widths: list[int], ascii_only: bool) -> Drawn:
    between, cross, dash = (" |", "-+", "-") if ascii_only else ("  ", "──", "─")
    rule = cross.join(dash * width for width in widths)
    titles = tuple(column.title for column in table.columns)
    for line in _row(table, titles, widths, between, bottom=True):
        yield line, "bold"
    yield rule, ""
    rows = list(table.rows)
    while rows and not rows[-1]:
        rows.pop()
    for number, row in enumerate(rows):
        if row:
            for line in _row(table, row, widths, between):
                yield line, ""
        elif number and rows[number - 1]:
            yield rule if ascii_only else "", ""


def _row(
    table: Table, row: tuple[str, ...], widths: list[int], between: str, *, bottom: bool = False
) -> Iterator[str]:
    """Yield the lines of one row; shorter cells stand at its top, or at its *bottom*."""
    cells = [
        [padded(line, width, right=column.align == "right") for line in wrapped(clean(text), width)]
        for text, width, column in zip(row, widths, table.columns, strict=True)
    ]
    height = max(map(len, cells))
    for cell, width in zip(cells, widths, strict=True):
        blank = [" " * width] * (height - len(cell))
        cell[:] = [*blank, *cell] if bottom else [*cell, *blank]
    for line in zip(*cells, strict=True):
        yield between.join(line)


_GAP = 2
"""Columns of the terminal between two columns of a table."""


def parts(table: Table, width: int) -> list[Table]:
    """Split a table whose words do not fit side by side, repeating its first column."""
    needed = [_longest(cells, whole) for cells, whole in _cells(table)]
    if _total(needed) <= width:
        return [table]
    groups: list[list[int]] = [[]]
    for index in range(1, len(needed)):
        if groups[-1] and _total(needed[i] for i in (0, *groups[-1], index)) > width:
            groups.append([])
        groups[-1].append(index)
    size = -(-(len(needed) - 1) // len(groups))
    even = [list(range(start, len(needed)))[:size] for start in range(1, len(needed), size)]
    if all(_total(needed[i] for i in (0, *group)) <= width for group in even):
        groups = even
    return [_picked(table, (0, *group)) for group in groups]


def _picked(table: Table, chosen: tuple[int, ...]) -> Table:
    return Table(
        columns=tuple(table.columns[index] for index in chosen),
        rows=tuple(
            tuple(row[index] for index in chosen if row)
            for row in table.rows
            if not row or any(row[index] for index in chosen[1:])
        ),
    )


def fitted(table: Table, width: int) -> list[int]:
    """Return the width of each column: the widest give way first, words break last."""
    columns = _cells(table)
    widths = [_longest(cells, whole=True) for cells, _ in columns]
    floors = [_longest(cells, whole) for cells, whole in columns]
    for least in (floors, [1 for _ in floors]):
        while _total(widths) > width:
            loose = [index for index, wide in enumerate(widths) if wide > least[index]]
            if not loose:
                break
            widest = max(loose, key=lambda index: widths[index])
            widths[widest] -= 1
    return widths


def _cells(table: Table) -> list[tuple[list[str], bool]]:
    """Return the texts of each column, its head included, and whether they stay whole."""
    return [
        (
            [clean(text) for text in (column.title, *(row[i] for row in table.rows if row))],
            column.whole,
        )
        for i, column in enumerate(table.columns)
    ]


def _longest(cells: list[str], whole: bool) -> int:
    """Return the width of the longest cell, or of the longest word where cells may wrap."""
    words = cells if whole else [word for cell in cells for word in cell.split(" ")]
    return max(1, *(cell_len(word) for word in words))


def _total(widths: Iterable[int]) -> int:
    widths = list(widths)
    return sum(widths) + _GAP * (len(widths) - 1)


_KINDS = {"title": "bold", "verdict": "bold", "warnings": "yellow", "note": "", "chart": ""}


def _text(text: Text, width: int) -> Drawn:
    for line in _scaled(text.lines, width) if text.kind == "chart" else text.lines:
        said = clean(f"warning: {line}" if text.kind == "warnings" else line)
        # A chart keeps its spaces, however wide they are.
        for part in [said] if text.kind == "chart" else wrapped(said, width):
            yield part, _KINDS[text.kind]


def _scaled(lines: Sequence[str], width: int) -> list[str]:
    """Return the lines of a chart with all bars shortened alike where the longest has no room."""
    bars = [len(line) - len(line.rstrip(BAR)) for line in lines]
    longest = max(bars, default=0)
    over = max((cell_len(line) - width for line in lines), default=0)
    if over <= 0 or over >= longest:
        return list(lines)
    return [
        line.rstrip(BAR) + BAR * (bar and max(1, bar * (longest - over) // longest))
        for line, bar in zip(lines, bars, strict=True)
    ]
