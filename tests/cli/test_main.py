"""One place turns a failure into a message and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from llmcmp.report.compare import comparison

Run = Callable[..., Any]


def broken(*_: object, **__: object) -> None:
    """Fail as only a bug does."""
    raise RuntimeError("off by one")


def test_a_bug_is_three_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash never looks like a finding: exit 3, one sentence, and how to report it."""
    monkeypatch.setattr(comparison, "compare", broken)

    result = run("compare", "gpt-4o-mini")

    assert (result.code, result.out) == (3, "")
    assert result.err == (
        "error: this is a bug in llmcmp: RuntimeError: off by one\n\n"
        "hint: run again with --debug and report the output\n"
    )


def test_debug_shows_the_traceback_of_a_bug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``--debug`` the traceback comes first, the sentence last."""
    monkeypatch.setattr(comparison, "compare", broken)

    result = run("compare", "gpt-4o-mini", "--debug")

    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("Traceback (most recent call last):\n")
    assert result.err.endswith("error: this is a bug in llmcmp: RuntimeError: off by one\n")


def test_a_file_error_nobody_expected_is_a_bug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error about a file that no reader reported is a bug, not a full disk."""

    def lost(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file", "x.yaml")

    monkeypatch.setattr(comparison, "compare", lost)

    assert run("compare", "gpt-4o-mini").code == 3


def test_debug_shows_no_traceback_of_bad_input(run: Run) -> None:
    """Bad input is told in a sentence, with ``--debug`` too."""
    result = run("compare", "nope-1", "--debug")

    assert result.code == 2
    assert "Traceback" not in result.err


def test_interrupt_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C inside a command."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison, "compare", interrupted)

    assert run("compare", "gpt-4o-mini").code == 130


def test_nothing_asked_is_help(run: Run) -> None:
    """Without arguments the help is shown; ``--version`` says which program this is."""
    assert run().out == run("--help").out
    assert run("--version").out.startswith("llmcmp ")
    assert (run().code, run("--help").code, run("-V").code) == (0, 0, 0)
