"""Exit codes: a public contract."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of a command means."""

    OK = 0
    """The command did what was asked."""
    GATE = 1
    """A gate failed: a budget, a policy, no model that qualifies, mistakes, a changed price."""
    BAD_INPUT = 2
    """A wrong command line or wrong input."""
    BUG = 3
    """An exception nobody expected."""
    INTERRUPTED = 130
    """The user pressed Ctrl-C."""
