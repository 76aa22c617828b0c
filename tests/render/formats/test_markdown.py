"""A page as Markdown, where no name can act."""

from __future__ import annotations

import pytest

from llmcmp.render.formats.markdown import escaped, line, linked, markdown_text
from llmcmp.render.page import Column, Page, Table, Text, text_columns

EMPTY = Table(columns=(), rows=())


def test_a_page_is_its_blocks() -> None:
    """A title, a table with numbers to the right, warnings as a list, and a folded note."""
    table = Table(
        title="Cost",
        columns=(Column(title="Model"), Column(title="USD", align="right")),
        rows=(("a|b", "1"), (), ("c", "")),
    )
    page = Page(
        blocks=(
            Text(kind="title", lines=("Report",)),
            table,
            Text(kind="warnings", lines=("old", "odd")),
            Text(lines=("a note",), folded="More"),
        ),
        data=EMPTY,
    )

    assert markdown_text(page) == (
        "### Report\n\n"
        "**Cost**\n\n| Model | USD |\n| --- | ---: |\n| a\\|b | 1 |\n| c |   |\n\n"
        "- old\n- odd\n\n"
        "<details><summary>More</summary>\n\na note\n\n</details>\n"
    )


def test_a_chart_keeps_its_spaces() -> None:
    """And cannot end its own block."""
    page = Page(blocks=(Text(kind="chart", lines=("a  b", "```")),), data=EMPTY)

    assert markdown_text(page) == "```text\na  b\n'''\n```\n"


def test_a_folded_table_is_under_its_title() -> None:
    """Which is not repeated above it."""
    table = Table(title="Rows", columns=text_columns("A"), rows=(("1",),), folded=True)

    assert markdown_text(Page(blocks=(table,), data=EMPTY)) == (
        "<details><summary>Rows</summary>\n\n| A |\n| --- |\n| 1 |\n\n</details>\n"
    )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<b>", "&lt;b&gt;"),
        ("*a* `b` [c]", "\\*a\\* \\`b\\` \\[c\\]"),
        ("two\nlines", "two lines"),
        ("$5 and $x", "$5 and \\$x"),
        ("@someone", "@&#8203;someone"),
        ("llama@together", "llama@together"),
        ("#12", "#&#8203;12"),
    ],
)
def test_what_markdown_would_act_on(text: str, safe: str) -> None:
    """Marks, tags, mentions and numbers of issues; a selector can still be copied."""
    assert escaped(text) == safe


@pytest.mark.parametrize(("text", "safe"), [("# a", "\\# a"), ("1. a", "1\\. a"), ("- a", "- a")])
def test_the_start_of_a_sentence(text: str, safe: str) -> None:
    """Is no heading and no numbered list; our own lists stay lists."""
    assert line(text) == safe


def test_only_plain_addresses_are_links() -> None:
    """They show where they lead."""
    assert linked("see https://acme.example/a *now*") == "see <https://acme.example/a> \\*now\\*"
    assert "<" not in linked("javascript:alert(1)")
