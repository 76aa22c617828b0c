"""A page on the terminal, drawn by Rich; nothing else imports it, for it takes 20 ms."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from rich.box import ASCII2, SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from ...readable import printable
from ...records import replace
from ..page import ASCII, BAR, Page, Table, Text
from .widths import fitted, parts

_PLAIN = (
    str.maketrans(
        {"≈": "~", "×": "x", "…": ".", "—": "-", "–": "-", "·": "*", "≤": "<", "≥": ">", "█": "#"}
    )
    | ASCII
)

_STYLES = {"title": "bold", "verdict": "bold", "warnings": "yellow", "note": "", "chart": ""}

_RESET = "\x1b[0m"
_LINE_END = re.compile(r"(?: |\x1b\[\d+m)+$", re.MULTILINE)
"""Spaces at the end of a line, and the codes of colour among them."""


def table_text(
    page: Page, *, width: int = 80, color: bool = False, ascii_only: bool = False
) -> str:
    """Return the page as text of so many columns; names are never read as markup."""
    console = _console(width, color=color)
    with console.capture() as drawn:
        for number, block in enumerate(page.blocks):
            if number:
                console.print()
            if isinstance(block, Table):
                _draw_table(console, block, ascii_only=ascii_only)
            else:
                _draw_text(console, block)
    text = _LINE_END.sub(_without_spaces, drawn.get())
    return text.translate(_PLAIN) if ascii_only else text


def _console(width: int, *, color: bool) -> Console:
    """Return a console that asks neither the environment nor the terminal about anything."""
    return Console(
        file=io.StringIO(),
        width=width,
        height=25,
        color_system="standard" if color else None,
        no_color=not color,
        force_terminal=color,
        force_jupyter=False,
        force_interactive=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _without_spaces(end: re.Match[str]) -> str:
    """Keep what ends the colour of the last word of a line."""
    return _RESET if end[0].lstrip(" ").startswith(_RESET) else ""


def _draw_table(console: Console, table: Table, *, ascii_only: bool) -> None:
    if table.title:
        console.print(RichText(_clean(table.title), style="bold"), overflow="fold")
    for number, part in enumerate(parts(_cleaned(table), console.width)):
        if number:
            console.print()
        console.print(_grid(part, console.width, ascii_only=ascii_only))


def _grid(table: Table, width: int, *, ascii_only: bool) -> RichTable:
    grid = RichTable(
        box=ASCII2 if ascii_only else SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="",
    )
    for column, wide in zip(table.columns, fitted(table, width), strict=True):
        grid.add_column(
            RichText(column.title, style="bold"), justify=column.align, width=wide, overflow="fold"
        )
    for row in table.rows:
        if row:
            grid.add_row(*map(RichText, row))
        else:
            grid.add_section()
    return grid


def _cleaned(table: Table) -> Table:
    return replace(
        table,
        columns=tuple(replace(column, title=_clean(column.title)) for column in table.columns),
        rows=tuple(tuple(map(_clean, row)) for row in table.rows),
    )


def _clean(text: str) -> str:
    """Replace what could move the cursor, ring a bell or reverse the line."""
    return printable(text, stand_in="\N{REPLACEMENT CHARACTER}")


def _draw_text(console: Console, text: Text) -> None:
    chart = text.kind == "chart"
    for line in _scaled(text.lines, console.width) if chart else text.lines:
        words = _clean(f"warning: {line}" if text.kind == "warnings" else line)
        # A chart keeps its spaces, however wide they are.
        console.print(
            RichText(words, style=_STYLES[text.kind]),
            overflow="ignore" if chart else "fold",
            no_wrap=chart,
            crop=False,
        )


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
