"""The command line as one Typer application, which imports only the command asked for."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.exceptions import Abort, TyperException

from .._version import __version__
from ..errors import InputError
from .commands import COMMANDS, GROUPS, SUMMARY, command_name
from .exits import Exit
from .option_groups import typer_command
from .terminal import print_text


class LazyCommand(TyperCommand):
    """An entry of the table of commands; the command is imported when it has to read options."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """Let the command read its part of the command line."""
        load: Any = self.callback
        single = _typer()
        single.command(self.name)(typer_command(load()))
        command = typer.main.get_command(single)
        return command.make_context(info_name, args, parent=parent, **extra)


def run(arguments: list[str]) -> int:
    """Run the command line through Typer; what it refuses is raised as ``InputError``."""
    try:
        code = typer.main.get_command(app()).main(
            arguments, prog_name="llmcmp", standalone_mode=False
        )
    except TyperException as error:
        context = getattr(error, "ctx", None)
        path = (
            context.command_path
            if context is not None
            else f"llmcmp {command_name(arguments)}".strip()
        )
        message, guesses = _sentence(error.format_message())
        hint = f"run `{path} --help` for the options"
        raise InputError(
            message, hint=f"did you mean {guesses}? {hint}" if guesses else hint
        ) from None
    except Abort:
        return Exit.INTERRUPTED
    return code if isinstance(code, int) else Exit.OK


_GUESSES = re.compile(r" \(Possible options: (.+)\)$|\. Did you mean (.+)\?$")


def _sentence(message: str) -> tuple[str, str]:
    """Return Typer's message in the form of ours, one line without a full stop; and its guesses."""
    text = " ".join(message.split()).rstrip(".")
    text = text[:1].lower() + text[1:]
    match = _GUESSES.search(text)
    if match is None:
        return text, ""
    from difflib import get_close_matches

    text = text[: match.start()]
    names = re.split(r", | or ", (match[1] or match[2]).replace("'", ""))
    # Typer guesses freely: --debug for --budget.
    near = get_close_matches(text.split()[-1].strip("'"), names, cutoff=0.8)
    return text, " or ".join(near)


def app() -> typer.Typer:
    """Return all commands as one Typer application; none of them is imported."""
    root = _typer(name="llmcmp", help=SUMMARY, add_completion=True)
    root.callback()(_root)
    groups = {
        name: _typer(name=name, help=summary, short_help=summary)
        for name, summary in GROUPS.items()
    }
    for name, command in COMMANDS.items():
        group, _, leaf = name.rpartition(" ")
        parent = groups[group] if group else root
        parent.command(leaf, cls=LazyCommand, short_help=command.summary)(command.load)
    for part in groups.values():
        root.add_typer(part)
    return root


def _typer(*, add_completion: bool = False, **settings: Any) -> typer.Typer:
    return typer.Typer(
        add_completion=add_completion,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        **settings,
    )


def _print_version(wanted: bool) -> None:
    if wanted:
        print_text(f"llmcmp {__version__}\n")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    pass
