"""Which modules are not imported: what a command does not need costs it nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from llmcmp.cli.commands import COMMANDS
from tests.shell import environment

HEAVY = ("pydantic", "yaml", "duckdb", "tiktoken", "pyspark", "genai_prices")
RUN = "import sys; from llmcmp.cli import main; code = main(sys.argv[1:]); "
TELL = "print(); print('imported:', *[name for name in {names!r} if name in sys.modules])"
AT = ("--at", "2026-11-22")


def imported(code: str, names: tuple[str, ...], *arguments: str) -> list[str]:
    """Return which of *names* a process has imported in the end."""
    result = subprocess.run(
        [sys.executable, "-c", code + TELL.format(names=names), *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=True,
    )
    return result.stdout.splitlines()[-1].split()[1:]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Let the snapshot of the registry be there, as it is in a wheel."""
    imported(RUN, (), "compare", "gpt-4o-mini", "opt-175b")


@pytest.mark.parametrize("form", ["table", "markdown", "json", "csv"])
def test_compare_is_light(form: str) -> None:
    """Comparing loads neither the validator, nor YAML, the engines or a vocabulary."""
    arguments = ("compare", "gpt-4o-mini", "opt-175b", "-f", form, *AT)

    assert imported(RUN, HEAVY, *arguments) == []


def test_a_comparison_generates_no_code() -> None:
    """Every dataclass on the way is a record, whose methods are shared: others take 0.4 ms each."""
    code = """
import sys
from datetime import date
from llmcmp import compare, load_hosting, load_registry
from llmcmp.render.formats.csv import csv_text
from llmcmp.render.formats.json import json_text
from llmcmp.render.formats.markdown import markdown_text
from llmcmp.render.pages.compare.comparison import comparison_page
registry = load_registry()
tables = load_hosting(registry)
models = ["gpt-4o-mini", "opt-175b"]
report = compare(registry, models, at=date(2026, 11, 22), hosting=tables)
json_text(report), csv_text(comparison_page(report)), markdown_text(comparison_page(report))
own = [vars(module) for name, module in sys.modules.items() if name.startswith("llmcmp")]
classes = {value for names in own for value in names.values() if isinstance(value, type)}
dataclasses = [cls for cls in classes if hasattr(cls, "__dataclass_fields__")]
assert len(dataclasses) > 50
assert [cls for cls in dataclasses if not hasattr(cls, "__record_layout__")] == []
"""

    assert imported(code, HEAVY) == []


MODULES = tuple(
    f"llmcmp.cli.commands.{module}"
    for module in dict.fromkeys(each.home.partition(":")[0] for each in COMMANDS.values())
)


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("models", "--help"), ("registry", "-h"), ("--version",), ("nope",), ("models",)],
)
def test_commands_are_listed_unimported(arguments: tuple[str, ...]) -> None:
    """Help lists the commands, and mistakes are explained, without importing any of them."""
    assert imported(RUN, MODULES, *arguments) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_one_command_is_imported(name: str) -> None:
    """Only the module of the command that was asked for is imported."""
    module = COMMANDS[name].home.partition(":")[0]

    assert imported(RUN, MODULES, *name.split(), "--help") == [f"llmcmp.cli.commands.{module}"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "gpt-4o-mini", "-f", "json"),
        ("compare", "gpt-4o-mini", "-f", "markdown"),
        ("compare", "gpt-4o-mini", "-f", "csv"),
        ("compare", "gpt4o-mini"),
        ("--help",),
        ("compare", "--help"),
        ("models", "--help"),
        ("--version",),
    ],
)
def test_rich_is_for_tables(arguments: tuple[str, ...]) -> None:
    """Rich is imported where a table is drawn, not for help, errors or data."""
    assert imported(RUN, (*HEAVY, "rich"), *arguments) == []


@pytest.mark.parametrize("arguments", [("--help",), ("compare", "--help"), ("models", "--help")])
def test_help_needs_no_registry(arguments: tuple[str, ...]) -> None:
    """Help loads neither registry nor reports, and only the table of what prints them."""
    names = ("llmcmp.files", "llmcmp.report", "llmcmp.render.page", "llmcmp.pricing", "json")
    writers = tuple(
        f"llmcmp.render.formats.{name}" for name in ("table", "json", "csv", "markdown")
    )

    assert imported(RUN, (*names, *writers, "llmcmp.render.pages"), *arguments) == []


def test_the_library_alone_is_nothing() -> None:
    """``import llmcmp`` brings no command line, no file reader and nothing heavy."""
    names = (
        *HEAVY,
        "rich",
        "typer",
        "json",
        "decimal",
        "dataclasses",
        "llmcmp.cli",
        "llmcmp.files",
    )

    assert imported("import sys, llmcmp; ", names) == []
