"""Suggestions for an unknown name."""

from __future__ import annotations

import pytest

from llmcmp.registry.near_misses import near_misses

KNOWN = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "claude-3-haiku", "claude-3-opus", "o1"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("GPT 4o", ["gpt-4o"]),
        ("gpt4o-mini", ["gpt-4o-mini"]),
        ("gpt-41", ["gpt-4.1"]),
        ("claude", ["claude-3-opus", "claude-3-haiku"]),
        ("zzz", []),
        ("", []),
    ],
)
def test_what_looks_alike(name: str, near: list[str]) -> None:
    """The same letters first; then what is close, and what is longer."""
    assert near_misses(name, KNOWN) == near


def test_three_at_most() -> None:
    """And a name of any length costs no time."""
    assert len(near_misses("model", [f"model-{number}" for number in range(9)])) == 3
    assert near_misses("x" * 10**6, KNOWN) == []
