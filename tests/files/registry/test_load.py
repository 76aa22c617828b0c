"""Loading the registry: cross-checks, overlays, and that a snapshot changes nothing but time."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcmp.errors import RegistryError
from llmcmp.files import Text, load_registry, models_folder
from llmcmp.files.registry.assemble import build_overlay, draft_registry
from llmcmp.files.registry.load import registry_texts
from llmcmp.files.registry.validate import validate
from llmcmp.files.snapshots.snapshot import decode, encode, pack, unpack
from llmcmp.files.yaml_files.mistakes import MistakesError
from llmcmp.registry import Registry
from llmcmp.schema import ModelSpec
from tests.files.acme_registry import ACME, HEAD, SOURCES, make_registry, model


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMCMP_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return the folder of a registry with two models of one developer."""
    return make_registry(tmp_path)


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


def test_no_registry(tmp_path: Path) -> None:
    """A folder without a registry, and one that is missing, are sentences."""
    assert refusal(tmp_path) == [f"{tmp_path.name}: no registry here: no *.yaml files"]
    assert refusal(tmp_path / "no") == ["no: cannot be read: no such file or directory"]


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
    (found,) = load_registry([path], models=models).discounts

    assert (found.percent, found.model, found.channel) == (Decimal("12.5"), "acme-1", "acme")


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


def test_overlay_that_is_no_file(models: Path) -> None:
    """A missing overlay and an empty folder are sentences, told together."""
    folder = models.parent / "empty"
    folder.mkdir()

    assert refusal(models, models.parent / "no.yaml", folder) == sorted(
        [f"{models.parent}/no.yaml: no such file", f"{folder}: no *.yaml files in this folder"]
    )


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
    registry = Registry({spec.id: spec for _, _, spec in acme})
    raw = json.dumps({"overrides": [{"model": "acme-1", "set": given_fields}]}).encode()
    try:
        built = build_overlay("key", [Text(name="o.yaml", raw=raw)], registry)
    except MistakesError as error:
        assert error.mistakes
    else:
        assert unpack(built, "key").table("models", ModelSpec)["acme-1"].id == "acme-1"


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


def same(folder: Path) -> None:
    """Expect that every model of *folder* survives the way through a snapshot."""
    drafted = draft_registry(registry_texts(folder))
    assert drafted.mistakes == []
    specs = {spec.id: spec for _, _, spec in drafted.models}
    raw = pack("key", {}, {"models": specs})

    assert dict(unpack(raw, "key").table("models", ModelSpec)) == specs
    assert all(repr(decode(ModelSpec, encode(spec))) == repr(spec) for spec in specs.values())


def test_snapshot_equals_yaml(models: Path) -> None:
    """A model read from the snapshot is the model that the YAML gave."""
    same(models)


@pytest.mark.skipif(not list(models_folder().glob("*.yaml")), reason="no registry here")
def test_snapshot_equals_yaml_for_the_real_registry() -> None:
    """Each of the registry's own models survives the snapshot unchanged."""
    same(models_folder())


def test_validate_reports_and_does_not_raise(models: Path) -> None:
    """Validation takes registries, their files and overlays, and returns the mistakes."""
    good = overlay(models, "overrides: [{model: acme-1, aliases: [a]}]", "good.yaml")
    bad = overlay(models, "overrides: [{model: acme-7}]", "bad.yaml")
    registry = load_registry(models=models)
    assert validate([models, models / "acme.yaml", good], registry=registry) == []

    (models / "acme.yaml").write_text(ACME.replace("[page]", "[rumour]", 1))
    (models / "beta.yaml").write_text("developer: 1\n")
    found = validate([models / "acme.yaml", bad, models.parent / "no.yaml"], registry=registry)
    whole = validate([models], registry=registry)

    assert [str(mistake) for mistake in found] == [
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
    found = validate([models / "gpus.yaml", models, folder], registry=registry)

    assert [(mistake.file, mistake.line) for mistake in found] == [
        (f"{models}/gpus.yaml", 2),
        (f"{folder}/a.yaml", 1),
    ]


def test_schemas_can_be_written(tmp_path: Path) -> None:
    """Written schemas are current; a missing or edited one is named."""
    from llmcmp.files.yaml_files.json_schema import stale_schemas, write_schemas

    assert stale_schemas(tmp_path) == ["schema.json", "overlay.schema.json", "llmcmp.schema.json"]
    write_schemas(tmp_path)
    assert stale_schemas(tmp_path) == []
    (tmp_path / "schema.json").write_text("{}")
    assert stale_schemas(tmp_path) == ["schema.json"]


def test_schema_asks_for_what_the_file_must_say() -> None:
    """A model in a file needs its facts, but not the developer that the file's head gives."""
    from llmcmp.files.yaml_files.json_schema import developer_schema

    model_schema = json.loads(developer_schema())["$defs"]["ModelSpec"]

    assert {"id", "released", "context_window"} <= set(model_schema["required"])
    assert not {"developer", "own_channel"} & set(model_schema["required"])
    assert model_schema["additionalProperties"] is False


def test_schemas_are_current() -> None:
    """The schemas in ``models/`` are what the records say today."""
    from llmcmp.files.yaml_files.json_schema import stale_schemas

    folder = models_folder()
    assert stale_schemas(folder) == []


def test_text_is_small(models: Path) -> None:
    """What a file is called in messages never holds the folder's place on the machine."""
    assert [text.name for text in registry_texts(models)] == [
        "models/acme.yaml",
        "models/sources.yaml",
    ]
    assert isinstance(registry_texts(models)[0], Text)
