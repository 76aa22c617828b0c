"""Write the help of every command, as Typer prints it, into the package."""

from __future__ import annotations

import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from llmcmp.cli.app import run
from llmcmp.cli.commands import COMMANDS, GROUPS

FOLDER = Path(__file__).resolve().parent.parent / "src" / "llmcmp" / "cli" / "help"


def texts() -> dict[str, str]:
    """Return the help of the program, of its groups and of its commands, by file name."""
    os.environ["COLUMNS"] = "80"
    return {
        f"{'-'.join(('llmcmp', *name.split()))}.txt": help_of(name)
        for name in ("", *GROUPS, *COMMANDS)
    }


def help_of(name: str) -> str:
    """Return what Typer prints for one command."""
    out = StringIO()
    with redirect_stdout(out):
        run([*name.split(), "--help"])
    return out.getvalue()


def main() -> None:
    """Replace the files."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
