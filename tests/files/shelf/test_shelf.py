"""Which names the wide shelf resolves, at what price, and which it does not know."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.files import load_registry
from llmcmp.files.shelf.feeds.feed import FeedModel, own_name
from llmcmp.files.shelf.shelf import Shelf, open_shelf
from llmcmp.registry import Layer, Registry, select
from llmcmp.registry.names import same_model, spellings
from llmcmp.schema import Rates, Tier


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """Open the shelf that ships with the package."""
    return open_shelf()


@pytest.mark.parametrize(
    ("name", "channel", "id_"),
    [
        ("claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", None),
        ("amazon.nova-lite-v1:0", "bedrock", "bedrock/amazon.nova-lite-v1:0"),
        ("claude-sonnet-4-5@20250929", "vertex", "vertex/claude-sonnet-4-5"),
        ("anthropic/claude-sonnet-4.5", "openrouter", None),
        ("anthropic/claude-sonnet-4.5-20250929", "openrouter", None),
        ("openai/gpt-oss-120b:free", "openrouter", "openrouter/openai/gpt-oss-120b:free"),
        ("ft:gpt-4o-mini-2024-07-18:org::id", "openai", "gpt-4o-mini"),
        ("gpt-5.2-codex", "openai", "gpt-5.2-codex"),
        ("llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"),
        ("Claude Sonnet 4.5 (Amazon Bedrock Edition)", "anthropic", "claude-sonnet-4-5"),
        ("accounts/fireworks/models/deepseek-v3", "fireworks", None),
    ],
)
def test_ids_of_every_kind_resolve(shelf: Shelf, name: str, channel: str, id_: str | None) -> None:
    """Vendor, Bedrock, Vertex, OpenRouter, hub and dated ids have a price on their channel."""
    result = shelf.find(name)

    assert result is not None
    assert channel in result.channels
    assert id_ is None or result.id == id_


@pytest.mark.parametrize(
    "name",
    [
        "claude-sonnet-4-9",
        "gpt-4o-mini-2",
        "gpt4o-mini",
        "anthropic/claude-sonnet-4.5:free",
        "claude-sonnet",
        "gpt",
        "",
        "openrouter/auto-9",
    ],
)
def test_near_misses_have_no_price(shelf: Shelf, name: str) -> None:
    """A name nobody declares is no model, however near it is to one; nor is it a free variant."""
    assert shelf.find(name) is None


def test_regional_profiles_cost_what_their_region_costs(shelf: Shelf) -> None:
    """A geographic Bedrock profile is not priced as the global one: 10 % more."""
    regional = shelf.find("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    world = shelf.find("global.anthropic.claude-sonnet-4-5-20250929-v1:0")

    assert regional is not None
    assert world is not None
    dear = next(row.input for row in regional.rates if row.tier is Tier.STANDARD)
    plain = next(row.input for row in world.rates if row.tier is Tier.STANDARD)
    assert (str(dear), str(plain)) == ("3.3", "3")


def test_every_declared_name_leads_to_its_own_version(shelf: Shelf) -> None:
    """No name resolves to a model of another version: the record shows the name asked for."""
    for name in shelf.names:
        result = shelf.find(name)
        assert result is not None
        known = {result.id.casefold(), *map(str.casefold, result.aliases)}
        holds = any(known_name.endswith(name.split("/", 1)[-1]) for known_name in known)
        assert holds or any(same_model(name, spelled) for spelled in known), name


SHELF = open_shelf()
DECLARED = frozenset(SHELF.names)


# Whatever follows ``ft-`` is a customer's own word: such a name is longer without being another.
NAMES = sorted(name for name in DECLARED if "ft-" not in name)
WORDS = st.sampled_from(["-mini", "-2", "-pro", ".1", "-9", "-codex", "-large", "-lite", "x"])


@given(data=st.data(), word=WORDS)
def test_a_longer_name_is_never_priced_as_the_shorter(data: st.DataObject, word: str) -> None:
    """What is added to a declared name either is declared too, or has no price."""
    name = data.draw(st.sampled_from(NAMES)) + word
    result = SHELF.find(name)

    # A feed declares ``us.NAME`` and ``eu.NAME`` at once, as ``regional.NAME``.
    declared = DECLARED & {*spellings(name), re.sub(r"^[a-z]+\.", "regional.", name)}
    if result is not None and not declared:
        known = {result.id.casefold(), *map(str.casefold, result.aliases)}
        own = own_name(
            FeedModel(channel=result.channels[0] if result.channels else "", spec=result)
        )
        assert name in known or any(same_model(name, spelled) for spelled in {*known, own})


@pytest.mark.parametrize(
    ("text", "id_", "channel", "tier"),
    [
        ("claude-sonnet-4-5", "claude-sonnet-4-5", "anthropic", "standard"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro", "google", "standard"),
        ("GPT-4o mini", "gpt-4o-mini", "openai", "standard"),
        ("ft:gpt-4o-mini-2024-07-18:org::id", "gpt-4o-mini", "openai", "fine-tuned"),
        ("ft:gpt-4o-mini-2024-07-18:org::id+batch", "gpt-4o-mini", "openai", "fine-tuned-batch"),
        ("gpt-4o-mini@azure", "gpt-4o-mini", "azure", "standard"),
        ("amazon.nova-lite-v1:0", "bedrock/amazon.nova-lite-v1:0", "bedrock", "standard"),
        ("anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5", "openrouter", "standard"),
        ("claude-sonnet-4-5@vertex", "claude-sonnet-4-5", "vertex", "standard"),
    ],
)
def test_selectors_reach_both_shelves(text: str, id_: str, channel: str, tier: str) -> None:
    """Curated models win, imported ones follow, and a fine-tuned name states its tier."""
    offer = select(load_registry(), text, at=date(2026, 11, 22))

    assert (offer.spec.id, offer.channel, offer.tier) == (id_, channel, tier)


def test_found_says_which_shelf() -> None:
    """A reader can tell a curated model from an imported one."""
    registry = load_registry()
    day = date(2026, 11, 22)

    assert registry.find("gpt-4o-mini", day).shelf == "curated"
    assert registry.find("ft:gpt-4o-mini:org::id", day).shelf == "curated"
    assert registry.find("claude-sonnet-4-5", day).shelf == "imported"


def test_a_name_of_openrouters_form_is_taken_so_with_a_warning() -> None:
    """Where other channels sell the same name, the reader is told which was meant."""
    offer = select(load_registry(), "anthropic/claude-sonnet-4.5", at=date(2026, 11, 22))

    assert [notice.code for notice in offer.warnings] == ["channel-assumed"]
    assert "vercel-ai-gateway" in offer.warnings[0].text


def test_curated_names_never_open_the_shelf() -> None:
    """Whoever asks for curated models only does not pay for the others."""

    def opened() -> Shelf:
        raise AssertionError("the shelf was opened")

    holds = load_registry()
    registry = Registry(
        Layer(models={id_: holds[id_] for id_ in ("gpt-4o-mini", "opt-175b")}), shelf=opened
    )

    assert select(registry, "gpt-4o-mini+batch", at=date(2026, 11, 22)).channel == "openai"
    assert select(registry, "opt-175b@self", at=date(2026, 11, 22)).is_self


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


def test_every_price_row_of_the_shelf_has_a_known_source(registry: Registry) -> None:
    """No imported price is without a feed that says when it was read."""
    from llmcmp.files.shelf.shelf import open_shelf

    shelf = open_shelf()
    rows: list[Rates] = [row for spec in shelf.models() for row in spec.rates]
    cited = {key for row in rows for key in row.sources}

    assert len(rows) > 7000
    assert cited == set(shelf.sources)
    assert all(row.sources for row in rows)
    assert all(source.checked for source in shelf.sources.values())


@pytest.mark.parametrize("raw", [b"", b"llmcmp-shelf/1 10 x\n", b"\xff" * 100, b"a b c\nzzz"])
def test_a_broken_shelf_is_one_sentence(raw: bytes, tmp_path: Path) -> None:
    """A shelf that was cut off or overwritten is named."""
    from llmcmp.errors import RegistryError

    path = tmp_path / "x.shelf"
    path.write_bytes(raw)

    with pytest.raises(RegistryError, match="broken"):
        open_shelf(path)
