"""Files are checked without being used."""

from __future__ import annotations

from pathlib import Path

from llmcmp.files import load_registry
from llmcmp.files.registry.validate import mistakes_in
from tests.files.acme_registry import ACME, overlay


def test_validate_reports_and_does_not_raise(models: Path) -> None:
    """Validation takes registries, their files and overlays, and returns the mistakes."""
    good = overlay(models, "overrides: [{model: acme-1, aliases: [a]}]", "good.yaml")
    bad = overlay(models, "overrides: [{model: acme-7}]", "bad.yaml")
    registry = load_registry(models=models)
    assert mistakes_in([models, models / "acme.yaml", good], registry=registry) == []

    (models / "acme.yaml").write_text(ACME.replace("[page]", "[rumour]", 1))
    (models / "beta.yaml").write_text("developer: 1\n")
    result = mistakes_in([models / "acme.yaml", bad, models.parent / "no.yaml"], registry=registry)
    whole = mistakes_in([models], registry=registry)

    assert [str(mistake) for mistake in result] == [
        f"{models}/acme.yaml:18: models[acme-1].rates[0].sources[0]: unknown source: rumour",
        f"{bad}:1: overrides[acme-7].model: unknown model: acme-7 (did you mean acme-2?)",
        f"{models.parent}/no.yaml: no such file",
    ]
    assert [str(mistake) for mistake in whole] == [
        f"{models}/beta.yaml:1: missing key: models",
        f"{models}/acme.yaml:18: models[acme-1].rates[0].sources[0]: unknown source: rumour",
    ]


def test_validate_knows_an_overlay_by_its_neighbours(models: Path) -> None:
    """A broken file, a broken folder and a table beside the models are told like the others."""
    (models / "gpus.yaml").write_text("a: [\n")
    folder = models.parent / "overlays"
    folder.mkdir()
    (folder / "a.yaml").write_text("discounts: {}\n")
    registry = load_registry(models=models)
    result = mistakes_in([models / "gpus.yaml", models, folder], registry=registry)

    assert [(mistake.file, mistake.line) for mistake in result] == [
        (f"{models}/gpus.yaml", 2),
        (f"{folder}/a.yaml", 1),
    ]
