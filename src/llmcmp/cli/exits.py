"""Exit codes: a public contract."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of a command means."""

    OK = 0
    """Done."""
    GATE = 1
    """A gate did not hold: budget, policy, no feasible model."""
    BAD_INPUT = 2
    """Bad invocation or bad input."""
    BUG = 3
    """An exception nobody expected."""
    INTERRUPTED = 130
    """Ctrl-C."""
