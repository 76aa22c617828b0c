"""Runs a command line: the one place that turns an error into a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..errors import LlmcmpError, reason
from .exits import Exit
from .terminal import talk


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader closed the pipe, as `head` does.
        _discard_output()
        return Exit.OK
    except OSError as error:
        _discard_output()
        return _report_error(f"cannot write to standard output: {reason(error)}")
    return code


def _discard_output() -> None:
    """Throw away what is still buffered: Python would complain about it again when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    try:
        from .app import run

        return run(arguments)
    except LlmcmpError as error:
        return _report_error(str(error), error.hint)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit:
        # Typer turns a closed pipe into this, with exit code 1, which is the code of a failed gate.
        raise BrokenPipeError from None
    except OSError as error:
        # An error without the name of a file comes from standard output.
        if error.filename is None:
            raise
        return _report_bug(error, debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - a bug must not look like a finding
        return _report_bug(error, debug="--debug" in arguments)


def _report_error(message: str, hint: str | None = None) -> int:
    talk(f"error: {message}\n")
    if hint:
        talk(f"\nhint: {hint}\n")
    return Exit.BAD_INPUT


def _report_bug(error: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    talk(f"error: this is a bug in llmcmp: {type(error).__name__}: {error}\n")
    if not debug:
        talk("\nhint: run again with --debug and report the output\n")
    return Exit.BUG
