"""The error of a model that does not fit says what would hold it."""

from __future__ import annotations

from typing import Any

from llmcmp.hosting.misfit import does_not_fit


def test_it_names_the_size_and_larger_replicas(candidate: Any) -> None:
    """175 billion weights of two bytes are 349.2 GB."""
    stated, best = candidate(name="opt-175b")
    error = does_not_fit(stated, best.fit)

    assert "opt-175b in fp16 does not fit on 1xL40S: 349.2 GB of weights" in str(error)
    assert "a request of 1,200 tokens" in str(error)
    assert (error.hint or "").startswith("what would: ")
    assert "xL40S (several servers)" in (error.hint or "")


def test_without_a_card_it_is_any_server(problem: Any) -> None:
    """Nothing of one card is said then."""
    error = does_not_fit(problem("opt-175b"), None)

    assert "does not fit on any single server of the registry" in str(error)
    assert "several servers" not in (error.hint or "")
