"""Texts to count."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def hello(folder: Path) -> Path:
    """Return a file of two words, which are two tokens on every vocabulary of OpenAI."""
    (folder / "hello.txt").write_bytes(b"hello world")
    return folder
