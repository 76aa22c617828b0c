"""Channels that feeds write in their own ways, and whose models they sell."""

from __future__ import annotations

import pytest

from llmcmp.files.shelf.feeds.channels import (
    FIRST_PARTY,
    MIXED,
    SLUGS,
    channel_slug,
    developer_of,
    own_channel_of,
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("OpenAI", "openai"),
        ("bedrock_converse", "bedrock"),
        ("vertex_ai-anthropic_models", "vertex"),
        ("gemini", "google"),
        ("Some New Host!", "some-new-host"),
        ("?!", "unknown"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    """Known spellings become one slug; any other becomes a slug of its own letters."""
    assert channel_slug(name) == slug


def test_every_slug_is_its_own_slug() -> None:
    """Reading a slug again changes nothing."""
    slugs = {*SLUGS.values(), *FIRST_PARTY}

    assert {slug for slug in slugs if channel_slug(slug) not in (slug, SLUGS.get(slug))} == set()
    assert set(MIXED) <= set(FIRST_PARTY)


@pytest.mark.parametrize(
    ("channel", "name", "own"),
    [
        ("openai", "gpt-4o", "openai"),
        ("openai", "meta/llama-3", None),
        ("bedrock", "claude-3", None),
        ("meta", "Llama-3", "meta"),
        ("meta", "gpt-oss", None),
    ],
)
def test_own_models(channel: str, name: str, own: str | None) -> None:
    """A host that also sells other developers' models owns those of its own name only."""
    assert own_channel_of(channel, name) == own


@pytest.mark.parametrize(
    ("channel", "name", "developer"),
    [
        ("anthropic", "claude-3", "Anthropic"),
        ("bedrock", "us.anthropic.claude-3", "Anthropic"),
        ("openrouter", "meta-llama/llama-3", "Meta"),
        ("bedrock", "claude-3", ""),
        ("openrouter", "nobody/model", ""),
    ],
)
def test_developers(channel: str, name: str, developer: str) -> None:
    """The channel or the prefix states who made a model; the name itself is never a guess."""
    assert developer_of(channel, name) == developer
