"""A small registry on disk, and a cache folder that only one test uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.acme_registry import make_registry


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return the folder of a registry with two models of one developer."""
    return make_registry(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder that only this test uses, and that does not exist yet."""
    path = tmp_path / "deep" / "cache"
    monkeypatch.setenv("LLMCMP_CACHE_DIR", str(path))
    return path
