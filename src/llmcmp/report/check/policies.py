"""The rules of the gate by name, and what holds where the configuration is silent."""

from __future__ import annotations

from typing import Literal

from ...records import record
from ...registry.freshness import STALE_AFTER
from ...schema.config import Policy
from . import cost_rules, model_rules
from .case import Rule


@record
class Kind:
    """A rule and what holds for it where the configuration is silent."""

    rule: Rule
    """The rule."""
    default: Policy
    """Severity and limits where the configuration gives none."""
    scope: Literal["workload", "total", "both"] = "workload"
    """Whether it looks at each workload, at all together, or both."""
    about: str
    """What it guards, in one line."""


KINDS: dict[str, Kind] = {
    "budget": Kind(
        rule=cost_rules.budget,
        default=Policy(severity="error"),
        about="A workload costs no more than its budget.",
    ),
    "budget_total": Kind(
        rule=cost_rules.budget,
        default=Policy(severity="error"),
        scope="total",
        about="All workloads together cost no more than the total budget.",
    ),
    "cost_increase": Kind(
        rule=cost_rules.cost_increase,
        default=Policy(severity="off"),
        scope="both",
        about="The cost does not rise much above the baseline.",
    ),
    "cheaper_model": Kind(
        rule=cost_rules.cheaper_model,
        default=Policy(severity="off"),
        about="No model that can do the work is much cheaper.",
    ),
    "feasible": Kind(
        rule=model_rules.feasible,
        default=Policy(severity="error"),
        about="The model in use can do the work.",
    ),
    "retirement": Kind(
        rule=model_rules.retirement_near,
        default=Policy(severity="warn", days="90"),
        about="The model in use is not retired soon.",
    ),
    "price_change": Kind(
        rule=model_rules.price_change,
        default=Policy(severity="warn", days="30"),
        about="The price of the model in use does not change soon.",
    ),
    "stale_prices": Kind(
        rule=model_rules.stale_prices,
        default=Policy(severity="warn", days=str(STALE_AFTER)),
        about="The price of the model in use was checked not long ago.",
    ),
    "licence": Kind(
        rule=model_rules.licence,
        default=Policy(severity="off"),
        about="The licence allows commercial use.",
    ),
    "unpriced": Kind(
        rule=cost_rules.unpriced,
        default=Policy(severity="error"),
        about="Every model in use is known and has a price.",
    ),
    "prompt_growth": Kind(
        rule=model_rules.prompt_growth,
        default=Policy(severity="off"),
        about="No prompt file is longer than allowed.",
    ),
}
"""The rules by name."""


ON_WHEN_GIVEN = {
    "cost_increase": "error",
    "cheaper_model": "warn",
    "prompt_growth": "error",
    "licence": "error",
}
"""Severity of the rules that are off by default, once the configuration mentions them."""


def settled(name: str, given: Policy | None) -> Policy:
    """Return a rule's settings with the defaults filled in."""
    default = KINDS[name].default
    if given is None:
        return default
    severity = given.severity or ON_WHEN_GIVEN.get(name) or default.severity
    limits = {limit: getattr(given, limit) for limit in given.limits}
    fallback = {limit: getattr(default, limit) for limit in default.limits}
    return Policy(severity=severity, **{**fallback, **limits})  # type: ignore[arg-type]
