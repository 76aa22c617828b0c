"""Overlays: what they add and change, and that all mistakes come at once."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.errors import RegistryError
from llmcmp.files import Text, load_registry
from llmcmp.files.registry.assemble import build_overlay
from llmcmp.files.registry.draft import draft_registry
from llmcmp.files.snapshots.snapshot import unpack
from llmcmp.files.yaml_files.mistakes import MistakesError
from llmcmp.pricing import quote
from llmcmp.registry import Layer, Registry
from llmcmp.schema import ModelSpec
from llmcmp.usage import Usage
from tests.files.acme_registry import ACME, SOURCES, model, overlay, refusal


def test_every_mistake_of_every_file_at_once(models: Path) -> None:
    """One error tells the mistakes of all files, in the order of files and lines."""
    (models / "acme.yaml").write_text(ACME.replace("0.15", "x").replace("yes}", "maybe}"))
    (models / "beta.yaml").write_text("developer: Beta\nmodels: {}\nmodel: 1\n")
    (models / "gamma.yaml").write_text("developer: Gamma\n\tmodels: []\n")

    assert refusal(models) == [
        *(
            f"models/acme.yaml:{line}: models[{id_}].{what}"
            for id_, first in (("acme-1", 4), ("acme-2", 19))
            for line, what in (
                (first + 10, "features.batch: not 'yes', 'no', 'unknown' or 'host': 'maybe'"),
                (first + 14, "rates[0].input: not a number: 'x'"),
            )
        ),
        "models/beta.yaml:2: models: not a list: a mapping",
        "models/beta.yaml:3: unknown key: model (did you mean models?)",
        "models/gamma.yaml:2: a tab where YAML wants spaces",
    ]


def test_overlay_adds_a_model(models: Path) -> None:
    """A file in the shape of the registry's own is an overlay."""
    path = overlay(models, "developer: Ours\nchannel: ours\nmodels:\n" + model("tuned-1"))
    registry = load_registry([path], models=models)

    assert registry.ids == ("acme-1", "acme-2", "tuned-1")
    assert registry["TUNED-1-SNAP"].developer == "Ours"
    assert [info.name for info in registry.overlays] == ["ours"]
    assert len(registry.overlays[0].sha256) == 64


def test_overlay_changes_a_model(models: Path) -> None:
    """An override replaces fields, adds names and rows, and replaces a row of the same day."""
    path = overlay(
        models,
        "name: contract 7\n"
        "overrides:\n"
        "  - model: acme-1-snap\n"
        "    set: {context_window: 200_000}\n"
        "    aliases: [house-model]\n"
        "    rates:\n"
        "      - {channel: acme, since: 2024-07-18, input: 0.10, output: 0.50}\n"
        "      - {channel: gateway, since: 2025-01-01, input: 0.20, output: 0.80}\n",
    )
    registry = load_registry([path], models=models)
    spec = registry["house-model"]

    assert spec.id == "acme-1"
    assert spec.context_window == 200_000
    assert [(row.channel, row.input) for row in spec.rates] == [
        ("acme", Decimal("0.10")),
        ("gateway", Decimal("0.20")),
    ]
    assert registry.overlays[0].name == "contract 7"
    assert registry["acme-2"].context_window == 128_000


def test_later_overlay_wins(models: Path) -> None:
    """Of two overlays that set one field, the last given holds."""
    texts = ("200_000", "300_000")
    paths = [
        overlay(
            models, f"overrides: [{{model: acme-1, set: {{context_window: {n}}}}}]", f"{n}.yaml"
        )
        for n in texts
    ]

    assert load_registry(paths, models=models)["acme-1"].context_window == 300_000
    assert load_registry(paths[::-1], models=models)["acme-1"].context_window == 200_000


def test_discounts_are_kept(models: Path) -> None:
    """Discounts travel with the registry; an alias in one is replaced by the model's id."""
    path = overlay(models, "discounts: [{percent: 12.5, model: ACME-1-snap, channel: acme}]")
    (result,) = load_registry([path], models=models).discounts

    assert (result.percent, result.model, result.channel) == (Decimal("12.5"), "acme-1", "acme")


def test_overlay_folder(models: Path) -> None:
    """A folder is an overlay of all its files, which may cite each other's sources."""
    folder = models.parent / "overlays"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "developer: Ours\nmodels:\n" + model("tuned-1").replace("[page]", "[mail]")
    )
    (folder / "sources.yaml").write_text(SOURCES.replace("page:", "mail:"))
    registry = load_registry([folder], models=models)

    assert "tuned-1" in registry
    assert set(registry.sources) == {"page", "mail"}


def test_broken_overlays_are_told_together(models: Path) -> None:
    """Mistakes of all overlays come at once, each with its file and line."""
    first = overlay(
        models,
        "overrides:\n"
        "  - {model: acme-9}\n"
        "  - {model: acme-1, set: {contxt_window: 5, id: x, released: 2024-99}}\n"
        "  - {model: acme-1, aliases: [acme-2]}\n"
        "  - {model: acme-2, set: {context_window: big}}\n"
        "discounts:\n"
        "  - {percent: 5, developer: Acm}\n"
        "  - {percent: 5, channel: azur}\n"
        "  - {percent: 5, model: acme-3}\n",
        "a.yaml",
    )
    second = overlay(models, "overides: []\n", "b.yaml")

    assert refusal(models, first, second) == [
        f"{first}:2: overrides[acme-9].model: unknown model: acme-9 (did you mean acme-2?)",
        f"{first}:3: overrides[acme-1].set: released: not a date: '2024-99' "
        "(use 2024-07-18, 2024-07, 2024 or unknown)",
        f"{first}:3: overrides[acme-1].set: unknown key: contxt_window "
        "(did you mean context_window?)",
        f"{first}:3: overrides[acme-1].set: unknown key: id",
        f"{first}:4: overrides[acme-1].aliases[0]: two models have one name: acme-2 "
        "(acme-2 and acme-1)",
        f"{first}:5: overrides[acme-2].set.context_window: not a whole number and not 'unknown': "
        "'big'",
        f"{first}:7: discounts[0].developer: unknown developer: Acm (known: Acme)",
        f"{first}:8: discounts[1].channel: unknown channel: azur (known: acme)",
        f"{first}:9: discounts[acme-3].model: unknown model: acme-3 (did you mean acme-2?)",
        f"{second}:1: unknown key: overides (did you mean overrides?)",
    ]


def test_overlay_moves_an_alias(models: Path) -> None:
    """An overlay may give a moving alias its own history, and one of its own to discount."""
    path = overlay(
        models,
        "moving_aliases:\n"
        "  best: [{model: acme-1, since: 2024-07-18}, {model: acme-2, since: 2025-03-01}]\n"
        "discounts: [{percent: 5, model: best}]\n",
    )
    registry = load_registry([path], models=models)

    assert registry.find("best", date(2025, 2, 28)).spec.id == "acme-1"
    assert registry.find("Best", date(2025, 3, 1)).spec.id == "acme-2"
    assert [entry.model for entry in registry.discounts] == ["acme-1", "acme-2"]


ODD = st.recursive(
    st.sampled_from(["1", "x", "", "unknown", "2024-01-01", "-1", "1e400", None, "a b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "input", "since", "channel", "x"]), inner)
    ),
    max_leaves=6,
)

FIELDS = st.sampled_from([*ModelSpec.__dataclass_fields__, "x"])


@given(given_fields=st.dictionaries(FIELDS, ODD, max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_override_is_a_model_or_mistakes(given_fields: dict[str, object]) -> None:
    """Whatever an override sets, the result is a valid model or a list of mistakes."""
    acme = draft_registry([Text(name="a.yaml", raw=ACME.encode())]).models
    registry = Registry(Layer(models={spec.id: spec for _, _, spec in acme}))
    raw = json.dumps({"overrides": [{"model": "acme-1", "set": given_fields}]}).encode()
    try:
        built = build_overlay("key", [Text(name="o.yaml", raw=raw)], registry)
    except MistakesError as error:
        assert error.mistakes
    else:
        assert unpack(built, "key").table("models", ModelSpec)["acme-1"].id == "acme-1"


TODAY = date(2026, 11, 22)


def test_an_overlay_states_contracts_and_discounts_of_imported_channels(tmp_path: Path) -> None:
    """A discount on Azure holds though only price feeds know Azure; the contract is read along."""
    path = tmp_path / "azure.yaml"
    path.write_text(
        "discounts:\n  - {channel: azure, percent: 10, note: EA}\n"
        "contracts:\n  - {name: MACC, channel: azure, commitment: 1_000}\n"
    )
    registry = load_registry([path])
    spec = registry.with_channel(registry["gpt-4o-mini"], "azure")
    usage = Usage(input=1_000_000)
    bill = quote(spec, usage, TODAY, channel="azure", discounts=registry.discounts)

    listed, off = bill.items
    assert off.amount == -listed.amount * Decimal("0.1")
    assert registry.contracts[0].commitment == 1000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{name: x}", "without a fee"),
        ("{name: x, credit: -1}", "not an amount"),
        ("{name: x, credit: 1, channel: nowhere}", "unknown channel"),
        ("{name: x, credit: 1, since: soon}", "not a date"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(tmp_path: Path, line: str, message: str) -> None:
    """Empty contracts, negative amounts and unknown channels are named with their place."""
    path = tmp_path / "c.yaml"
    path.write_text(f"contracts:\n  - {line}\n")

    with pytest.raises(RegistryError, match=message):
        load_registry([path])
