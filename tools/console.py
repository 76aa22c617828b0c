"""Run a command as the documentation shows it, on the day the documentation was written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from itertools import dropwhile, takewhile

DAY = "2026-11-22"
RUN = """
import sys
from datetime import date
from llmcmp.cli import main
from llmcmp.cli.options import session
session.today = lambda: date.fromisoformat(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


def show(
    command: str, *, section: str = "", lines: int | None = None, code: int = 0, hide: str = ""
) -> None:
    """Write *command* and what it prints into the page that cog is working on.

    *section* takes the part from the first line that begins so to the next empty line; *lines*
    cuts off the end, and ``...`` says so; *hide* leaves out every line that contains it.
    *code* is the exit code the command must have; with 2, the refusal is shown.
    """
    import cog  # cog makes this module, for the code in its pages

    printed = [line for line in output(command, code) if not hide or hide not in line]
    if section:
        below = dropwhile(lambda line: not line.startswith(section), printed)
        printed = list(takewhile(bool, below))
        assert printed, f"{command}: no line begins with {section!r}"
    more = ["..."] if lines is not None and lines < len(printed) else []
    cog.outl("\n".join(["```console", f"$ {command}", *printed[:lines], *more, "```"]))


def output(command: str, code: int) -> list[str]:
    """Return the lines that *command* prints at 80 columns; it must exit with *code*."""
    name, *arguments = shlex.split(command)
    assert name == "llmcmp", command
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LLMCMP_")}
    process = subprocess.run(
        [sys.executable, "-c", RUN, DAY, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**kept, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"},
    )
    problem = f"{command}: exit code {process.returncode}\n{process.stderr}"
    assert process.returncode == code, problem
    return (process.stderr if code == 2 else process.stdout).rstrip().splitlines()
