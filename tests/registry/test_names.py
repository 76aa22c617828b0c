"""What may be taken off a name without it being another model."""

from __future__ import annotations

import pytest

from llmcmp.files.shelf.shelf import default_tier
from llmcmp.registry.names import fine_tuned_base, same_model, without_path
from llmcmp.schema import Tier


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("ft:gpt-4o-mini-2024-07-18:org::id", "gpt-4o-mini-2024-07-18"),
        ("ft:gpt-3.5-turbo", "gpt-3.5-turbo"),
        ("curie:ft-acme-2023-01-01", "curie"),
        ("gpt-35-turbo-0613.ft-1a2b", "gpt-35-turbo-0613"),
        ("gpt-4o-mini", None),
        ("draft:gpt-4o", None),
    ],
)
def test_fine_tuned_names_state_their_base(name: str, base: str | None) -> None:
    """Every known spelling of a fine-tuned model gives its base, and nothing else does."""
    assert fine_tuned_base(name) == base
    assert default_tier(name) is (Tier.FINE_TUNED if base else Tier.STANDARD)


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
        ("claude-sonnet-4.5", "claude-sonnet-4-5"),
        ("gpt-5.4-2026-03-05", "gpt-5.4"),
        ("gpt-4-0613", "gpt-4"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("mistral-large-latest", "mistral-large"),
        ("gemini-1.5-flash-001", "gemini-1.5-flash"),
    ],
)
def test_a_snapshot_is_the_same_model(name: str, declared: str) -> None:
    """A date, a path and a snapshot number do not make another model."""
    assert same_model(name, declared)


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("claude-sonnet-4-9", "claude-sonnet-4"),
        ("gpt-4o-mini", "gpt-4o"),
        ("gpt-4o-mini-2", "gpt-4o-mini"),
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4"),
        ("gpt-4o", "gpt-4o-2024-05-13"),
        ("gpt-4o-2024-08-06", "gpt-4o-2024-05-13"),
        ("gpt-5.2-codex", "gpt-5.2"),
        ("anthropic/claude-sonnet-4.5:free", "anthropic/claude-sonnet-4.5"),
        ("gemini-2.5-pro-preview-tts", "gemini-2.5-pro"),
        ("mistral-large-2411", "mistral-large-2407"),
    ],
)
def test_another_version_is_another_model(name: str, declared: str) -> None:
    """A further word, another number or another date is never taken off."""
    assert not same_model(name, declared)


def test_paths_are_no_part_of_the_name() -> None:
    """APIs write names into paths; the name is what follows."""
    arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

    assert without_path(arn) == "amazon.nova-lite-v1:0"
    assert without_path("publishers/google/models/gemini-2.5-pro") == "gemini-2.5-pro"
