"""``check``: do the policies of ``llmcmp.yaml`` hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ...errors import InputError
from ...exact import exact_sum
from ...hosting import HostingTables
from ...needs import Reason
from ...pricing import LineItem
from ...pricing.contracts import settle
from ...records import record
from ...registry import Registry
from ...schema.config import ConfigFile
from ...schema.numbers import read_number
from ...usage import Workload
from ..header import Report, registry_used
from ..market import Market
from ..offers.contracts import spend_of, with_lines
from ..offers.offered_model import Cost
from .baseline import Baseline, Delta, overall
from .case import OtherModel, PolicyResult, PromptCount, SentPrompts
from .in_use import WorkloadInUse, workload_in_use
from .results import Circumstances, policy_results
from .verdict import check_verdict


@record
class CheckedWorkload:
    """One workload: what it costs now and what else could do it."""

    name: str
    selector: str
    """The model in use."""
    id: str | None
    """Id of that model; absent where nobody knows it."""
    channel: str | None
    tier: str | None
    tokenizer: str | None
    workload: Workload
    """What is asked of it, the tokens of prompt files included."""
    prompts: tuple[PromptCount, ...]
    budget: Decimal | None
    """USD a month it may cost."""
    cost: Cost | None
    """What it costs; absent where the model has no price."""
    feasible: bool | None
    """Whether the model can do it."""
    reasons: tuple[Reason, ...]
    alternatives: tuple[OtherModel, ...]
    """What else can do it, the cheapest first."""
    delta: Delta | None
    """What changed since the baseline."""


@record
class CheckResult(Report):
    """Every policy with its outcome."""

    schema: str = "llmcmp/check/1"
    policies: tuple[PolicyResult, ...]
    """What each rule found, the worst first."""
    workloads: tuple[CheckedWorkload, ...]
    """The workloads, in the order of the configuration."""
    contracts: tuple[LineItem, ...] = ()
    """What contracts add to all workloads together: fees, credits, the rest of a commitment."""
    monthly: Decimal | None
    """USD a month of all workloads with these lines; absent where one has no price."""
    delta: Delta | None
    """What changed since the baseline; absent without one."""
    verdict: str
    """The answer in a few sentences."""

    @property
    def failed(self) -> bool:
        """Whether a policy of severity ``error`` does not hold."""
        return any(item.severity == "error" for item in self.findings)

    @property
    def findings(self) -> tuple[PolicyResult, ...]:
        """The policies that do not hold, the worst first."""
        return tuple(item for item in self.policies if item.held is False)


def check(
    registry: Registry,
    file: ConfigFile,
    *,
    at: date,
    prompts: Mapping[str, SentPrompts] | None = None,
    baseline: Baseline | None = None,
    baseline_name: str = "",
    hosting: HostingTables | None = None,
) -> CheckResult:
    """Evaluate the policies of *file* on *at*.

    *prompts* holds the tokens of the prompt files by workload: a report reads no files, so a
    configuration that names some needs ``prompts=count_prompts(...)``, or their tokens are left
    out of every cost. *baseline* is an earlier check.
    """
    if not file.config.workloads:
        raise InputError(
            f"{file.path}: no workloads to check",
            hint="add one: workloads: {chat: {model: gpt-4o-mini, requests: 500k, ...}}",
        )
    market = Market(registry=registry, at=at, hosting=hosting)
    workloads = [
        workload_in_use(market, file, name, (prompts or {}).get(name))
        for name in file.config.workloads
    ]
    lines = _contract_lines(market, workloads)
    monthly = _monthly(workloads)
    due = None if monthly is None else with_lines(monthly, lines)
    delta, deltas = _deltas(market, workloads, baseline, baseline_name)
    results = policy_results(
        Circumstances(file=file, at=at, baseline=baseline, monthly=monthly, due=due), workloads
    )
    return CheckResult(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(notice for use in workloads for notice in use.notices)),
        policies=results,
        workloads=tuple(_checked(use, file, deltas.get(use.name)) for use in workloads),
        contracts=lines,
        monthly=due,
        delta=delta,
        verdict=check_verdict(results, due, delta),
    )


def _monthly(workloads: Sequence[WorkloadInUse]) -> Decimal | None:
    """Return USD a month of all workloads; None if one has no price."""
    amounts = [use.monthly for use in workloads if use.monthly is not None]
    return exact_sum(amounts) if len(amounts) == len(workloads) else None


def _contract_lines(market: Market, workloads: Sequence[WorkloadInUse]) -> tuple[LineItem, ...]:
    """Return what contracts add to a month of all workloads together."""
    spends = [
        spend_of(use.model, use.workload, use.monthly)
        for use in workloads
        if use.model is not None and use.monthly is not None and use.model.hosting is None
    ]
    return settle(spends, market.registry.contracts, market.at)


def _deltas(
    market: Market, workloads: Sequence[WorkloadInUse], baseline: Baseline | None, name: str
) -> tuple[Delta | None, Mapping[str, Delta]]:
    """Return what changed since the baseline, in all and by workload; nothing without one."""
    if baseline is None:
        return None, {}
    states = {use.name: use.priced for use in workloads}
    priced = {key: state for key, state in states.items() if state is not None}
    return overall(market, baseline, priced, name)


def _checked(use: WorkloadInUse, file: ConfigFile, delta: Delta | None) -> CheckedWorkload:
    model, offer = use.model, use.offer
    budget = file.config.budgets.get(use.name)
    return CheckedWorkload(
        name=use.name,
        selector=use.entry.model,
        id=None if offer is None else offer.spec.id,
        channel=None if offer is None else offer.channel,
        tier=None if offer is None else offer.tier.value,
        tokenizer=None if offer is None else offer.spec.tokenizer.name,
        workload=use.workload,
        prompts=use.prompts,
        budget=None if budget is None else Decimal(read_number(budget)),
        cost=None if model is None else model.cost,
        feasible=None if model is None else model.feasible,
        reasons=() if model is None else model.reasons,
        alternatives=use.alternatives,
        delta=delta,
    )
