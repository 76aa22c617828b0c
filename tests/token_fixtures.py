"""Texts to count, and the measured ratios."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from llmcmp.schema import Calibration
from tests import folders


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


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    """Return the table that ships."""
    rows = yaml.load(
        (folders.MODELS / "calibration.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    return TypeAdapter(Calibration).validate_python(rows)
