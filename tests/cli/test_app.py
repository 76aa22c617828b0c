"""What Typer does for every command: mistakes, help, completion."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from llmcmp.cli.commands import COMMANDS, GROUPS, SUMMARY
from tests.shell import environment

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compare"], "missing argument 'SELECTOR...'"),
        (["compare", "a", "--at"], "option '--at' requires an argument"),
        (["compare", "a", "-f", "xml"], "'xml' is not one of"),
        (["compare", "a", "--sort", "id"], "no such option: --sort"),
        (["compare", "a", "--explain=yes"], "option '--explain' does not take a value"),
        (
            ["modells"],
            "no such command 'modells'\n\nhint: did you mean models? run `llmcmp --help`",
        ),
    ],
)
def test_mistakes_are_explained(run: Run, words: list[str], message: str) -> None:
    """A command line nobody can read ends in Typer's words and in exit code 2."""
    result = run(*words)

    assert (result.code, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["compare", "a", "--at"], "llmcmp compare"),
        (["compare", "a", "--nope"], "llmcmp compare"),
        (["models", "list", "--at"], "llmcmp models list"),
        (["models", "nope"], "llmcmp models"),
        (["--nope"], "llmcmp"),
    ],
)
def test_the_hint_names_the_command(run: Run, words: list[str], path: str) -> None:
    """The help to read is that of the command whose options were wrong."""
    assert run(*words).err.endswith(f"run `{path} --help` for the options\n")


@pytest.mark.parametrize("name", ["", *GROUPS, *COMMANDS])
def test_help_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Help is wrapped at the width of a narrow terminal, and at 80 columns on a wide one."""
    texts = {}
    for columns in (60, 80, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        texts[columns] = run(*name.split(), "--help").out

    assert texts[80] == texts[200]
    assert max(map(len, texts[80].splitlines())) <= 80
    assert "\x1b" not in texts[80]
    # The choices of an option are one word, however long.
    sentences = [line for line in texts[60].splitlines() if not line.startswith("  -")]
    assert max(map(len, sentences)) <= 60


def listed(help_: str) -> dict[str, str]:
    """Return the commands that a help lists, with their whole descriptions."""
    entries: dict[str, str] = {}
    for line in help_.partition("Commands:\n")[2].splitlines():
        name, _, text = line.strip().partition("  ")
        if line.startswith("   "):
            name, text = next(reversed(entries)), f"{entries[next(reversed(entries))]} {name}"
        entries[name] = text.strip()
    return entries


def test_descriptions_are_never_cut(run: Run) -> None:
    """``--help`` lists every command with a whole sentence."""
    leaves = {name: command.summary for name, command in COMMANDS.items() if " " not in name}

    assert listed(run("--help").out) == {**leaves, **GROUPS}
    assert SUMMARY in " ".join(run("--help").out.split())


@pytest.mark.parametrize("group", GROUPS)
def test_groups_list_their_commands(run: Run, group: str) -> None:
    """``llmcmp models --help`` lists what comes after ``models``."""
    of_group = {
        name.removeprefix(f"{group} "): command.summary
        for name, command in COMMANDS.items()
        if name.startswith(f"{group} ")
    }

    assert listed(run(group, "--help").out) == of_group


@pytest.mark.parametrize(
    ("words", "completions"),
    [
        ("llmcmp mod", ["models"]),
        ("llmcmp models s", ["show", "schema"]),
        ("llmcmp compare --cach", ["--cached-share", "--cache-write-share"]),
        ("llmcmp compare -f j", ["json"]),
    ],
)
def test_completion(words: str, completions: list[str]) -> None:
    """A shell that asks is told commands, options and choices, and gets no help text."""
    settings = {
        "_LLMCMP_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }

    result = subprocess.run(
        [sys.executable, "-m", "llmcmp"],
        env={**environment(), **settings},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert result.stdout.split() == completions
    assert result.stderr == ""
