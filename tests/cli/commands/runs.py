"""Runs of the command that refuse, and runs by a shell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.shell import Done, environment

pytestmark = pytest.mark.usefixtures("fixed_day")


def expect_refusal(done: Done, told: str) -> None:
    """Check that a run printed nothing and said one thing."""
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert told in done.err
    assert "Traceback" not in done.err


def shell(*arguments: str, before: str, within: str = "") -> Done:
    """Run the command as a shell does that redirects its standard input."""
    done = subprocess.run(
        ["sh", "-c", f'{within} "$@" {before}', "sh", sys.executable, "-m", "llmcmp", *arguments],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
