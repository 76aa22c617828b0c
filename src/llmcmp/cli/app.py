"""The command line as Typer sees it: help, completion, and what is said about mistakes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException
from typer.exceptions import Exit as TyperExit

from .._version import __version__
from ..errors import InputError
from .commands import COMMANDS, GROUPS, SUMMARY, command
from .declarations import Option
from .exits import Exit
from .option_groups import REQUIRED, Parameter, Signature
from .terminal import print_text


def run(arguments: list[str]) -> int:
    """Run the command line through Typer; what it refuses comes back as ``InputError``."""
    try:
        done = app()(args=arguments, prog_name="llmcmp", standalone_mode=False)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "llmcmp"
        raise InputError(
            _sentence(error.format_message()), hint=f"run `{path} --help` for the options"
        ) from None
    except TyperExit as exit_:
        return exit_.exit_code
    except Abort:
        return Exit.INTERRUPTED
    return done if isinstance(done, int) else Exit.OK


def _sentence(message: str) -> str:
    """Return Typer's message in the form of ours: lower case, no full stop, one line."""
    text = " ".join(message.split()).rstrip(".")
    return text[:1].lower() + text[1:]


def app() -> typer.Typer:
    """Return all commands as one Typer application."""
    root = _typer("llmcmp", SUMMARY)
    groups = {name: _typer(name, summary) for name, summary in GROUPS.items()}
    for name in COMMANDS:
        group, _, leaf = name.rpartition(" ")
        home = groups[group] if group else root
        home.command(leaf)(typer_command(command(name)))
    for part in groups.values():
        root.add_typer(part)
    root.callback()(_root)
    return root


def _typer(name: str, summary: str) -> typer.Typer:
    return typer.Typer(
        name=name,
        help=summary,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        # Eighty columns everywhere: what the shipped help has (docs/decisions/0072).
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    )


def _print_version(asked: bool) -> None:
    if asked:
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


def typer_command(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return *function* with its parameters declared as Typer wants them."""
    signature = Signature(function)

    def run_command(**values: Any) -> Any:
        return signature.call(values)

    parameters = [_typer_parameter(parameter) for parameter in signature.parameters]
    run_command.__doc__ = function.__doc__
    run_command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run_command.__annotations__ = {found.name: found.annotation for found in parameters}
    return run_command


def _typer_parameter(parameter: Parameter) -> inspect.Parameter:
    declared: Any = parameter.declared
    if isinstance(declared, Option):
        info = typer.Option(
            *declared.flags, help=declared.help, metavar=declared.metavar, envvar=declared.envvar
        )
    else:
        info = typer.Argument(help=declared.help, metavar=declared.metavar)
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if parameter.default is REQUIRED else parameter.default,
        annotation=Annotated[parameter.type, info],
    )
