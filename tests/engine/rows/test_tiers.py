"""The words of files for how a request was served."""

from __future__ import annotations

from typing import Any

import pytest

from llmcmp.engine.rows.tiers import tier_of


@pytest.mark.parametrize(
    ("word", "tier"),
    [
        (None, "standard"),
        ("", "standard"),
        (" Default ", "standard"),
        ("on_demand", "standard"),
        ("batch", "batch"),
        ("on_demand_flex", "flex"),
        ("priority", "priority"),
        ("scale", "scale"),
    ],
)
def test_words_of_files(word: Any, tier: str) -> None:
    """A word nobody knows stays as it is: it has no price, and is not taken for another."""
    assert tier_of(word) == tier


def test_batch_files_hold_batch_requests() -> None:
    """A request of a batch is batch whatever its own word, unless that names another tier."""
    assert tier_of("default", batch=True) == "batch"
    assert tier_of("priority", batch=True) == "priority"


def test_fine_tuned_models_have_tiers_of_their_own() -> None:
    """Their prices differ from those of the model they were made from."""
    assert tier_of(None, "ft:gpt-4o-mini:org") == "fine-tuned"
    assert tier_of("batch", "ft:gpt-4o-mini:org") == "fine-tuned-batch"
    assert tier_of("flex", "ft:gpt-4o-mini:org") == "flex"
