"""Every policy of a configuration, applied to the workloads that it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ...records import record
from ...schema.config import ConfigFile
from ...schema.policies import KINDS, Policies, Policy
from . import cost_rules, model_rules
from .baseline import Baseline
from .case import Case, PolicyResult
from .in_use import WorkloadInUse

_RULES = {**cost_rules.RULES, **model_rules.RULES}


@record
class Circumstances:
    """What every rule may look at, whatever the workload."""

    file: ConfigFile
    at: date
    """Day of the prices."""
    baseline: Baseline | None
    monthly: Decimal | None
    """USD a month of all workloads; None if one has no price."""
    due: Decimal | None
    """The same with what contracts add."""


def policy_results(
    around: Circumstances, workloads: Sequence[WorkloadInUse]
) -> tuple[PolicyResult, ...]:
    """Return what each policy finds, the worst first; policies that are off find nothing."""
    policies = around.file.config.policies or Policies()
    results = (
        result
        for name, kind in KINDS.items()
        if (policy := policies.settings(name)).severity != "off"
        for use in _subjects(kind.scope, workloads)
        for result in _RULES[name](_case(name, policy, around, use))
    )
    return tuple(sorted(results, key=_badness))


def _subjects(scope: str, workloads: Sequence[WorkloadInUse]) -> Iterator[WorkloadInUse | None]:
    """Yield the workloads a rule looks at; None stands for all together."""
    if scope != "total":
        yield from workloads
    if scope == "total" or (scope == "both" and len(workloads) > 1):
        yield None


def _case(name: str, policy: Policy, around: Circumstances, use: WorkloadInUse | None) -> Case:
    # A budget is for what is due; what changed is reported of the usage alone.
    total = around.due if name == "budget_total" else around.monthly
    return Case(
        file=around.file,
        policy=policy,
        id=name,
        severity="error" if policy.severity == "error" else "warn",
        at=around.at,
        baseline=around.baseline,
        workload=None if use is None else use.name,
        offer=None if use is None else use.offer,
        model=None if use is None else use.model,
        problem=None if use is None else use.problem,
        monthly=total if use is None else use.monthly,
        prompts=() if use is None else use.prompts,
        alternatives=() if use is None else use.alternatives,
    )


def _badness(result: PolicyResult) -> tuple[int, bool, str, str, str]:
    """Order results: broken errors, broken warnings, what is not known, then what holds."""
    order = {False: 0, None: 1, True: 2}[result.held]
    name = result.workload or ""
    return order, result.severity != "error", result.id, name, result.message
