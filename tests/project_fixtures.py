"""A project with a configuration and two overlays."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.cli import main
from tests.project import AT, CONFIG, CONTRACTS, DOUBLED, Run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a configuration and two overlays, the current folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "llmcmp.yaml").write_text(CONFIG)
    (tmp_path / "doubled.yaml").write_text(DOUBLED)
    (tmp_path / "contracts.yaml").write_text(CONTRACTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run_project(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command: exit code, output and talk."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, *AT])
        result = capsys.readouterr()
        return code, result.out, result.err

    assert project
    return call
