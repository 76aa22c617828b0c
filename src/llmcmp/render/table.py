"""A page on the terminal; the only module that imports Rich."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from .page import Page, Table, Text

_PLAIN = str.maketrans(
    {"≈": "~", "×": "x", "…": ".", "—": "-", "–": "-", "·": "*", "≤": "<", "≥": ">", "█": "#"}
)


def table_text(
    page: Page, *, width: int = 80, color: bool = False, ascii_only: bool = False
) -> str:
    """Return the page as text of so many columns; names are never read as markup."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        safe_box=True,
        _environ={},
    )
    for number, block in enumerate(page.blocks):
        if number:
            console.print()
        if isinstance(block, Table):
            _table(console, block, ascii_only)
        else:
            _text(console, block)
    text = "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
    return text.translate(_PLAIN) if ascii_only else text


def clean(text: str) -> str:
    """Replace what could move the cursor, ring a bell or reverse the line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _table(console: Console, table: Table, ascii_only: bool) -> None:
    if table.title:
        console.print(RichText(clean(table.title), style="bold"))
    for number, part in enumerate(parts(table, console.width)):
        if number:
            console.print()
        _grid(console, part, ascii_only)


def _grid(console: Console, table: Table, ascii_only: bool) -> None:
    grid = RichTable(
        box=box.ASCII2 if ascii_only else box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for column, width in zip(table.columns, fitted(table, console.width), strict=True):
        grid.add_column(
            RichText(clean(column.title)),
            justify="right" if column.align == "right" else "left",
            width=width,
            overflow="fold",
        )
    for row in table.rows:
        if row:
            grid.add_row(*(RichText(clean(cell)) for cell in row))
        else:
            grid.add_section()
    console.print(grid)


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
    return [_picked(table, (0, *group)) for group in groups]


def _picked(table: Table, chosen: tuple[int, ...]) -> Table:
    return Table(
        columns=tuple(table.columns[index] for index in chosen),
        rows=tuple(
            tuple(row[index] for index in chosen) if row else ()
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


_STYLES = {"title": "bold", "verdict": "bold", "warnings": "yellow", "note": "", "chart": ""}


def _text(console: Console, text: Text) -> None:
    for line in text.lines:
        said = f"warning: {line}" if text.kind == "warnings" else line
        console.print(
            RichText(clean(said), style=_STYLES[text.kind]),
            no_wrap=text.kind == "chart",
            overflow="ignore" if text.kind == "chart" else "fold",
            crop=False,
            soft_wrap=text.kind == "chart",
        )
