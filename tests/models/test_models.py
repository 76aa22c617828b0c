"""The files under models/ hold what their sources say: spot-checked and compared.

A model more turns nothing red here: no test counts the registry, and what a test says of all models
is a rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from llmcmp.files.shelf.feeds.channels import channel_slug
from llmcmp.schema import DeveloperFile, Meter, ModelSpec, Rates, Score, SourcesFile, Training
from llmcmp.vocabulary import PUBLISHED
from tests.folders import ROOT

MODELS = ROOT / "models"
TABLES = ("sources", "gpus", "hosting", "calibration")
DEVELOPER_FILES = tuple(sorted(p for p in MODELS.glob("*.yaml") if p.stem not in TABLES))

DEVELOPERS = {
    "anthropic": ("Anthropic", "anthropic"),
    "deepseek": ("DeepSeek", "deepseek"),
    "google": ("Google", "google"),
    "meta": ("Meta", None),
    "mistral": ("Mistral AI", "mistral"),
    "openai": ("OpenAI", "openai"),
    "qwen": ("Alibaba (Qwen)", None),
}

# (input, output, cached input) of rows of the facts that are no rates here: "do not use".
REFUSED: dict[str, list[tuple[str | None, ...]]] = {
    "gemini-1.0-pro": [("0.125", "0.375", None)],
    "gpt-4o-2024-08-06": [("2.225", "12.5", None)],
}

# Rows that the facts only tell in a note.
FROM_NOTES: dict[str, list[tuple[str | None, ...]]] = {
    "claude-3-5-sonnet-20240620": [("3", "15", None)],  # before caching opened in August 2024
    "gpt-oss-120b": [("0.15", "0.6", "0.014")],  # Fireworks before 2026-10-19
    "mistral-nemo-2407": [("0.01", "0.019", None), ("0.029", "0.03", None)],  # OpenRouter
}

# Sizes the facts leave out and their own source, litgpt, states.
ADDED = {("gemma-3-12b", "head_dim"): "256", ("gemma-3-27b", "head_dim"): "128"}


def read(path: Path) -> Any:
    """Return the content of a YAML file with every scalar as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="module")
def files() -> dict[str, DeveloperFile]:
    """Return the developer files by the stem of their name."""
    adapter = TypeAdapter(DeveloperFile)
    return {path.stem: adapter.validate_python(read(path)) for path in DEVELOPER_FILES}


@pytest.fixture(scope="module")
def models(files: dict[str, DeveloperFile]) -> dict[str, ModelSpec]:
    """Return every model by id."""
    return {model.id: model for file in files.values() for model in file.models}


@pytest.fixture(scope="module")
def sources() -> SourcesFile:
    """Return the source table."""
    return TypeAdapter(SourcesFile).validate_python(read(MODELS / "sources.yaml"))


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """Return the facts the registry was made from, where they lie beside the checkout."""
    path = ROOT / "../shared/facts/models.yaml"
    if not path.exists():
        pytest.skip("the facts are not beside this checkout")
    return {model["id"]: model for model in read(path)["models"]}


def row(model: ModelSpec, channel: str, since: str, **more: Any) -> Rates:
    """Return the one row of *model* that begins on *since*; ``more`` narrows further."""
    wanted = {"tier": "standard", "prompt_over": None, "hours": (), **more}
    result = [
        rates
        for rates in model.rates
        if rates.channel == channel
        and rates.since == since
        and all(getattr(rates, name) == value for name, value in wanted.items())
    ]
    assert len(result) == 1, (model.id, channel, since, more)
    return result[0]


def priced(rates: Rates) -> dict[str, Decimal]:
    """Return the meters that a row prices."""
    return {m.value: rate for m in Meter if (rate := rates.rate(m)) is not None}


def cited(value: Any) -> Iterator[str]:
    """Yield every source id under *value*, as read from YAML."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "sources":
                lists = item.values() if isinstance(item, dict) else [item]
                yield from (source for ids in lists for source in ids)
            else:
                yield from cited(item)
    elif isinstance(value, list):
        for item in value:
            yield from cited(item)


def test_every_developer_has_one_file(files: dict[str, DeveloperFile]) -> None:
    """Meta and Meta AI are one developer; Meta and Qwen sell nothing themselves."""
    result = {stem: (f.developer, f.channel) for stem, f in files.items()}
    assert result.items() >= DEVELOPERS.items()
    assert len({file.developer.casefold() for file in files.values()}) == len(files)
    assert all(file.models for file in files.values())


def test_nothing_was_lost(models: dict[str, ModelSpec], sources: SourcesFile) -> None:
    """What was there on 2026-11-21 still is: 234 price rows, 2 of them refused, 4 more in notes."""
    assert len(models) >= 109
    assert sum(len(model.rates) for model in models.values()) >= 234 - 2 + 4
    assert sum(len(model.scores) for model in models.values()) >= 255
    assert sum(len(model.training) for model in models.values()) >= 4
    assert len(sources.sources) >= 122


@pytest.mark.parametrize("path", DEVELOPER_FILES, ids=lambda path: path.stem)
def test_every_cited_source_exists(path: Path, sources: SourcesFile) -> None:
    """Every number can be followed to a source; the placeholder ``none`` is never cited."""
    ids = set(cited(read(path)))
    assert ids
    assert ids <= sources.sources.keys() - {"none"}


def test_every_rate_and_score_cites_a_source(models: dict[str, ModelSpec]) -> None:
    """No price and no score stands without a source."""
    for model in models.values():
        items: tuple[Rates | Score | Training, ...]
        items = (*model.rates, *model.scores, *model.training)
        assert all(item.sources for item in items), model.id


def test_sources_table_is_whole(sources: SourcesFile) -> None:
    """The day of the last check, and the remarks that concern no single model."""
    assert date.fromisoformat(sources.version) >= date(2026, 11, 21)
    assert any(note.startswith("OPT number of sizes") for note in sources.notes)
    assert any(note.startswith("independence") for note in sources.notes)


def test_no_name_means_two_models(files: dict[str, DeveloperFile]) -> None:
    """An id, alias or moving alias names one model (or one history), letter case aside."""
    owner: dict[str, str] = {}
    for file in files.values():
        names = [(m.id, n) for m in file.models for n in (m.id, *m.aliases)]
        names += [(f"moving {alias}", alias) for alias in file.moving_aliases]
        for who, name in names:
            assert owner.setdefault(name.lower(), who) == who, name


def test_moving_aliases_name_models_of_their_file(files: dict[str, DeveloperFile]) -> None:
    """``gpt-4o`` and its like point only at models that exist."""
    for file in files.values():
        ids = {model.id for model in file.models}
        for targets in file.moving_aliases.values():
            assert len(targets) > 1
            assert {target.model for target in targets} <= ids


def test_gpt_4o_and_gpt_35_turbo_moved(files: dict[str, DeveloperFile]) -> None:
    """The meaning of both names changed; an unknown day stays unknown."""
    moving = files["openai"].moving_aliases
    history = {name: [(t.since, t.model) for t in moving[name]] for name in moving}
    assert (
        history["gpt-4o"]
        == history["openai/gpt-4o"]
        == [
            ("2024-05-13", "gpt-4o-2024-05-13"),
            ("unknown", "gpt-4o-2024-08-06"),
        ]
    )
    assert (
        history["gpt-3.5-turbo"]
        == history["openai/gpt-3.5-turbo"]
        == [
            ("2023-03-01", "gpt-3.5-turbo-0301"),
            ("unknown", "gpt-3.5-turbo-0613"),
            ("2024-02-16", "gpt-3.5-turbo-0125"),
        ]
    )


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("openai/gpt-4o-mini", "gpt-4o-mini"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("anthropic/claude-3-haiku", "claude-3-haiku"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"),
        ("google/gemini-1.5-flash", "gemini-1.5-flash"),
        ("facebook/opt-6.7b", "opt-6.7b"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3.1-8b"),
        ("mistralai/mistral-nemo-2407", "mistral-nemo-2407"),
        ("gpt-4", "gpt-4-0613"),
    ],
)
def test_everyday_names_are_aliases(models: dict[str, ModelSpec], name: str, model: str) -> None:
    """What people type resolves without a guess."""
    assert name in models[model].aliases


def test_channels_and_tokenizers_have_one_spelling(models: dict[str, ModelSpec]) -> None:
    """Other parts look these names up; a new spelling would be a silent miss."""
    channels = sorted({rates.channel for m in models.values() for rates in m.rates})
    assert [channel_slug(channel) for channel in channels] == channels
    alike = [
        pair for pair in combinations(channels, 2) if SequenceMatcher(None, *pair).ratio() > 0.8
    ]
    assert alike == []
    tokenizers = {model.tokenizer.name for model in models.values()}
    assert tokenizers <= PUBLISHED | {"undisclosed", "unknown"}


PLAIN: dict[str, Any] = {}
BATCH = {"tier": "batch"}
PEAK = {"hours": ("01:00-04:00", "06:00-10:00")}

READ_BY_HAND = [
    # model, channel, first day, what else names the row, meters with their rates
    ("gpt-4o-mini", "openai", "2024-07-18", PLAIN, "input 0.15 output 0.60"),
    ("gpt-4o-mini", "openai", "2024-10-01", PLAIN, "input 0.15 cached_input 0.075 output 0.60"),
    ("gpt-4o-mini", "openai", "2024-07-18", BATCH, "input 0.075 output 0.30"),
    ("gpt-4o-2024-05-13", "openai", "2024-05-13", PLAIN, "input 5 output 15"),
    ("gpt-3.5-turbo-0301", "openai", "2023-03-01", PLAIN, "input 2 output 2"),
    ("gpt-3.5-turbo-1106", "openai", "unknown", BATCH, "input 1 output 2"),
    (
        *("gpt-4o-mini-audio-preview", "openai", "unknown", PLAIN),
        "input 0.15 output 0.60 input_audio 10 output_audio 20",
    ),
    (
        *("gpt-6-luna", "openai", "2026-09-22", {"prompt_over": 272_000}),
        "input 0.20 cached_input 0.02 cache_write 0.25 output 0.75",
    ),
    (
        *("claude-3-haiku", "anthropic", "2024-08", PLAIN),
        "input 0.25 cached_input 0.03 cache_write 0.30 output 1.25",
    ),
    ("claude-3-5-sonnet-20240620", "anthropic", "2024-06-20", PLAIN, "input 3 output 15"),
    (
        *("claude-haiku-5-5", "anthropic", "2026-10-07", {"prompt_over": 100_000}),
        # The one-hour write is 2 x input by the vendor's rule, which the facts state once for all.
        "input 0.50 cached_input 0.05 cache_write 0.625 cache_write_1h 1 output 2.50",
    ),
    ("gemini-1.5-flash", "google", "2024-05-14", PLAIN, "input 0.35 output 1.05"),
    (
        *("gemini-1.5-flash", "google", "2024-08-12", {"prompt_over": 128_000}),
        "input 0.15 cached_input 0.0375 output 0.60",
    ),
    (
        *("gemini-2.0-flash", "google", "2025-02-05", PLAIN),
        "input 0.10 cached_input 0.025 output 0.40 input_audio 0.70 cached_input_audio 0.175",
    ),
    ("gemini-4-argon", "google", "2026-12-01", PLAIN, "input 4 cached_input 0.20 output 20"),
    ("mistral-large-2402", "mistral", "2024-06-15", PLAIN, "input 4 output 12"),
    ("llama-3-8b", "groq", "2024-07-25", PLAIN, "input 0.05 output 0.08"),
    (
        "deepseek-v4.1-flash",
        "deepseek",
        "2026-09-10",
        PEAK,
        "input 0.3 cached_input 0.006 output 1.2",
    ),
]


@pytest.mark.parametrize("case", READ_BY_HAND, ids=lambda case: f"{case[0]}@{case[1]} {case[2]}")
def test_prices_read_by_hand(
    models: dict[str, ModelSpec], case: tuple[str, str, str, dict[str, Any], str]
) -> None:
    """Rows copied from the facts by hand, meter by meter, with nothing beside them."""
    model, channel, since, more, text = case
    words = text.split()
    expected = dict(zip(words[::2], map(Decimal, words[1::2]), strict=True))
    assert priced(row(models[model], channel, since, **more)) == expected


@pytest.mark.parametrize(
    ("model", "channel", "ended"),
    [
        ("gpt-oss-20b", "together", "2026-09-15"),
        ("gpt-oss-120b", "fireworks", "2026-11-07"),
        ("llama-3.1-8b", "together", "2026-03-06"),
        ("llama-3.1-70b", "together", "2026-02-25"),
        ("llama-3.1-70b", "groq", "2025-01-24"),
        ("llama-3.3-70b", "together", "2026-10-22"),
        ("llama-3.1-405b", "bedrock", "2026-07-07"),
        ("llama-3-8b", "anyscale", "2024-08-01"),
        ("llama-3-70b", "anyscale", "2024-08-01"),
        ("mistral-7b-v0.1", "anyscale", "2024-08-01"),
        ("deepseek-v4-flash", "deepseek", "2026-09-09"),
    ],
)
def test_withdrawn_offers_end(
    models: dict[str, ModelSpec], model: str, channel: str, ended: str
) -> None:
    """Ends that the facts hide in notes are data: a withdrawn offer has a last day."""
    last = [rates for rates in models[model].rates if rates.channel == channel][-1]
    assert last.ended == ended


def test_rows_seen_later_say_so(models: dict[str, ModelSpec]) -> None:
    """A rate whose first day nobody recorded carries the day it was first seen."""
    expected = {
        ("mistral-7b-v0.1", "mistral", "2024-06-15"),
        ("mistral-small-2402", "mistral", "2024-06-15"),
        ("mistral-large-2402", "mistral", "2024-06-15"),
        ("mistral-nemo-2407", "mistral", "2026-08-05"),
        ("llama-3-8b", "groq", "2024-07-25"),
        ("llama-3-70b", "groq", "2024-07-25"),
        ("llama-3-8b", "deepinfra", "2026-11"),
        ("llama-3.1-405b", "bedrock", "2026-07-07"),
    }
    named = {id_ for id_, _, _ in expected}
    seen = {(m.id, r.channel, r.since) for m in models.values() for r in m.rates
            if m.id in named and r.since_basis == "seen"}  # fmt: skip
    assert seen == expected


def test_prices_marked_do_not_use_are_disputes(models: dict[str, ModelSpec]) -> None:
    """A price the facts warn of is shown, never charged."""
    for model, price in (("gemini-1.0-pro", "0.125/0.375"), ("gpt-4o-2024-08-06", "2.225/12.5")):
        assert any(price in d.stated for d in models[model].disputes)
        options, output = price.split("/")
        assert not any(
            (r.input, r.output) == (Decimal(options), Decimal(output)) for r in models[model].rates
        )


def test_rumours_are_never_values(models: dict[str, ModelSpec]) -> None:
    """Rumoured sizes of GPT-4o mini stand among its disputes; its size is undisclosed."""
    mini = models["gpt-4o-mini"]
    assert (mini.parameters.disclosure, mini.parameters.total) == ("undisclosed", None)
    rumours = [d.stated for d in mini.disputes if d.about == "parameters"]
    assert rumours == ["8B (rumour, unverified)", "1.5B (rumour, no source found)"]
    for model in models.values():
        if model.parameters.disclosure in ("undisclosed", "unknown"):
            assert model.parameters.total is model.parameters.active is None


def test_an_image_costs_the_mini_more_tokens(models: dict[str, ModelSpec]) -> None:
    """2833 + 4 x 5667 = 25501 tokens of 1024x1024 on the mini, 85 + 4 x 170 = 765 on GPT-4o."""
    mini, large = (models[m].image_tokens for m in ("gpt-4o-mini", "gpt-4o-2024-08-06"))
    assert mini is not None
    assert large is not None
    assert (mini.base, mini.per_tile, mini.low_detail) == (2833, 5667, 2833)
    assert (large.base, large.per_tile, large.low_detail) == (85, 170, 85)
    assert (2833 + 4 * 5667, 85 + 4 * 170) == (25_501, 765)


def test_image_rules_cover_only_models_the_rules_name(models: dict[str, ModelSpec]) -> None:
    """From Opus 4.7 on the ceilings of Claude changed, and no source gives them."""
    rules = {m.id: m.image_tokens.rule for m in models.values() if m.image_tokens}
    assert rules["claude-haiku-4-5"] == "area"
    assert "claude-opus-5" not in rules
    assert rules["gpt-5-nano"] == "patches"
    assert "gpt-6-luna" not in rules
    assert rules["gemini-1.5-flash"] == rules["gemini-4-argon"] == "per-image"
    assert rules["gemini-2.5-pro"] == "small-or-tiles"
    for model in rules:
        assert "image" in models[model].modalities.input


def test_opt_has_weights_but_neither_price_nor_commercial_use(models: dict[str, ModelSpec]) -> None:
    """OPT-175B: 96 layers of 12288, on request, no API, not for a business."""
    opt = models["opt-175b"]
    assert (opt.weights, opt.licence.commercial_use, opt.rates) == ("on-request", "no", ())
    assert opt.architecture is not None
    # 2 x 96 layers x 96 heads x 128 x 2 bytes = 4,718,592 bytes of cache per token
    assert opt.architecture.kv_heads is not None
    assert opt.architecture.head_dim is not None
    assert 2 * 96 * opt.architecture.kv_heads * opt.architecture.head_dim * 2 == 4_718_592
    assert opt.parameters.exact == 174_604_468_224
    assert opt.features.instruction_tuned == "no"
    assert (opt.tokenizer.name, opt.tokenizer.prefix) == ("gpt2", "</s>")


def test_ends_on_other_channels_are_data(models: dict[str, ModelSpec]) -> None:
    """Azure and Vertex AI keep models longer than their developers."""
    expected = {
        "gpt-4o-mini": {"azure": "2027-04-14"},
        "claude-3-haiku": {"vertex": "2026-08-23"},
        "claude-3-5-haiku": {"vertex": "2026-07-05"},
        "gemini-3.5-flash": {"vertex": "2027-05-19"},
        "gemini-3.5-flash-lite": {"vertex": "2027-07-21"},
    }
    assert {id_: dict(models[id_].lifecycle.elsewhere) for id_ in expected} == expected


def test_pass_rate_given_as_a_fraction_says_so(models: dict[str, ModelSpec]) -> None:
    """The 0.003 of OPT-175B on HumanEval is no percentage."""
    fractions = [s for s in models["opt-175b"].scores if s.value == Decimal("0.003")]
    assert [s.note for s in fractions] == ["a fraction, not a percentage"]


@pytest.mark.parametrize("path", DEVELOPER_FILES, ids=lambda path: path.stem)
def test_files_name_their_schema_and_use_no_anchors(path: Path) -> None:
    """Editors find the schema; anchors, tags and nulls have no place in the registry."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    events = list(yaml.parse(text, Loader=yaml.BaseLoader))
    assert not any(
        getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events
    )
    scalars = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    assert not {"", "~", "null"} & set(scalars)
    assert not [value for value in scalars if re.search(r"[\x00-\x1f\x7f]", value)]


def test_registry_has_the_models_of_the_facts(
    facts: dict[str, Any], models: dict[str, ModelSpec]
) -> None:
    """No model was lost."""
    assert models.keys() >= facts.keys()


def test_prices_equal_the_facts(facts: dict[str, Any], models: dict[str, ModelSpec]) -> None:
    """Every (input, output, cached input) of the facts, except the rows listed above."""
    for name, fact in facts.items():
        expected = Counter(triple(*(p.get(k) for k in ("input", "output", "cached_input")))
                           for p in fact["prices"])  # fmt: skip
        expected.subtract(triple(*prices) for prices in REFUSED.get(name, []))
        expected.update(triple(*prices) for prices in FROM_NOTES.get(name, []))
        result = Counter((r.input, r.output, r.cached_input) for r in models[name].rates)
        assert result == +expected, name


def triple(*prices: str | None) -> tuple[Decimal | None, ...]:
    """Return texts as prices."""
    return tuple(None if price is None else Decimal(price) for price in prices)


def test_other_meters_equal_the_facts(facts: dict[str, Any], models: dict[str, ModelSpec]) -> None:
    """Cache writes, audio and band thresholds too; one-hour writes follow a rule, tested below."""
    names = {
        "cache_write": "cache_write",
        "audio_input": "input_audio",
        "audio_cached_input": "cached_input_audio",
        "audio_output": "output_audio",
        "prompt_over_tokens": "prompt_over",
    }
    for name, fact in facts.items():
        for theirs, ours in names.items():
            values = sorted(Decimal(p[theirs]) for p in fact["prices"] if theirs in p)
            result = sorted(v for r in models[name].rates if (v := getattr(r, ours)) is not None)
            assert result == values, (name, ours)


def test_one_hour_writes_cost_twice_the_input(models: dict[str, ModelSpec]) -> None:
    """The vendor's rule, stated once in the facts: 1 h writes are 2 x input, 5 min ones 1.25 x."""
    rows = [r for m in models.values() for r in m.rates if r.cache_write_1h is not None]
    assert rows
    for row in rows:
        assert row.input is not None
        assert row.cache_write_1h == 2 * row.input
        assert row.cache_write == row.input * Decimal("1.25")


def test_limits_equal_the_facts(facts: dict[str, Any], models: dict[str, ModelSpec]) -> None:
    """Windows, output limits and the words that stand for them."""
    words = {"shares the window": "shares-window", "host-dependent": "host"}
    for name, fact in facts.items():
        model = models[name]
        assert str(model.context_window) == fact["context_window"]["value"], name
        limit = fact["max_output"]["value"]
        assert str(model.max_output_tokens) == words.get(limit, limit), name
        assert str(model.max_input_tokens) == fact["context_window"].get("max_input", "None")


def test_scores_equal_the_facts(facts: dict[str, Any], models: dict[str, ModelSpec]) -> None:
    """Benchmark, value, set and reporter of every row, in order."""
    for name, fact in facts.items():
        expected = [
            (b["benchmark"], Decimal(b["score"]), b.get("set"), b["reported_by"], b.get("shots"))
            for b in fact["benchmarks"]
        ]
        result = [
            (s.benchmark, s.value, s.set, s.reported_by, s.shots) for s in models[name].scores
        ]
        assert result == expected, name


def test_dates_and_sizes_equal_the_facts(
    facts: dict[str, Any], models: dict[str, ModelSpec]
) -> None:
    """Release, end of training data, weights counts and the shape of the network."""
    for name, fact in facts.items():
        model = models[name]
        assert model.released == fact["released"]["value"]
        assert model.knowledge_cutoff == fact["knowledge_cutoff"]["value"]
        size = fact["parameters"]["value"]
        options = size if isinstance(size, dict) else {}
        assert str(model.parameters.total) == options.get("total", "None")
        assert str(model.parameters.active) == options.get("active", "None")
        for key in ("layers", "d_model", "heads", "ffn", "head_dim"):
            value = fact.get("architecture", {}).get(key, {}).get("value", "None")
            value = ADDED.get((name, key), value)
            assert str(getattr(model.architecture, key, None)) == value, (name, key)
