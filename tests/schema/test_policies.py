"""The policies of a check: their limits, and what holds where nothing is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from llmcmp.report.check import cost_rules, model_rules
from llmcmp.schema.policies import KINDS, Kind, Policies, Policy

ROOT = Path(__file__).parents[2]


def test_limits_are_numbers() -> None:
    """Every mistake of a policy has a line of its own."""
    with pytest.raises(ValueError, match="not a") as caught:
        Policy(days="1.5", usd="$1")
    assert str(caught.value).splitlines() == [
        "days: not a whole number: '1.5'",
        "usd: not a number: '$1'",
    ]
    assert list(Policy(severity="warn", usd="1", days="2").limits) == ["days", "usd"]


def test_defaults_are_said_in_few_words() -> None:
    """The severity, and the limits that have a default."""
    assert KINDS["retirement"].default == "warn, 90"
    assert KINDS["cost_increase"].default == "off"


def test_a_kind_without_any_default_needs_a_limit() -> None:
    """It means nothing until one is set; a kind without limits needs none."""
    assert Kind(about="", severity="off", limits={"usd": None}).needs_limit
    assert not Kind(about="", severity="off", limits={"usd": None, "days": "9"}).needs_limit
    assert not Kind(about="", severity="off").needs_limit


def test_settings_fill_in_what_is_not_said() -> None:
    """A policy that is named without a severity has one of its own."""
    message = Policies(cost_increase=Policy(percent="10"), retirement=Policy(days="7"))

    assert message.settings("cost_increase") == Policy(severity="error", percent="10")
    assert message.settings("retirement") == Policy(severity="warn", days="7")
    assert Policies().settings("retirement") == Policy(severity="warn", days="90")
    assert Policies().settings("cost_increase").severity == "off"


def test_a_policy_has_only_its_own_limits() -> None:
    """A budget takes none, for its limit stands under ``budgets``."""
    with pytest.raises(ValueError, match=r"budget: has no limit called usd \(takes no limit\)"):
        Policies(budget=Policy(usd="1"))
    with pytest.raises(ValueError, match=r"retirement: has no limit called usd \(takes days\)"):
        Policies(retirement=Policy(usd="1"))


@pytest.mark.parametrize("name", ["cost_increase", "cheaper_model", "prompt_growth"])
def test_some_policies_need_a_limit(name: str) -> None:
    """Unless they are off."""
    with pytest.raises(
        ValueError, match=f"{name}: needs a limit: {' or '.join(KINDS[name].limits)}"
    ):
        Policies(**{name: Policy(severity="warn")})
    assert Policies(**{name: Policy(severity="off")})


def test_every_policy_has_a_field_a_kind_and_a_rule() -> None:
    """The keys of the configuration, the kinds and the rules are one list."""
    assert list(KINDS) == list(Policies.__dataclass_fields__)
    assert sorted(KINDS) == sorted((*cost_rules.RULES, *model_rules.RULES))
    assert all(kind.about.endswith(".") for kind in KINDS.values())


def test_a_policy_keeps_its_default_until_it_is_named() -> None:
    """Severity and limits come from the kind, as far as the file leaves them out."""
    policies = Policies(cheaper_model=Policy(percent="5"), retirement=Policy(severity="error"))

    assert policies.settings("cheaper_model") == Policy(severity="warn", percent="5")
    assert policies.settings("retirement") == Policy(severity="error", days="90")
    assert Policies().settings("cheaper_model") == Policy(severity="off")
    assert Policies().settings("price_change") == Policy(severity="warn", days="30")


@pytest.mark.parametrize("name", KINDS)
def test_the_table_of_policies_says_the_defaults(name: str) -> None:
    """docs/check.md gives the default severity and limits of every policy."""
    text = (ROOT / "docs/check.md").read_text("utf-8")
    row = rf"^\| `{name}` \| [^|]* \| (\w+) \| ?([^|]*)\|$"
    severity, limits = re.findall(row, text, re.MULTILINE)[0]
    kind = KINDS[name]
    defaults = {limit: value for limit, value in kind.limits.items() if value}

    assert severity == kind.severity
    assert all(f"`{limit}" in limits for limit in kind.limits)
    assert dict(re.findall(r"`(\w+): (\d+)`", limits)) == defaults
