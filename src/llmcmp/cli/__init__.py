"""The command line: parse, load, compute, print, exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .._version import __version__
from ..errors import LlmcmpError
from .commands import command, named
from .exits import Exit
from .terminal import print_text, shipped_help, talk


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
        return _invoke(arguments)
    except LlmcmpError as error:
        return _fail(str(error), error.hint)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit:
        # Typer turns a closed pipe into this, with the code that means a gate did not hold.
        raise BrokenPipeError from None
    except OSError as error:
        # Without the name of a file it comes from the stream we print to.
        if error.filename is None:
            raise
        return _bug(error, debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - a bug must not look like a finding
        return _bug(error, debug="--debug" in arguments)


def _invoke(arguments: list[str]) -> int:
    """Do what needs no Typer here, and leave the rest to it (docs/decisions/0071)."""
    completing = "_LLMCMP_COMPLETE" in os.environ
    text = None if completing else _ready(arguments)
    if text is not None:
        print_text(text)
        return Exit.OK
    name = None if completing else named(arguments)
    if name is not None:
        from .option_groups import Signature
        from .plain import values_of

        signature = Signature(command(name))
        values = values_of(signature.parameters, arguments[len(name.split()) :])
        if values is not None:
            done = signature.call(values)
            return done if isinstance(done, int) else Exit.OK
    from .app import run

    return run(arguments)


def _ready(arguments: list[str]) -> str | None:
    """Return what needs no computing: the version, or help that was written down beforehand."""
    *words, last = arguments
    if last in ("-h", "--help"):
        return shipped_help(words)
    return f"llmcmp {__version__}\n" if arguments in (["--version"], ["-V"]) else None


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
