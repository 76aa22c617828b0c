"""Drafts: files validated one by one, and the mistakes of all of them."""

from __future__ import annotations

import pytest

from llmcmp.files import Text
from llmcmp.files.registry.draft import draft_overlay, draft_registry, with_heads
from llmcmp.files.yaml_files.mistakes import MistakesError
from tests.files.acme_registry import ACME, HEAD, SOURCES, model


def texts(**files: str) -> list[Text]:
    """Return files by their names."""
    return [Text(name=f"{name}.yaml", raw=body.encode()) for name, body in files.items()]


def test_a_registry_is_its_models_and_its_sources() -> None:
    """The source table is told by its name; each model knows its place in its file."""
    draft = draft_registry(texts(acme=ACME, sources=SOURCES))

    draft.finish()
    assert [(tree.name, index, spec.id) for tree, index, spec in draft.models] == [
        ("acme.yaml", 0, "acme-1"),
        ("acme.yaml", 1, "acme-2"),
    ]
    assert (draft.version, set(draft.sources)) == ("2026-11-21", {"page"})


def test_a_citation_of_no_source_is_a_mistake() -> None:
    """Unless the table of sources is broken: then nobody knows what it declares."""
    missing = draft_registry(texts(acme=ACME))
    broken = draft_registry(texts(acme=ACME, sources="sources: 1\n"))

    assert [mistake.what for mistake in missing.mistakes] == ["unknown source: page"] * 2
    with pytest.raises(MistakesError):
        missing.finish()
    assert broken.sources_broken
    assert {mistake.file for mistake in broken.mistakes} == {"sources.yaml"}


def test_the_head_of_a_file_is_of_each_of_its_models() -> None:
    """What a model says of itself goes first; what is no mapping stays what it is."""
    data = {"developer": "Acme", "channel": "acme", "models": [{"developer": "Ours"}, "x"]}

    assert with_heads(data)["models"] == [{"developer": "Ours", "own_channel": "acme"}, "x"]
    assert with_heads([1]) == [1]


def test_a_model_of_an_overlay_needs_a_developer() -> None:
    """Of its file or of its own."""
    nobody = draft_overlay(texts(ours="models:\n" + model("tuned-1")))
    ours = draft_overlay(texts(ours=HEAD + "models:\n" + model("tuned-1")))

    assert [mistake.what for mistake in nobody.mistakes][-1:] == [
        "missing key: developer (of the file or of the model)"
    ]
    assert ours.mistakes == []
