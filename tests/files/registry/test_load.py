"""Loading the registry: what it says of itself, and that a snapshot changes nothing but time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files import Text, load_registry, load_section
from llmcmp.files.registry import load as registry_files
from llmcmp.files.registry.load import code_digest, registry_texts
from llmcmp.files.snapshots import cache
from llmcmp.schema import SourcesFile
from tests.files.acme_registry import (
    ACME,
    answers,
    overlay,
    refusal,
)


def test_head_of_the_file_reaches_its_models(models: Path) -> None:
    """Developer and own channel are written once per file and known of each model."""
    spec = load_registry(models=models)["acme-1"]

    assert (spec.developer, spec.own_channel) == ("Acme", "acme")


def test_registry_says_what_it_is(models: Path) -> None:
    """Version and digest come with the registry; a changed byte changes the digest."""
    before = load_registry(models=models)
    (models / "acme.yaml").write_text(ACME + "# a comment\n")
    after = load_registry(models=models)

    assert before.version == after.version == "2026-11-21"
    assert len(before.sha256) == 64
    assert before.sha256 != after.sha256
    assert before.notes == ("made up for tests",)
    assert before.sources["page"].title == "A price page"


def test_no_registry(tmp_path: Path) -> None:
    """A folder without a registry, and one that is missing, are sentences."""
    assert refusal(tmp_path) == [f"{tmp_path.name}: no registry here: no *.yaml files"]
    assert refusal(tmp_path / "no") == ["no: cannot be read: no such file or directory"]


def test_overlay_that_is_no_file(models: Path) -> None:
    """A missing overlay and an empty folder are sentences, told together."""
    folder = models.parent / "empty"
    folder.mkdir()

    assert refusal(models, models.parent / "no.yaml", folder) == sorted(
        [f"{models.parent}/no.yaml: no such file", f"{folder}: no *.yaml files in this folder"]
    )


def test_overlay_is_read_from_its_snapshot(models: Path) -> None:
    """The second process that uses an overlay needs neither YAML nor Pydantic."""
    path = overlay(models, "overrides: [{model: acme-1, set: {context_window: 5}}]")
    code = (
        "import sys; from pathlib import Path; from llmcmp.files import load_registry\n"
        f"registry = load_registry([{str(path)!r}], models=Path({str(models)!r}))\n"
        "print(registry['acme-1'].context_window)\n"
        "heavy = ('yaml', 'pydantic', 'difflib', 'tempfile', 'importlib.resources')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    runs = [subprocess.check_output([sys.executable, "-c", code], text=True) for _ in range(2)]

    assert runs[0].startswith("5\n['yaml', 'pydantic'")
    assert runs[1] == "5\n[]\n"


def test_text_is_small(models: Path) -> None:
    """What a file is called in messages never holds the folder's place on the machine."""
    assert [text.name for text in registry_texts(models)] == [
        "models/acme.yaml",
        "models/sources.yaml",
    ]
    assert isinstance(registry_texts(models)[0], Text)


def test_sections_have_snapshots_too(folder: Path, models: Path) -> None:
    """Any table beside the models is read by the same door and kept the same way."""
    for _ in range(2):
        table = load_section("sources", SourcesFile, models=models)
        assert table.sources["page"].title == "A price page"
    assert [path.name.partition("-")[0] for path in folder.iterdir()] == ["sources"]


def test_shipped_snapshot_comes_first(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the snapshot that the wheel carries nothing is written to the user's folder."""
    shipped = tmp_path / "snapshot"
    shipped.mkdir()
    monkeypatch.setattr(cache, "SHIPPED", shipped)
    for name, raw in registry_files.shipped_snapshots(models).items():
        (shipped / f"{name}.snapshot").write_bytes(raw)

    assert answers(models)
    assert not folder.exists()


def test_broken_registry_stops_the_build(models: Path) -> None:
    """No wheel is made of a registry with a mistake in it; the mistake is told."""
    (models / "acme.yaml").write_text(ACME.replace("0.15", "x", 1))

    with pytest.raises(RegistryError, match=r"^models/acme.yaml:18: .*: not a number: 'x'$"):
        registry_files.shipped_snapshots(models)


def test_checkout_comes_before_the_installed_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A package under ``src`` reads the ``models`` beside it, an installed one its own."""
    monkeypatch.setattr(registry_files, "_PACKAGE", tmp_path / "src" / "llmcmp")
    assert registry_files.models_folder() == tmp_path / "src" / "llmcmp" / "models"

    (tmp_path / "models").mkdir()
    assert registry_files.models_folder() == tmp_path / "models"

    monkeypatch.setattr(registry_files, "_PACKAGE", tmp_path / "site-packages" / "llmcmp")
    assert registry_files.models_folder() == tmp_path / "site-packages" / "llmcmp" / "models"


def test_an_edit_of_a_nested_module_makes_snapshots_stale(tmp_path: Path) -> None:
    """The key covers modules in folders of folders: an edited reader serves no old prices."""
    nested = tmp_path / "yaml_files" / "tree.py"
    nested.parent.mkdir()
    nested.write_text("LIMIT = 1\n")
    before = code_digest(tmp_path)
    nested.write_text("LIMIT = 2\n")
    code_digest.cache_clear()

    assert code_digest(tmp_path) != before
