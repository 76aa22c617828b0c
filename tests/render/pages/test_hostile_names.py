"""Names that come from an overlay stay names in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from llmcmp.needs import Needs
from llmcmp.registry import Registry
from llmcmp.render.formats.csv import csv_text
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.markdown import markdown_text
from llmcmp.render.formats.table import table_text
from llmcmp.render.page import Page, Table
from llmcmp.render.pages.compare.comparison import comparison_page
from llmcmp.render.pages.models.model_details import details_page
from llmcmp.render.pages.models.model_list import list_page
from llmcmp.render.pages.models.price_history import history_page
from llmcmp.report.market import Market
from llmcmp.report.models.model_details import model_details
from llmcmp.report.models.model_list import model_list
from llmcmp.report.models.price_history import price_history
from tests.render.hostile_pages import AT, NASTY, hostile_registry, hostile_report

EACH = pytest.mark.parametrize("number", range(len(NASTY)), ids=lambda n: ascii(NASTY[n])[:40])
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def pages(registry: Registry, number: int) -> Iterator[Page]:
    """Yield every page that shows this nasty name."""
    nasty, name = hostile_registry(registry), f"nasty-{number}"
    yield comparison_page(hostile_report(registry, number, (number + 1) % len(NASTY)))
    yield details_page(model_details(Market(registry=nasty, at=AT), name))
    yield history_page(price_history(Market(registry=nasty, at=AT), name))


def inline(tokens: list[Token]) -> Iterator[Token]:
    """Yield every token, those inside others too."""
    for token in tokens:
        yield token
        yield from inline(token.children or [])


def outside_links(tokens: list[Token]) -> Iterator[Token]:
    """Yield every token that is not the text of a link."""
    depth = 0
    for token in inline(tokens):
        depth += token.type == "link_open"
        depth -= token.type == "link_close"
        if not depth:
            yield token


def parser() -> MarkdownIt:
    """Return a parser of GitHub's dialect that also links bare addresses and allows HTML."""
    if find_spec("linkify_it") is not None:
        return MarkdownIt("gfm-like")
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@EACH
def test_markdown_keeps_its_shape(registry: Registry, number: int) -> None:
    """No name breaks a table, becomes HTML, an image or code, or links anywhere."""
    for page in pages(registry, number):
        tokens = list(inline(parser().parse(markdown_text(page))))
        kinds = {token.type for token in tokens}

        assert not kinds & {"html_inline", "html_block", "image", "code_inline", "fence", "s_open"}
        assert not kinds & {"em_open", "hr", "blockquote_open", "code_block"}
        for token in tokens:
            if token.type == "link_open":
                # Only the sources of the registry are links.
                assert str(token.attrs["href"]).startswith("https://")
                assert "example.com" not in str(token.attrs["href"])


@EACH
def test_markdown_rows_have_all_their_cells(registry: Registry, number: int) -> None:
    """Every row of every table has as many cells as its head, and no row is lost."""
    for page in pages(registry, number):
        counts: list[int] = []
        for token in parser().parse(markdown_text(page)):
            if token.type == "tr_open":
                counts.append(0)
            elif token.type in ("td_open", "th_open"):
                counts[-1] += 1
        tables = [block for block in page.blocks if isinstance(block, Table)]
        expected = [
            len(table.columns) for table in tables for row in (table.columns, *table.rows) if row
        ]

        assert counts == expected


@EACH
def test_markdown_calls_nobody(registry: Registry, number: int) -> None:
    """After reading, no text holds a mention, an address or an issue that a host would link.

    Hosts look for these in the finished text, where entities and backslashes are gone.
    """
    for page in pages(registry, number):
        for token in outside_links(parser().parse(markdown_text(page))):
            if token.type == "text":
                assert not re.search(r"(?<![A-Za-z0-9])@[A-Za-z0-9]", token.content)
                assert not re.search(r"@[\w-]+\.\w", token.content)
                assert not re.search(r"#\d|\bGH-\d", token.content)
                assert not re.search(r"(?i)\w://|mailto:\w|\bwww\.", token.content)


def test_selectors_can_be_copied_from_markdown(registry: Registry) -> None:
    """``llama-3.3-70b@together`` is no mention and stays as it can be typed."""
    from llmcmp.report.compare.comparison import compare

    report = compare(registry, ["llama-3.3-70b@together", "gpt-4o-mini+batch"], at=AT)

    text = markdown_text(comparison_page(report))
    assert "| llama-3.3-70b@together | gpt-4o-mini+batch |" in text


@EACH
def test_terminal_is_not_steered(registry: Registry, number: int) -> None:
    """No control character, no reversed line, no markup, nothing beyond 80 columns."""
    from rich.cells import cell_len

    for page in pages(registry, number):
        text = table_text(page, width=80)

        assert not STEERING.search(text)
        assert max(map(cell_len, text.splitlines())) <= 80


def test_rich_markup_is_text(registry: Registry) -> None:
    """Square brackets and colons of a name are shown, not obeyed."""
    names = [NASTY.index("[bold red]markup[/]"), NASTY.index(":smile:")]

    text = table_text(comparison_page(hostile_report(registry, *names)), color=True)

    assert "[bold red]markup[/]" in text
    assert ":smile:" in text


@EACH
def test_csv_holds_no_formula(registry: Registry, number: int) -> None:
    """Read back, every row is whole and no cell begins as a formula does."""
    report = model_list(Market(registry=hostile_registry(registry), at=AT), Needs())
    rows = list(csv.reader(io.StringIO(csv_text(list_page(report)))))

    assert {len(row) for row in rows} == {len(rows[0])}
    row = next(row for row in rows if row[0] == f"nasty-{number}")
    for cell in row:
        assert not re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", cell)


@EACH
def test_json_is_plain_and_whole(registry: Registry, number: int) -> None:
    """The name comes back as it was, and the text itself is printable ASCII."""
    text = json_text(hostile_report(registry, number))

    assert json.loads(text)["models"][0]["name"] == NASTY[number]
    assert text.isascii()
    assert not STEERING.search(text)
