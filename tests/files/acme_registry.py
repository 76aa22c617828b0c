"""A small registry, as text and on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files import load_registry

SOURCES = """\
version: 2026-11-21
notes: [made up for tests]
sources:
  page: {title: A price page, url: "https://example.org/prices"}
"""

MODEL = """\
  - id: {id}
    name: {id}
    aliases: [{id}-snap]
    released: {released}
    lifecycle: {{state: active}}
    weights: none
    licence: {{name: proprietary}}
    context_window: 128_000
    max_output_tokens: shares-window
    modalities: {{input: [text]}}
    features: {{batch: yes}}
    tokenizer: {{name: o200k_base}}
    parameters: {{}}
    rates:
      - {{channel: acme, since: 2024-07-18, input: 0.15, output: 0.60, sources: [page]}}
"""

HEAD = "developer: Acme\nchannel: acme\n"


def model(id_: str, released: str = "2024-07-18") -> str:
    """Return the YAML of one model."""
    return MODEL.format(id=id_, released=released)


ACME = HEAD + "models:\n" + model("acme-1") + model("acme-2", "2025-02")


def make_registry(parent: Path) -> Path:
    """Write a registry with two models of one developer, and return its folder."""
    folder = parent / "models"
    folder.mkdir()
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "acme.yaml").write_text(ACME)
    return folder


def refusal(folder: Path, *overlays: Path) -> list[str]:
    """Return the lines of the error that loading raises."""
    with pytest.raises(RegistryError) as caught:
        load_registry(overlays, models=folder)
    return str(caught.value).split("\n")


def overlay(folder: Path, text: str, name: str = "ours.yaml") -> Path:
    """Write an overlay beside the registry."""
    path = folder.parent / name
    path.write_text(text)
    return path


def answers(models: Path) -> bool:
    """Tell whether the registry can be loaded and read."""
    return [spec.id for spec in load_registry(models=models).models()] == ["acme-1", "acme-2"]
