"""Run a command as the README shows it, on the day the README was written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

DAY = "2026-11-22"


def console(command: str, *, lines: int | None = None) -> str:
    """Return a Markdown block with *command* and what it prints at 80 columns."""
    name, *arguments = shlex.split(command)
    assert name == "llmcmp", command
    keep = {key: value for key, value in os.environ.items() if not key.startswith("LLMCMP_")}
    done = subprocess.run(
        [sys.executable, "-m", "llmcmp", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**keep, "LLMCMP_AT": DAY, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"},
    )
    shown = done.stdout.rstrip().splitlines()
    if lines is not None and len(shown) > lines:
        shown = [*shown[:lines], "..."]
    body = "\n".join([f"$ {command}", *shown])
    return f"```console\n{body}\n```"
