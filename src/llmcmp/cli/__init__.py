"""The command line: parse, load, compute, print, exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException
from typer.exceptions import Exit as TyperExit

from .. import __version__
from ..errors import LlmcmpError
from .compare import compare
from .estimate import estimate
from .exits import Exit
from .models import models
from .session import print_text, talk

app = typer.Typer(
    name="llmcmp",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Compare language models on cost and capability for a given workload, offline.",
)
app.command()(compare)
app.command()(estimate)
app.add_typer(models)


def _print_version(asked: bool) -> None:
    if asked:
        print_text(f"llmcmp {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_print_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Compare language models on cost and capability for a given workload, offline."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; this is the only place that reports errors."""
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough.
        _let_go()
        return Exit.OK
    except OSError as error:
        _let_go()
        return _fail(f"cannot write to standard output: {(error.strerror or str(error)).lower()}")
    return code


def _let_go() -> None:
    """Send what is still buffered nowhere: Python would complain again when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    try:
        done = app(args=arguments, prog_name="llmcmp", standalone_mode=False)
    except TyperExit as exit_:
        return exit_.exit_code
    except (KeyboardInterrupt, Abort):
        return Exit.INTERRUPTED
    except OSError as error:
        # Without the name of a file it comes from the stream we print to.
        if error.filename is None:
            raise
        return _bug(error, debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - a bug must not look like a finding
        return _failure(error, debug="--debug" in arguments)
    return done if isinstance(done, int) else Exit.OK


def _failure(error: Exception, *, debug: bool) -> int:
    """Report what went wrong, by whose fault it is."""
    if isinstance(error, LlmcmpError):
        return _fail(str(error), error.hint)
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "llmcmp"
        return _fail(_sentence(error.format_message()), f"run `{path} --help` for the options")
    return _bug(error, debug=debug)


def _sentence(message: str) -> str:
    """Return Typer's message in the form of ours: lower case, no full stop, one line."""
    text = " ".join(message.split()).rstrip(".")
    return text[:1].lower() + text[1:]


def _fail(message: str, hint: str | None = None) -> int:
    talk(f"error: {message}\n")
    if hint:
        talk(f"\nhint: {hint}\n")
    return Exit.BAD_INPUT


def _bug(error: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    talk(f"error: this is a bug in llmcmp: {type(error).__name__}: {error}\n")
    if not debug:
        talk("\nhint: run again with --debug and report what it prints\n")
    return Exit.BUG
