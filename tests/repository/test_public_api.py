"""What ``import llmcmp`` promises: these names, and no others without a decision."""

from __future__ import annotations

import pytest

import llmcmp

PROMISED = [
    "LlmcmpError",
    "ModelSpec",
    "Needs",
    "Registry",
    "Usage",
    "Workload",
    "check",
    "compare",
    "count_prompts",
    "count_tokens",
    "cut_points",
    "estimate",
    "load_calibration",
    "load_config",
    "load_hosting",
    "load_registry",
    "measured_rescaling",
    "plan",
    "quote",
    "read_usage",
    "recommend",
]


def test_public_names_are_pinned() -> None:
    """The list is sorted and complete; a name that is added or lost is a decision."""
    assert llmcmp.__all__ == PROMISED == sorted(PROMISED)
    assert set(PROMISED) <= set(dir(llmcmp))


@pytest.mark.parametrize("name", PROMISED)
def test_public_names_resolve(name: str) -> None:
    """Every name can be imported, and says what it is."""
    assert getattr(llmcmp, name).__doc__


def test_other_names_do_not_resolve() -> None:
    """A typing mistake is an error as on any module."""
    with pytest.raises(AttributeError, match="has no attribute 'comparr'"):
        _ = llmcmp.comparr
