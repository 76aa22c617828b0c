"""The table of commands says what the commands say of themselves."""

from __future__ import annotations

import pytest

from llmcmp.cli.commands import COMMANDS, GROUPS, command_name


@pytest.mark.parametrize("name", COMMANDS)
def test_summaries_are_first_sentences(name: str) -> None:
    """A command is listed with the first sentence of its docstring."""
    docstring = COMMANDS[name].load().__doc__ or ""

    assert COMMANDS[name].summary == docstring.splitlines()[0]


@pytest.mark.parametrize("name", [name for name in COMMANDS if " " in name])
def test_first_words_are_groups(name: str) -> None:
    """A command of two words belongs to a group that says what it is about."""
    assert name.split(maxsplit=1)[0] in GROUPS


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["compare", "a"], "compare"),
        (["models", "list", "-f", "json"], "models list"),
        (["models"], ""),
        (["-f", "compare"], ""),
        ([], ""),
    ],
)
def test_named(arguments: list[str], name: str) -> None:
    """The command is what the command line begins with."""
    assert command_name(arguments) == name
