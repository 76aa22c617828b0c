"""Reports go where they are sent, in the format that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmcmp.render.formats import formats_of
from tests.shell import Done

Run = Callable[..., Done]


BEGINNINGS = {
    "report.json": '{\n  "schema": "llmcmp/compare/1"',
    "REPORT.JSON": '{\n  "schema": "llmcmp/compare/1"',
    "report.md": "### Prices of",
    "report.csv": "selector,",
    "report.txt": "Prices of",
    "report": "Prices of",
    "report.xyz": "Prices of",
    "json": "Prices of",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_the_suffix_of_a_file_sets_the_format(run: Run, tmp_path: Path, name: str) -> None:
    """Without --format a file is written as its name says, and as a table where it says nothing."""
    result = run("compare", "gpt-4o-mini", "-o", str(tmp_path / name))

    assert (result.code, result.out) == (0, "")
    assert (tmp_path / name).read_text().startswith(BEGINNINGS[name])


def test_a_format_that_is_given_wins(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--format, or LLMCMP_FORMAT, is stronger than the suffix."""
    path = tmp_path / "report.json"
    run("compare", "gpt-4o-mini", "-f", "markdown", "-o", str(path))
    assert path.read_text().startswith("### Prices of")

    monkeypatch.setenv("LLMCMP_FORMAT", "csv")
    run("compare", "gpt-4o-mini", "-o", str(path))
    assert path.read_text().startswith("selector,")


def test_a_command_has_its_own_suffixes(run: Run, tmp_path: Path) -> None:
    """SARIF is a format of `check` only; to other commands its suffix is any other."""
    (tmp_path / "llmcmp.yaml").write_text(
        "workloads: {chat: {model: gpt-4o-mini, requests: 1k, output_tokens: 1}}\n"
    )
    path = tmp_path / "report.sarif"
    run("check", "--config", str(tmp_path / "llmcmp.yaml"), "-o", str(path))
    assert json.loads(path.read_text())["version"] == "2.1.0"

    run("compare", "gpt-4o-mini", "-o", str(path))
    assert path.read_text().startswith("Prices of")


@pytest.mark.parametrize("command", ["compare", "check"])
def test_every_format_of_the_table_is_a_choice(run: Run, command: str) -> None:
    """A format that is added to the table is offered by the command line at once."""
    names = "|".join(formats_of(command))

    assert f"--format <{names}>" in run(command, "--help").out


def test_csv_has_its_warnings_on_standard_error(run: Run, tmp_path: Path) -> None:
    """CSV has no place for a warning, whether it is asked for by name or by suffix."""
    words = ("compare", "gpt-4o-mini", "--at", "2026-11-22")
    warning = "warning: GPT-4o mini retires on 2027-01-14"

    assert warning in run(*words, "-f", "csv").err
    assert warning in run(*words, "-o", str(tmp_path / "report.csv")).err
    assert warning not in run(*words, "-o", str(tmp_path / "report.json")).err


def test_quiet_is_quiet(run: Run, tmp_path: Any) -> None:
    """``--quiet`` leaves the report alone."""
    path = tmp_path / "report.csv"

    result = run("compare", "gpt-4o-mini", "-f", "csv", "-o", str(path), "--quiet")

    assert (result.code, result.out, result.err) == (0, "", "")
    assert path.read_text().startswith("selector,id,channel,")
