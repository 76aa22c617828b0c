"""A repository that is the current folder."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository that is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LLMCMP_AT", "2026-11-22")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path
