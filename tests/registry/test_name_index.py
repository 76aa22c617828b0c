"""Which model each id and alias names."""

from __future__ import annotations

import pytest

from llmcmp.registry import NameClashError, Spelling, name_index
from tests.factories import model


def test_ids_and_aliases_are_found_in_lower_case() -> None:
    """Each with the spelling of the registry."""
    index = name_index([model("Small-1", aliases=("ACME/small",)), model("large")])

    assert index == {
        "small-1": Spelling(text="Small-1", id="Small-1"),
        "acme/small": Spelling(text="ACME/small", id="Small-1"),
        "large": Spelling(text="large", id="large"),
    }


def test_one_model_may_have_a_name_twice() -> None:
    """The first spelling stays."""
    index = name_index([model("small", aliases=("SMALL",))])

    assert index == {"small": Spelling(text="small", id="small")}


def test_a_name_of_two_models_is_an_error() -> None:
    """It names both."""
    with pytest.raises(NameClashError, match=r"one name: Small \(small and large\)"):
        name_index([model("small"), model("large", aliases=("Small",))])
