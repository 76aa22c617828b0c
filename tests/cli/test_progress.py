"""The progress bar: on a terminal, after a second, and gone in the end."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from llmcmp.cli import progress
from llmcmp.engine import ReadOptions, read_usage
from tests.estimate_fixtures import HEADER
from tests.shell import environment

pytestmark = pytest.mark.usefixtures("fixed_day")


def test_a_line_of_progress() -> None:
    """A quarter of 24 places is six; an unknown size shows what was read; names steer nothing."""
    assert progress.line("usage.csv", 25, 100) == f"usage.csv: [{'#' * 6}{'.' * 18}]  25%"
    assert progress.line("a\x1bb", 3 << 20, 0) == "a?b: 3 MB"


def test_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal, or with ``--quiet``, there is no bar."""
    assert progress.progress(quiet=False) is None
    assert progress.progress(quiet=True) is None
    assert capsys.readouterr().err == ""


def test_a_bar_waits_and_wipes_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work of less than a second shows nothing; a longer one leaves an empty line behind."""
    clock = iter([0.0, 0.9, 1.5, 1.55, 2.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    bar = progress.Bar()
    bar("usage.csv", 10, 100)
    assert capsys.readouterr().err == ""
    bar("usage.csv", 50, 100)
    bar("usage.csv", 51, 100)  # too soon after the last
    assert capsys.readouterr().err.count("reading usage.csv") == 1
    bar("", 1, 1)
    assert capsys.readouterr().err == "\r\x1b[K"


def test_duckdb_tells_how_far_it_is(tmp_path: Path) -> None:
    """Being watched changes no sum, and the last word is that all was read."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{HEADER}\n" + "2026-10-02,gpt-4o-mini,10,0,1,a\n" * 200_000, encoding="utf-8")
    messages: list[tuple[int, int]] = []
    options = ReadOptions(
        engine="duckdb", progress=lambda _, result, total: messages.append((result, total))
    )
    (row,) = read_usage([path], options=options).rows
    assert (row.rows, row.usage.input) == (200_000, 2_000_000)
    size = path.stat().st_size
    assert messages[-1] == (size, size)


def test_data_is_clean_on_a_terminal(tmp_path: Path) -> None:
    """Whatever is drawn on standard error, standard output holds the report alone."""
    path = tmp_path / "usage.csv"
    path.write_text(f"{HEADER}\n2026-10-02,gpt-4o-mini,10,0,1,a\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "llmcmp", "estimate", str(path), "-f", "json"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(),
        timeout=60,
        check=True,
    )
    os.close(theirs)
    os.close(ours)
    assert result.stdout.startswith(b'{\n  "schema": "llmcmp/estimate/1"')
