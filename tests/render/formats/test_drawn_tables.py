"""Tables on the terminal: nothing is lost, nothing is wider than it may be."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from llmcmp.render.formats.table import table_text
from llmcmp.render.page import Column, Page, Table, Text

WORDS = st.text(st.sampled_from("ab -1日é≈─"), max_size=14)


def page(*blocks: Table | Text) -> Page:
    """Return a page of *blocks*."""
    return Page(blocks=blocks, data=Table(columns=(), rows=()))


@given(WORDS, st.integers(2, 20))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    """Only spaces may go at the end of a line, and no line is wider than it may be."""
    lines = table_text(page(Text(lines=(text,))), width=width).splitlines()

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.integers(20, 60))
def test_rows_fit_and_colour_changes_nothing_else(rows: list[tuple[str, str]], width: int) -> None:
    """No line is wider than the terminal; without its codes a coloured table is the plain one."""
    table = Table(columns=(Column(title="A"), Column(title="B", align="right")), rows=tuple(rows))

    plain = table_text(page(table), width=width)

    assert all(cell_len(line) <= width for line in plain.splitlines())
    colored = table_text(page(table), width=width, color=True)
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain


def test_bars_share_the_room_there_is() -> None:
    """Bars of 40, 20 and 1 behind ten columns of text are 10, 5 and 1 on twenty columns."""
    lines = tuple(f"2026-10 $1  {'█' * bar}" for bar in (40, 20, 0, 1))
    drawn = table_text(page(Text(kind="chart", lines=lines)), width=22).splitlines()

    assert [line.count("█") for line in drawn if line] == [10, 5, 0, 1]


def test_sections_cells_and_heads() -> None:
    """A line parts sections, numbers stand right, a wide character fills two cells."""
    table = Table(
        columns=(Column(title="Name"), Column(title="USD", align="right")),
        rows=((), ("日本", "1.50"), (), (), ("b", "10.00"), ()),
    )

    assert table_text(page(table)) == "Name    USD\n───────────\n日本   1.50\n\nb     10.00\n"
    assert table_text(page(table), ascii_only=True) == (
        "Name |  USD\n-----+-----\n日本 | 1.50\n-----+-----\nb    |10.00\n"
    )


def test_a_table_with_sections_can_be_split() -> None:
    """Columns that do not fit side by side come below each other, lines between rows included."""
    long = "x" * 30
    table = Table(
        columns=(Column(title="A"), Column(title=long, whole=True), Column(title=long, whole=True)),
        rows=(("a", "1", "2"), (), ("b", "3", "4")),
    )

    text = table_text(page(table), width=40)

    assert text.count("\na ") == 2
    assert max(map(len, text.splitlines())) <= 40
