"""``llmcmp init``: by flags and at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llmcmp.cli import main
from llmcmp.files.config import load_config
from tests import folders


def test_init_writes_a_file_that_check_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`init` then `check` works; a second `init` refuses to overwrite."""
    monkeypatch.chdir(tmp_path)

    assert main(["init", "--model", "gpt-4o-mini", "--budget", "400"]) == 0
    assert main(["check", "--at", "2026-11-22"]) == 0
    assert main(["init"]) == 2
    assert "file exists: llmcmp.yaml" in capsys.readouterr().err
    assert main(["init", "--force", "-o", "-", "--model", "gpt4o-mini"]) == 2


@pytest.mark.parametrize("option", ["--requests", "--input-tokens", "--output-tokens", "--budget"])
def test_init_names_the_option_it_refuses(capsys: pytest.CaptureFixture[str], option: str) -> None:
    """The message names what was typed, not the key of the file it would become."""
    assert main(["init", "-o", "-", option, "many"]) == 2
    assert capsys.readouterr().err.startswith(f"error: {option}: not a number: many\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_init_asks_at_a_terminal(tmp_path: Path) -> None:
    """Without flags, answers at the terminal make the file; an empty answer keeps the example."""
    import pty

    source = folders.SRC
    main_end, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "llmcmp", "init"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
    )
    os.write(main_end, b"gpt-4o\n\n2k\n\n300\n")
    assert process.wait(60) == 0
    os.close(other_end)
    os.close(main_end)

    entry = load_config(tmp_path / "llmcmp.yaml").config
    assert entry.budgets == {"chat": "300"}
    chat = entry.workloads["chat"]
    assert (chat.model, chat.requests, chat.input_tokens) == ("gpt-4o", "500k", "2k")
