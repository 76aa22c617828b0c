"""The help that is printed without Typer is Typer's."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from llmcmp.cli import main
from llmcmp.cli.commands import COMMANDS, GROUPS

TOOL = Path(__file__).resolve().parents[2] / "tools" / "help.py"


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """Return the names of ``tools/help.py``."""
    return runpy.run_path(str(TOOL))


def test_shipped_help_is_what_typer_prints(
    tool: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files equal Typer's output on 80 columns; after a change run ``tools/help.py``."""
    monkeypatch.setenv("COLUMNS", "80")
    shipped = {path.name: path.read_text("utf-8") for path in tool["FOLDER"].glob("*.txt")}
    assert shipped == tool["texts"]()


@pytest.mark.parametrize("name", ["", *GROUPS, *COMMANDS])
@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_help_is_the_same_with_and_without_typer(
    name: str,
    columns: str,
    tool: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """At every width ``--help`` prints what Typer prints there."""
    monkeypatch.setenv("COLUMNS", columns)
    assert main([*name.split(), "--help"]) == 0
    assert capsys.readouterr().out == tool["help_of"](name)
