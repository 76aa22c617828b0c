"""Every command and every option says what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from llmcmp.cli.app import app
from llmcmp.cli.commands import COMMANDS as TABLE
from llmcmp.cli.option_groups import typer_command


def commands() -> Iterator[tuple[str, Any]]:
    """Yield the program, its groups and every command, with its full name."""
    root: Any = typer.main.get_command(app())
    yield "llmcmp", root
    for word, part in root.commands.items():
        if word not in TABLE:
            yield f"llmcmp {word}", part
    for name, command in TABLE.items():
        single = typer.Typer(add_completion=False)
        single.command()(typer_command(command.load()))
        yield f"llmcmp {name}", typer.main.get_command(single)


COMMANDS = dict(commands())
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for option in command.params
    if option.name != "help"
]


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    """A command says in a sentence what it does."""
    help_ = COMMANDS[name].help

    assert help_
    assert help_.strip().splitlines()[0].endswith(".")


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=lambda x: getattr(x, "name", x))
def test_option_has_help(name: str, option: Any) -> None:
    """An option or argument says what it is for, in a sentence."""
    assert option.help
    assert option.help.endswith((".", ")"))
