"""Terminal tables: as wide as the terminal, with whole words."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from llmcmp.errors import LlmcmpError
from llmcmp.files import load_registry
from llmcmp.readable import count, per_million, usd
from llmcmp.registry import Registry
from llmcmp.render.formats.table import table_text
from llmcmp.render.page import Column, Page, Table, Text
from llmcmp.render.pages.compare.comparison import comparison_page
from llmcmp.render.pages.models.model_details import details_page
from llmcmp.render.pages.models.price_history import history_page
from llmcmp.report.compare.comparison import Comparison, compare
from llmcmp.report.market import Market
from llmcmp.report.models.model_details import model_details
from llmcmp.report.models.price_history import price_history
from llmcmp.usage import Workload

AT = date(2026, 11, 22)


@cache
def selectors() -> tuple[str, ...]:
    """Return a selector for every model, channel and tier, and for weights."""
    result = []
    for spec in load_registry().models():
        offers = dict.fromkeys((row.channel, row.tier) for row in spec.rates)
        result += [f"{spec.id}@{channel}+{tier}" for channel, tier in offers]
        result += [spec.id]
    return tuple(result)


def report_of(texts: list[str], workload: Workload | None) -> Comparison | None:
    """Compare what can be compared; None where a price is not known."""
    try:
        return compare(load_registry(), texts, at=AT, workload=workload)
    except LlmcmpError:
        return None


workloads = st.none() | st.builds(
    Workload,
    requests=st.integers(0, 10**9),
    input_tokens=st.integers(0, 300_000),
    output_tokens=st.integers(0, 5_000),
)


def words_of(text: str) -> set[str]:
    """Return the words of a text."""
    return set(text.split())


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(st.sampled_from(selectors()), min_size=1, max_size=7),
    workload=workloads,
    width=st.sampled_from([60, 80, 80, 80, 120]),
)
def test_any_comparison_fits(texts: list[str], workload: Workload | None, width: int) -> None:
    """No line is wider than the terminal, and no name or number is broken across lines."""
    report = report_of(texts, workload)
    if report is None:
        return

    text = table_text(comparison_page(report, explain=True), width=width)

    assert max(map(len, text.splitlines())) <= width
    words = words_of(text)
    for model in report.models:
        shown = {model.selector} if len(report.models) > 4 else set()
        for number in (model.context_window, model.max_output_tokens):
            if isinstance(number, int) and len(report.models) <= 4:
                shown.add(count(number))
        for row in model.rates[:1]:
            shown |= {per_million(row.input), per_million(row.output)}
        if model.cost is not None:
            shown.add(usd(model.cost.monthly))
            shown |= {usd(item.amount) for item in model.cost.items}
        assert shown - words == set()


@pytest.mark.parametrize("id_", load_registry().ids)
def test_every_model_can_be_shown(registry: Registry, id_: str) -> None:
    """Details and prices of every model fit 80 columns, with every rate and source id whole."""
    details = model_details(Market(registry=registry, at=AT), id_)
    history = price_history(Market(registry=registry, at=AT), id_)

    shown = table_text(details_page(details))
    prices = table_text(history_page(history))

    assert max(map(len, (*shown.splitlines(), *prices.splitlines()))) <= 80
    assert set(details.source_table) - words_of(shown.replace(",", " ")) == set()


def test_ascii_only(registry: Registry) -> None:
    """Without Unicode the lines and signs are ASCII."""
    page = Page(
        blocks=(
            Table(
                columns=(Column(title="a"),),
                rows=(("≈ 1 \N{MULTIPLICATION SIGN} 2 — 3",), (), ("z",)),
                title="t",
            ),
            Text(kind="chart", lines=("█" * 70,)),
        ),
        data=Table(columns=(), rows=()),
    )

    text = table_text(page, ascii_only=True)

    assert text.isascii()
    assert "~ 1 x 2 - 3" in text
    assert "#" * 70 in text


def test_color_is_decoration(registry: Registry) -> None:
    """Colour adds escapes and nothing else."""
    import re

    page = comparison_page(compare(registry, ["gpt-4o-mini", "opt-175b"], at=AT))

    colored = table_text(page, color=True)

    assert "\x1b[1m" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == table_text(page).splitlines()


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
