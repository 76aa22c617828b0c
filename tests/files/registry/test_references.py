"""Files agree with each other: cited sources, names, and targets of moving aliases."""

from __future__ import annotations

from pathlib import Path

from tests.files.acme_registry import ACME, HEAD, model, overlay, refusal


def test_cited_sources_must_exist(models: Path) -> None:
    """A citation of a source that nobody declares is a mistake with its line."""
    (models / "acme.yaml").write_text(
        HEAD
        + "models:\n"
        + model("acme-1").replace("[page]", "[page, blog]")
        + "    sources: {released: [rumour]}\n"
    )

    assert refusal(models) == [
        "models/acme.yaml:18: models[acme-1].rates[0].sources[1]: unknown source: blog",
        "models/acme.yaml:19: models[acme-1].sources.released[0]: unknown source: rumour",
    ]


def test_a_missing_or_broken_source_table(models: Path) -> None:
    """Without a source table every citation is unknown; of a broken one nobody is blamed."""
    (models / "sources.yaml").unlink()
    unknown = [
        f"models/acme.yaml:{line}: models[{id_}].rates[0].sources[0]: unknown source: page"
        for line, id_ in ((18, "acme-1"), (33, "acme-2"))
    ]
    assert refusal(models) == unknown

    (models / "sources.yaml").write_text("version: 1\nsources: {page: {url: x}}\n")
    assert refusal(models) == ["models/sources.yaml:2: sources.page: missing key: title"]


def test_a_name_of_two_models_is_refused(models: Path) -> None:
    """One name, in any case, stands for one model, across files."""
    (models / "beta.yaml").write_text("developer: Beta\nmodels:\n" + model("ACME-1"))

    assert refusal(models) == [
        "models/beta.yaml:3: models[ACME-1].id: two models have one name: ACME-1 "
        "(acme-1 and ACME-1)",
        "models/beta.yaml:5: models[ACME-1].aliases[0]: two models have one name: ACME-1-snap "
        "(acme-1 and ACME-1)",
    ]


def test_moving_aliases_lead_to_models(models: Path) -> None:
    """A moving alias has targets, all of them known, and a name of its own."""
    (models / "acme.yaml").write_text(
        HEAD
        + "moving_aliases:\n"
        + "  large: [{model: acme-3, since: 2024}]\n"
        + "  Acme-1: [{model: acme-1, since: 2024}]\n"
        + "  small: []\n"
        + ACME.removeprefix(HEAD)
    )

    assert refusal(models) == [
        "models/acme.yaml:4: moving_aliases.large[acme-3].model: unknown model: acme-3",
        "models/acme.yaml:5: moving_aliases.Acme-1: a moving alias is also a name of acme-1: "
        "Acme-1",
        "models/acme.yaml:6: moving_aliases.small: a moving alias without a target: small",
    ]


def test_overlay_may_not_take_a_name(models: Path) -> None:
    """A new model whose alias another model has is refused with both ids."""
    path = overlay(models, "developer: O\nmodels:\n" + model("o").replace("o-snap", "acme-1"))

    assert refusal(models, path) == [
        f"{path}:5: models[o].aliases[0]: two models have one name: acme-1 (acme-1 and o)"
    ]


def test_overlay_may_not_take_a_moving_alias(models: Path) -> None:
    """A name that moves in the registry cannot be nailed to a model by an overlay."""
    moving = "moving_aliases: {large: [{model: acme-1, since: 2024}]}\n"
    (models / "acme.yaml").write_text(HEAD + moving + ACME.removeprefix(HEAD))
    path = overlay(models, "overrides: [{model: acme-2, aliases: [LARGE]}]")

    assert refusal(models, path) == [
        f"{path}:1: overrides[acme-2].aliases[0]: "
        "a moving alias of the registry has this name: large"
    ]
