"""Runs of the command that refuse, and runs by a shell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.shell import Done, environment

pytestmark = pytest.mark.usefixtures("fixed_day")


def expect_refusal(result: Done, messages: str) -> None:
    """Check that a run printed nothing and said one thing."""
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert messages in result.err
    assert "Traceback" not in result.err


def shell(*arguments: str, before: str, within: str = "") -> Done:
    """Run the command as a shell does that redirects its standard input."""
    result = subprocess.run(
        ["sh", "-c", f'{within} "$@" {before}', "sh", sys.executable, "-m", "llmcmp", *arguments],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    return Done(code=result.returncode, out=result.stdout.decode(), err=result.stderr.decode())
