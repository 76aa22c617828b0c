"""Trials: what an overlay changes in a registry, and what does not fit there."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.files import Text, load_registry
from llmcmp.files.registry.draft import draft_overlay
from llmcmp.files.registry.trial import OverlayTrial
from llmcmp.files.yaml_files.mistakes import MistakesError


def trial_of(models: Path, body: str) -> OverlayTrial:
    """Return the trial of one overlay on the small registry."""
    draft = draft_overlay([Text(name="ours.yaml", raw=body.encode())])
    draft.finish()
    return OverlayTrial(load_registry(models=models), draft)


def test_an_override_changes_one_model(models: Path) -> None:
    """It is named by any of its names; the others stay as they are."""
    trial = trial_of(
        models, "overrides:\n  - {model: ACME-1-snap, set: {context_window: 64_000}}\n"
    )
    trial.check()

    assert {id_: spec.context_window for id_, spec in trial.changed.items()} == {"acme-1": 64_000}
    assert trial.registry["acme-1"].context_window == 128_000


def test_a_discount_names_the_model_by_its_id(models: Path) -> None:
    """Whatever name the overlay has for it."""
    trial = trial_of(models, "discounts:\n  - {model: acme-2-snap, percent: 10}\n")
    trial.check()

    assert [discount.model for discount in trial.discounts] == ["acme-2"]


def test_all_that_does_not_fit_is_told_at_once(models: Path) -> None:
    """Each with its line, and with the name that may have been meant."""
    trial = trial_of(
        models,
        "overrides:\n"
        "  - {model: acme-3, set: {context_window: 1}}\n"
        "discounts:\n"
        "  - {channel: nowhere, percent: 10}\n",
    )
    with pytest.raises(MistakesError) as refused:
        trial.check()

    first, second = refused.value.mistakes
    assert (first.line, second.line) == (2, 4)
    assert first.what.startswith("unknown model: acme-3 (did you mean acme-")
    assert second.what == "unknown channel: nowhere (known: acme)"
