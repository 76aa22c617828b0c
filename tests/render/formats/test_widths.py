"""Which columns stand side by side, and how wide each of them is."""

from __future__ import annotations

from llmcmp.render.formats.table import table_text
from llmcmp.render.formats.widths import fitted, parts
from llmcmp.render.page import Column, Page, Table


def test_table_is_split_where_words_do_not_fit() -> None:
    """Columns that cannot stand side by side come below, each part with the first column."""
    table = Table(
        columns=(Column(title="", whole=True), *(Column(title="w" * 12) for _ in range(4))),
        rows=(("name", *("x" * 12 for _ in range(4))), (), ("last", "a", "b", "c", "d")),
    )

    assert [len(part.columns) for part in parts(table, 80)] == [5]
    # 4 + 3 x (2 + 12) = 46 columns
    assert [len(part.columns) for part in parts(table, 46)] == [3, 3]
    assert [len(part.columns) for part in parts(table, 45)] == [3, 3]
    text = table_text(Page(blocks=(table,), data=table), width=46)
    assert text.count("name") == text.count("last") == 2
    assert text.count("x" * 12) == 4


def test_widest_column_gives_way_first() -> None:
    """A long sentence wraps before a number does; a word breaks only where nothing else is left."""
    table = Table(
        columns=(
            Column(title="a", whole=True),
            Column(title="b"),
            Column(title="c", align="right"),
        ),
        rows=(("123,456", "some words of a sentence", "9.99"),),
    )

    assert fitted(table, 80) == [7, 24, 4]
    assert fitted(table, 30) == [7, 15, 4]
    assert fitted(table, 10) == [2, 2, 2]


def test_wide_characters_count_twice() -> None:
    """A Chinese name takes two columns a character."""
    table = Table(columns=(Column(title="表表", whole=True),), rows=(("x",),))

    assert fitted(table, 80) == [4]


def test_a_table_with_sections_can_be_split() -> None:
    """Columns that do not fit side by side come below each other, lines between rows included."""
    long = "x" * 30
    table = Table(
        columns=(Column(title="A"), Column(title=long, whole=True), Column(title=long, whole=True)),
        rows=(("a", "1", "2"), (), ("b", "3", "4")),
    )

    text = table_text(Page(blocks=(table,), data=table), width=40)

    assert text.count("\na ") == 2
    assert max(map(len, text.splitlines())) <= 40
