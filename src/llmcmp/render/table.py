"""A page on the terminal; the only module that imports Rich."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from .page import Column, Page, Table, Text

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
    grid = RichTable(
        box=box.ASCII2 if ascii_only else box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    for column in table.columns:
        _column(grid, column)
    for row in table.rows:
        if row:
            grid.add_row(*(RichText(clean(cell)) for cell in row))
        else:
            grid.add_section()
    console.print(grid)


def _column(grid: RichTable, column: Column) -> None:
    grid.add_column(
        RichText(clean(column.title)),
        justify="right" if column.align == "right" else "left",
        no_wrap=column.whole,
        overflow="fold",
    )


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
