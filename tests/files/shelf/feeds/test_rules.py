"""The match rules that feeds carry."""

from __future__ import annotations

import pytest

from llmcmp.files.shelf.feeds.rules import Rule, literals, matches

EITHER: Rule = {"or": [{"equals": "GPT-4o"}, {"starts_with": "gpt-4o-"}]}
BOTH: Rule = {"and": [{"contains": "4o"}, {"ends_with": "-mini"}]}


@pytest.mark.parametrize(
    ("rule", "name", "matched"),
    [
        ({"equals": "GPT-4o"}, "gpt-4o", True),
        ({"equals": "gpt-4o"}, "gpt-4o-mini", False),
        ({"starts_with": "gpt-"}, "gpt-4o", True),
        ({"ends_with": "-mini"}, "gpt-4o", False),
        ({"contains": "4o"}, "gpt-4o-mini", True),
        ({"regex": r"^gpt-\d"}, "gpt-4o", True),
        (EITHER, "gpt-4o", True),
        (EITHER, "gpt-4o-2024", True),
        (EITHER, "gpt-4", False),
        (BOTH, "gpt-4o-mini", True),
        (BOTH, "gpt-4-mini", False),
    ],
)
def test_rules(rule: Rule, name: str, matched: bool) -> None:
    """Rules are compared in lower case; ``or`` wants one of its parts, ``and`` all of them."""
    assert matches(rule, name) is matched


def test_a_rule_of_a_kind_nobody_knows_matches_nothing() -> None:
    """A new kind of a feed prices no model by mistake."""
    assert not matches({"sounds_like": "gpt"}, "gpt")


def test_the_names_a_rule_spells_out() -> None:
    """Patterns spell out none."""
    assert list(literals({"or": [EITHER, BOTH, {"regex": "gpt"}]})) == [
        "gpt-4o",
        "gpt-4o-",
        "4o",
        "-mini",
    ]
