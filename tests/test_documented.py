"""Every command and every option says what it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from llmcmp.cli.app import app


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name."""

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield name, command
        for word, part in getattr(command, "commands", {}).items():
            yield from below(f"{name} {word}", part)

    yield from below("llmcmp", typer.main.get_command(app()))


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


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_a_terminal(run: Callable[..., Any], name: str) -> None:
    """Help is plain text of at most 80 columns."""
    done = run(*name.split()[1:], "--help")

    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "\x1b" not in done.out
