"""Configurations of the tests, written and loaded."""

from __future__ import annotations

from pathlib import Path

from llmcmp.files.config import load_config
from llmcmp.schema.config import Config


def load(folder: Path, text: str) -> Config:
    """Write and load a configuration."""
    (folder / "llmcmp.yaml").write_text(text)
    return load_config(folder / "llmcmp.yaml", name="llmcmp.yaml").config
