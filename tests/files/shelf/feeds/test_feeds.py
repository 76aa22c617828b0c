"""What feeds say, as price rows; and what of it is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.errors import InputError
from llmcmp.files.shelf.feeds.feed import Feed, FeedModel
from llmcmp.files.shelf.feeds.guards import jump, misfit, per_million
from llmcmp.files.shelf.feeds.merge import Merged
from llmcmp.files.shelf.feeds.reader import parse_feed, read_feed
from llmcmp.schema import ModelSpec, Rates, Tier

DATA = Path(__file__).resolve().parents[3] / "data" / "shelf"
ZERO = Decimal(0)


@pytest.fixture(scope="module")
def genai() -> Feed:
    """Read the sample of genai-prices."""
    return read_feed(DATA / "genai_prices.json", version="0.2.3")


@pytest.fixture(scope="module")
def litellm() -> Feed:
    """Read the sample of litellm's price map."""
    return read_feed(DATA / "litellm.json", version="1.109.1")


def spec_of(feed: Feed, channel: str, id_: str) -> ModelSpec:
    """Return one model of a feed."""
    return next(m.spec for m in feed.models if m.channel == channel and m.spec.id == id_)


def row_of(spec: ModelSpec, tier: Tier = Tier.STANDARD, over: int | None = None) -> Rates:
    """Return the first row of a tier and band."""
    return next(row for row in spec.rates if row.tier is tier and row.prompt_over == over)


def test_every_value_names_its_feed(genai: Feed, litellm: Feed) -> None:
    """Each price row cites feed and version."""
    for feed, source in ((genai, "genai-prices-0.2.3"), (litellm, "litellm-1.109.1")):
        rows = [row for model in feed.models for row in model.spec.rates]
        assert rows
        assert {row.sources for row in rows} == {(source,)}


def test_long_prompt_tiers_become_bands(genai: Feed) -> None:
    """A tier from 272,000 holds for more than 272,000 tokens, for every meter."""
    spec = spec_of(genai, "openai", "gpt-5.4")

    assert (row_of(spec).input, row_of(spec).output) == (Decimal("2.5"), Decimal(15))
    band = row_of(spec, over=272_000)
    assert (band.input, band.output) == (Decimal(5), Decimal("22.5"))
    assert band.web_search == Decimal("0.01")  # 10 USD per thousand, in no band


def test_hours_come_with_the_dated_price_before_them(genai: Feed) -> None:
    """DeepSeek's peak windows hold from the day of the price they follow, not from ever."""
    spec = spec_of(genai, "deepseek", "deepseek-v4-pro")
    peak = [row for row in spec.rates if row.hours]

    assert [(row.since, row.hours) for row in peak] == [
        ("2026-08-17", ("01:00-04:00", "06:00-10:00"))
    ]
    assert peak[0].input == 2 * Decimal("0.66")
    assert [row.since for row in spec.rates if not row.hours] == ["unknown", "2026-08-17"]


def test_tiers_are_the_variants_the_feed_states(genai: Feed) -> None:
    """Batch replaces the rates it names and keeps the others, from the day it was seen."""
    batch = row_of(spec_of(genai, "openai", "gpt-4o"), Tier.BATCH)

    assert (batch.input, batch.output) == (Decimal("1.25"), Decimal(5))
    assert batch.cached_input == Decimal("1.25")  # the feed: no cached rate in the batch table
    assert batch.since == "2026-10-14"


def test_free_is_zero_only_where_the_feed_says_free(genai: Feed) -> None:
    """A model without prices is free as ``:free``, and unpriced otherwise."""
    free = spec_of(genai, "openrouter", "openrouter/openai/gpt-oss-120b:free")
    unpriced = spec_of(genai, "cerebras", "cerebras/qwen-3-coder-480b")

    assert (free.rates[0].input, free.rates[0].output) == (ZERO, ZERO)
    assert unpriced.rates == ()
    assert "without a price" in unpriced.notes[0]


def test_other_developers_models_on_google_are_on_vertex(genai: Feed) -> None:
    """The feed's provider google is two channels."""
    channels = {
        m.spec.id: m.channel for m in genai.models if "google" in m.channel or m.channel == "vertex"
    }

    assert channels == {"gemini-2.5-pro": "google", "vertex/claude-3-haiku": "vertex"}


def test_rates_per_token_become_rates_per_million(litellm: Feed) -> None:
    """2.5e-06 USD a token is 2.5 USD per million, exactly; bands and tiers by their suffix."""
    spec = spec_of(litellm, "google", "gemini-2.5-pro")

    assert row_of(spec).input == Decimal("1.25")
    assert row_of(spec, over=200_000).output == Decimal(15)
    assert row_of(spec, Tier.BATCH, 200_000).output == Decimal("7.5")
    assert row_of(spec).web_search == Decimal("0.035")


def test_float_noise_is_taken_off() -> None:
    """1.6000000000000001e-06 a token is 1.6 per million."""
    assert per_million(Decimal("0.0000016000000000000001")) == Decimal("1.6")


def test_fine_tuned_entries_are_a_tier_of_their_base(litellm: Feed) -> None:
    """``ft:gpt-4o-2024-08-06`` is the tier fine-tuned of ``gpt-4o-2024-08-06``."""
    spec = spec_of(litellm, "openai", "gpt-4o-2024-08-06")

    assert {row.tier for row in spec.rates} == {Tier.FINE_TUNED, Tier.FINE_TUNED_BATCH}
    assert row_of(spec, Tier.FINE_TUNED).input == Decimal("3.75")


def test_zero_and_wrong_units_are_refused(litellm: Feed) -> None:
    """A zero that means unknown and 3,200 USD per million are no prices."""
    reasons = {refusal.name: refusal.reason for refusal in litellm.refused}

    assert "unknown" in reasons["ollama/llama3"]
    assert "wrong unit" in reasons["azure_ai/jais-30b-chat"]
    assert spec_of(litellm, "ollama", "ollama/llama3").rates == ()


@pytest.mark.parametrize(
    ("meters", "wrong"),
    [
        ({"input": "2.5", "output": "10"}, False),
        ({"input": "0.0000025", "output": "0.00001"}, True),
        ({"input": "2500", "output": "10000"}, True),
        ({"input": "2.5", "output": "0.0001"}, True),
        ({"input": "150", "output": "600"}, False),
        ({"web_search": "0.00001"}, False),
    ],
)
def test_units_are_told_by_size(meters: dict[str, str], wrong: bool) -> None:
    """Per-token rates read as per-million, and the reverse, are outside every price on sale."""
    assert bool(misfit({key: Decimal(value) for key, value in meters.items()})) is wrong


@pytest.mark.parametrize(
    ("before", "after", "factor"),
    [("2.5", "2500", 1000), ("2.5", "0.0000025", 1_000_000), ("2.5", "5", None), ("3", "0", None)],
)
def test_a_jump_by_a_unit_is_seen(before: str, after: str, factor: int | None) -> None:
    """A factor of a thousand or a million is no price change."""
    assert jump(Decimal(before), Decimal(after)) == factor


def test_feeds_that_differ_leave_a_dispute(genai: Feed, litellm: Feed) -> None:
    """The first feed's price stays, the other's is on the row with the rule that chose."""
    raw = json.loads((DATA / "litellm.json").read_text())
    raw["gpt-4o"]["input_cost_per_token"] = 3e-06
    other = parse_feed(json.dumps(raw).encode(), version="x")
    spec = merged_spec([genai, other], "openai", "gpt-4o")

    row = row_of(spec)
    assert row.input == Decimal("2.5")
    assert [(d.stated, d.sources) for d in row.disputes] == [
        ("input 3 (against 2.5)", ("litellm-x",))
    ]
    assert "genai-prices-0.2.3" in str(row.disputes[0].note)


def test_a_later_feed_fills_what_the_first_lacks(genai: Feed, litellm: Feed) -> None:
    """Output limit and fine-tuned tier come from the second feed, each under its name."""
    spec = merged_spec([genai, litellm], "openai", "gpt-4o")

    assert spec.max_output_tokens == 16_384
    assert spec.sources["max_output_tokens"] == ("litellm-1.109.1",)
    assert row_of(spec, Tier.FINE_TUNED).sources == ("litellm-1.109.1",)
    assert row_of(spec).sources == ("genai-prices-0.2.3", "litellm-1.109.1")


def merged_spec(feeds: list[Feed], channel: str, id_: str) -> ModelSpec:
    """Return one model of several feeds."""
    merged = Merged()
    for feed in feeds:
        merged.add(feed, as_of="2026-11-22")
    return next(m.spec for m in merged.models if m.channel == channel and m.spec.id == id_)


def test_openrouters_answer_is_read() -> None:
    """Prices are strings per token; -1 is a router without a price of its own."""
    answer = {
        "data": [
            {
                "id": "acme/large",
                "canonical_slug": "acme/large-20260101",
                "context_length": 1000,
                "pricing": {"prompt": "0.000003", "completion": "0.000015", "web_search": "0.01"},
            },
            {"id": "acme/tiny:free", "pricing": {"prompt": "0", "completion": "0"}},
            {"id": "acme/zero", "pricing": {"prompt": "0", "completion": "0"}},
            {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        ]
    }
    large, free, zero, router = parsed(answer)

    assert large.spec.aliases == ("acme/large", "acme/large-20260101")
    assert (large.spec.rates[0].input, large.spec.rates[0].output) == (Decimal(3), Decimal(15))
    assert (free.spec.rates[0].input, free.spec.rates[0].output) == (ZERO, ZERO)
    assert zero.spec.rates == ()
    assert router.spec.rates == ()


def test_llm_prices_history_is_read() -> None:
    """Rows of one id are its history; the last one holds."""
    rows: list[dict[str, Any]] = [
        {"id": "m", "vendor": "acme", "input": 2, "output": 8, "input_cached": None},
        {"id": "m", "vendor": "acme", "input": 1, "output": 4, "from_date": "2026-02-01"},
    ]
    (model,) = parsed({"prices": rows})

    assert [(row.since, row.input) for row in model.spec.rates] == [
        ("unknown", Decimal(2)),
        ("2026-02-01", Decimal(1)),
    ]


def test_models_dev_is_read() -> None:
    """Prices are per million; the long-prompt prices are a band."""
    costs = {"input": 1.25, "output": 10, "context_over_200k": {"input": 2.5, "output": 15}}
    limits = {"context": 1_048_576, "output": 65_536}
    (model,) = parsed(
        {"google": {"models": {"gem": {"name": "Gem", "cost": costs, "limit": limits}}}}
    )

    assert model.spec.context_window == 1_048_576
    assert [(row.prompt_over, row.input) for row in model.spec.rates] == [
        (None, Decimal("1.25")),
        (200_000, Decimal("2.5")),
    ]


def parsed(content: Any) -> tuple[FeedModel, ...]:
    """Return the models of a feed given as data."""
    return parse_feed(json.dumps(content).encode()).models


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not whole JSON"),
        (b'{"a": {"litellm_provider": "openai", "inp', "not whole JSON"),
        (b"[]", "not a price feed"),
        (b"{}", "not a price feed"),
        (b'{"a": 1}', "not a price feed"),
        (b'[{"models": []}]', "without 'id'"),
        (b'[{"id": "x", "models": [{"id": "m"}]}]', "without 'match'"),
        (b'[{"id": "x", "models": []}]', "without a single model"),
        (b'{"data": [{"id": "m"}]}', "without 'pricing'"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": 1}]}', "without 'output'"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": "x", "output": 1}]}', "not a number"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": -1, "output": 1}]}', "not a price"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": NaN, "output": 1}]}', "NaN"),
        (b"[" * 100_000, "not whole JSON"),
    ],
)
def test_a_feed_of_another_shape_is_one_sentence(raw: bytes, message: str) -> None:
    """Missing keys, other shapes and broken-off downloads are named, never half read."""
    with pytest.raises(InputError, match=message):
        parse_feed(raw)
