"""What Spark raises, in one line."""

from __future__ import annotations

import pytest

from llmcmp.engine.spark.failures import reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "spark stopped without an error message"),
        ("[PATH_NOT_FOUND] Path does not exist: file:/x. SQLSTATE: 42K03", "no such file"),
        ("[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found.", "no such table"),
        ("[CAST_INVALID] The value cannot be cast. SQLSTATE: 22018", "the value cannot be cast"),
        (
            "An error occurred while calling o49.load.\n: java.io.IOException: Disk is gone.",
            "disk is gone",
        ),
        (
            "Job aborted\nCaused by: java.lang.Error: First\nCaused by: a.b.C$D: The last cause",
            "the last cause",
        ),
    ],
)
def test_the_last_cause_is_the_reason(text: str, line: str) -> None:
    """Without the class of the exception, its state and its condition."""
    assert reason(text) == line


def test_no_password_is_shown() -> None:
    """Addresses can carry one."""
    assert "secret" not in reason("Cannot open jdbc://user:secret@host/db")
