"""The command as a process of its own, without the settings of this shell."""

from __future__ import annotations

import os

from llmcmp.records import record
from tests.folders import SRC

SETTINGS = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING")


@record
class Done:
    """What a command printed and how it ended."""

    code: int
    """Exit code."""
    out: str
    """Standard output."""
    err: str
    """Standard error."""


def environment(**changes: str | None) -> dict[str, str]:
    """Return an environment without the settings of this shell; None takes a name away."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in SETTINGS and not name.startswith("LLMCMP_")
    }
    python_path = os.pathsep.join(filter(None, (str(SRC), os.environ.get("PYTHONPATH"))))
    wanted: dict[str, str | None] = {**kept, "PYTHONPATH": python_path, **changes}
    return {name: value for name, value in wanted.items() if value is not None}
