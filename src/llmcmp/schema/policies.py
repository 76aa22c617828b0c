"""The policies of ``llmcmp check``: what each is about, its default severity and its limits.

A policy is a field of ``Policies``, its kind in ``KINDS`` and its rule in ``report/check``. The
defaults in the commented ``llmcmp.yaml`` and in its JSON Schema come from the kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from ..records import field, field_names, record, replace
from .mistakes import number_mistakes, refuse
from .numbers import read_count, read_number
from .source import STALE_AFTER

Severity = Literal["error", "warn", "off"]


@record
class Policy:
    """One rule of the gate: how severe it is and where its limit lies."""

    severity: Severity | None = None
    """``error`` fails the check, ``warn`` only says so, ``off`` is not looked at."""
    days: str | None = None
    """Limit in days."""
    percent: str | None = None
    """Limit in percent."""
    usd: str | None = None
    """Limit in USD a month."""
    tokens: str | None = None
    """Limit in tokens."""
    percent_of_context: str | None = None
    """Limit in percent of the model's context window."""

    def __post_init__(self) -> None:
        """Raise ValueError for texts that are not numbers, with a line for each."""
        refuse(
            *number_mistakes(self, read_count, "days", "tokens"),
            *number_mistakes(self, read_number, "percent", "usd", "percent_of_context"),
        )

    @property
    def limits(self) -> Iterator[str]:
        """The names of the limits that are set."""
        return (
            name
            for name in field_names(self)
            if name != "severity" and getattr(self, name) is not None
        )


@record
class Kind:
    """What a policy guards, and what holds for it if the configuration does not say it."""

    about: str
    """What it guards, in one sentence."""
    severity: Severity
    """Severity if the configuration does not name the policy."""
    named_severity: Severity | None = None
    """Severity if it names the policy without one; None: the same."""
    limits: Mapping[str, str | None] = field(default_factory=dict)
    """The limits it takes, each with its default; without any default, it needs one of them."""
    scope: Literal["workload", "total", "both"] = "workload"
    """Whether it looks at each workload, at all together, or both."""
    example: str | None = None
    """How a configuration may set it; None if the commented ``llmcmp.yaml`` does not show it."""
    remark: str | None = None
    """What is said beside the example."""

    @property
    def needs_limit(self) -> bool:
        """Whether it means nothing until a limit is set."""
        return bool(self.limits) and not any(self.limits.values())

    @property
    def default(self) -> str:
        """The default as it is said in one word or two: ``warn, 90``."""
        return ", ".join((self.severity, *(text for text in self.limits.values() if text)))


KINDS: dict[str, Kind] = {
    "budget": Kind(
        about="A workload costs no more than its budget.",
        severity="error",
    ),
    "budget_total": Kind(
        about="All workloads together cost no more than the total budget.",
        severity="error",
        scope="total",
    ),
    "cost_increase": Kind(
        about="The cost does not rise much above the baseline.",
        severity="off",
        named_severity="error",
        limits={"percent": None, "usd": None},
        scope="both",
        example="{percent: 10, usd: 50}",
        remark="against check --baseline; both must be passed",
    ),
    "cheaper_model": Kind(
        about="No model that can do the work is much cheaper.",
        severity="off",
        named_severity="warn",
        limits={"percent": None},
        example="{severity: warn, percent: 20}",
        remark="something that can do the work costs less",
    ),
    "feasible": Kind(
        about="The model in use can do the work.",
        severity="error",
    ),
    "retirement": Kind(
        about="The model in use is not retired soon.",
        severity="warn",
        limits={"days": "90"},
        example="{severity: error, days: 60}",
    ),
    "price_change": Kind(
        about="The price of the model in use does not change soon.",
        severity="warn",
        limits={"days": "30"},
    ),
    "stale_prices": Kind(
        about="The price of the model in use was checked not long ago.",
        severity="warn",
        limits={"days": str(STALE_AFTER)},
    ),
    "licence": Kind(
        about="The licence allows commercial use.",
        severity="off",
        named_severity="error",
        example="{severity: error}",
        remark="must allow commercial use",
    ),
    "unpriced": Kind(
        about="Every model in use is known and has a price.",
        severity="error",
    ),
    "prompt_growth": Kind(
        about="No prompt file is longer than allowed.",
        severity="off",
        named_severity="error",
        limits={"tokens": None, "percent_of_context": None},
        example="{tokens: 4000, percent_of_context: 50}",
    ),
}
"""The kinds by name, in the order of reports."""


@record
class Policies:
    """The rules of the gate; one that is absent keeps its default."""

    budget: Policy | None = None
    """A workload must not cost more a month than its budget."""
    budget_total: Policy | None = None
    """All workloads together must not cost more than ``budgets: {total: ...}``."""
    cost_increase: Policy | None = None
    """A workload must not cost ``percent`` and ``usd`` more than in the baseline; where both are
    given, both must be passed."""
    cheaper_model: Policy | None = None
    """No candidate that can do the job may be more than ``percent`` cheaper."""
    feasible: Policy | None = None
    """The model in use must be able to do the job."""
    retirement: Policy | None = None
    """The model in use must not retire within ``days``."""
    price_change: Policy | None = None
    """The price of the model in use must not change within ``days``."""
    stale_prices: Policy | None = None
    """The price of the model in use must have been checked within ``days``."""
    licence: Policy | None = None
    """The licence of the model in use must allow commercial use."""
    unpriced: Policy | None = None
    """Every model in use must be known and have a price."""
    prompt_growth: Policy | None = None
    """No prompt file may have more than ``tokens`` or ``percent_of_context``."""

    def __post_init__(self) -> None:
        """Raise ValueError for limits a policy does not take, and for those that lack one."""
        refuse(*(mistake for name in KINDS for mistake in self._mistakes(name)))

    def _mistakes(self, name: str) -> Iterator[str]:
        policy: Policy | None = getattr(self, name)
        if policy is None:
            return
        kind = KINDS[name]
        for limit in policy.limits:
            if limit not in kind.limits:
                takes = ", ".join(kind.limits) or "no limit"
                yield f"{name}: has no limit called {limit} (takes {takes})"
        if kind.needs_limit and policy.severity != "off" and not any(policy.limits):
            yield f"{name}: needs a limit: {' or '.join(kind.limits)}"

    def settings(self, name: str) -> Policy:
        """Return the severity and the limits that hold for a policy, defaults filled in."""
        kind = KINDS[name]
        policy: Policy | None = getattr(self, name)
        if policy is None:
            return replace(Policy(severity=kind.severity), **kind.limits)
        severity = policy.severity or kind.named_severity or kind.severity
        limits = {limit: getattr(policy, limit) for limit in policy.limits}
        return replace(policy, severity=severity, **{**kind.limits, **limits})
