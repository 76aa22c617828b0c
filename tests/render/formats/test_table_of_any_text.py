"""Texts of others in a table: what Rich would do with them if it were asked, and is not."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from llmcmp.render.formats.table import table_text
from llmcmp.render.page import Column, Page, Table, Text

WIDTHS = (20, 80, 200)
NAMES = (
    "[red]not red[/red]",
    "[link=https://example.com]no link[/link]",
    "[/]",
    ":smile: :warning:",
    "日本語モデル" * 6,
    "e\u0301" * 30,
    "zero\u200bwidth\u2060joined\ufeff",
    "👩\u200d💻 and \N{VARIATION SELECTOR-16}",
    "x" * 500,
    "word " * 120,
    "'quoted' 123 https://example.com/a?b=c True None 12:30",
    "\x1b[31mred\x1b[0m \x07\x08\r\n\t\x9b1m",
    "",
    "   ",
)


def drawn(*blocks: Table | Text, width: int = 80, color: bool = False) -> str:
    """Return *blocks* as they are drawn."""
    page = Page(blocks=blocks, data=Table(columns=(), rows=()))
    return table_text(page, width=width, color=color)


def table_of(text: str) -> Table:
    """Return a table with *text* in its title, its head and both kinds of cells."""
    return Table(
        title=text,
        columns=(Column(title=text), Column(title="USD", align="right", whole=True)),
        rows=((text, "1,234.56"), (), ("plain", "0.10")),
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", NAMES, ids=ascii)
def test_any_text_fits(text: str, width: int) -> None:
    """No line is too wide, ends in spaces or steers the terminal, and numbers stay whole."""
    lines = drawn(Text(lines=(text,)), table_of(text), width=width)

    for line in lines.split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip(" ")
        assert line.isprintable()
    assert "1,234.56" in lines


@pytest.mark.parametrize("text", NAMES, ids=ascii)
def test_colour_is_bold_and_yellow_and_nothing_else(text: str) -> None:
    """Numbers, addresses and words of Python are not highlighted, and no text is markup."""
    blocks = (Text(kind="warnings", lines=(text,)), table_of(text))
    colored = drawn(*blocks, color=True)

    assert set(re.findall(r"\x1b\[[^m]*m", colored)) <= {"\x1b[1m", "\x1b[33m", "\x1b[0m"}
    assert re.sub(r"\x1b\[\d+m", "", colored) == drawn(*blocks)
    for line in colored.split("\n"):
        assert not re.search(r" (\x1b\[0m)?$", line)


def test_markup_and_emoji_codes_are_shown() -> None:
    """Brackets, colons and backslashes are letters like any others."""
    shown = ("[bold red]x[/]", ":smile:", r"\[x]")

    text = drawn(Table(columns=(Column(title="a"),), rows=tuple((each,) for each in shown)))

    assert text.splitlines()[2:] == list(shown)


def test_a_long_word_is_folded_not_cut() -> None:
    """Every letter of a cell is there, however narrow the terminal."""
    text = drawn(Table(columns=(Column(title="a"),), rows=(("x" * 99,),)), width=20)

    assert text.count("x") == 99


def test_a_chart_keeps_its_spaces() -> None:
    """Lines of a chart are neither wrapped nor cut, and nothing in them is collapsed."""
    line = "a" + " " * 30 + "b"

    assert drawn(Text(kind="chart", lines=(line,)), width=20) == f"{line}\n"


def test_a_column_wider_than_the_terminal() -> None:
    """A table of one column that may not be cut is drawn all the same."""
    table = Table(columns=(Column(title="a", whole=True),), rows=(("x" * 50,),))

    assert drawn(table, width=20).count("x") == 50


@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"])
def test_the_environment_is_the_callers_business(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Rich reads these variables; the width and the colour are decided before it is called."""
    table = table_of("a b c " * 30)
    plain, colored = drawn(table), drawn(table, color=True)

    monkeypatch.setenv(name, "30")
    monkeypatch.setenv("TERM", "dumb")

    assert drawn(table) == plain
    assert drawn(table, color=True) == colored
