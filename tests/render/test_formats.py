"""The table of output formats."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from llmcmp.registry import Registry
from llmcmp.render.formats import FORMATS, Format, Terminal, format_of_file, formats_of
from llmcmp.render.page import Column, Page, Table, Text
from llmcmp.report.check.check import CheckResult
from llmcmp.report.header import registry_used
from tests.shell import environment

TERMINAL = Terminal(width=80, color=False, ascii_only=False)
TABLE = Table(columns=(Column(title="a"),), rows=(("b",),))


def result(registry: Registry) -> CheckResult:
    """Return a check of nothing."""
    return CheckResult(
        at=date(2026, 11, 22),
        registry=registry_used(registry),
        warnings=(),
        policies=(),
        workloads=(),
        monthly=None,
        delta=None,
        verdict="nothing to check",
    )


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.home)
def test_every_format_can_be_written(registry: Registry, form: Format) -> None:
    """The module and function of each line exist and take what the line says."""
    page = Page(blocks=(Text(lines=("nothing to check",)), TABLE), data=TABLE)

    text = form.text(result(registry), lambda _: page, TERMINAL)

    assert text.endswith("\n")


def test_a_page_is_laid_out_only_where_it_is_shown(registry: Registry) -> None:
    """JSON is the report itself."""

    def page(_: CheckResult) -> Page:
        raise AssertionError("not asked for")

    assert formats_of()["json"].text(result(registry), page, TERMINAL).startswith("{")


def test_names_and_order() -> None:
    """Every command has four formats; a check also has those that CI reads."""
    common = ["table", "markdown", "json", "csv"]

    assert list(formats_of())[:4] == common
    assert list(formats_of("compare")) == list(formats_of())
    assert {*formats_of(), "github", "gitlab", "sarif"} <= set(formats_of("check"))


def test_markdown_of_a_check_is_a_comment() -> None:
    """A command's own format replaces the common one of its name."""
    assert formats_of("compare")["markdown"].home == "markdown:markdown_text"
    assert formats_of("check")["markdown"].home == "comment:comment_text"


@pytest.mark.parametrize(
    ("file", "command", "name"),
    [
        ("report.md", "", "markdown"),
        ("REPORT.JSON", "", "json"),
        ("a.csv", "check", "csv"),
        ("a.sarif", "check", "sarif"),
        ("a.sarif", "compare", None),
        ("-", "", None),
        ("csv", "", None),
    ],
)
def test_a_suffix_names_a_format(file: str, command: str, name: str | None) -> None:
    """The format of a file is known by its suffix, if the command has that format."""
    form = format_of_file(file, command)

    assert (form and form.name) == name


def test_the_table_of_formats_costs_nothing() -> None:
    """Help asks for the names of the formats, and imports neither pages nor what writes them."""
    code = "import sys, llmcmp.render.formats; print(*(n for n in sys.modules if 'llmcmp' in n))"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    ).stdout

    assert set(printed.split()) == {
        *("llmcmp", "llmcmp._version", "llmcmp.render", "llmcmp.render.formats"),
    }
