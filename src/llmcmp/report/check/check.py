"""``check``: do the policies of ``llmcmp.yaml`` hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from ...billing.sums import quotient
from ...errors import InputError, UnknownNameError, UnpricedError
from ...hosting import HostingTables
from ...needs import Reason
from ...notices import Notice
from ...pricing import LineItem
from ...pricing.contracts import settle
from ...readable import listed, usd
from ...records import record, replace
from ...registry import Offer, Registry
from ...schema.config import ConfigFile, Policies, Policy, WorkloadConfig
from ...schema.numbers import read_number
from ...usage import EXACT_DIGITS, Workload
from ..from_config import candidates_for, needs_for, workload_of
from ..header import Report, registry_used
from ..market import Market
from ..offers.contracts import spend_of, with_lines
from ..offers.offered_model import Cost, OfferedModel
from ..offers.priced import price_offer
from ..recommend.feasibility import split_offers
from ..recommend.recommendation import check_needs, offers_for
from .baseline import Baseline, Delta, PricedWorkload, overall
from .case import Case, OtherModel, PolicyResult, PromptCount, SentPrompts
from .policies import KINDS, settled

MOST_ALTERNATIVES = 5
"""Alternatives kept per workload; `recommend` shows all."""

TOLD = ("unknown", "stale-price")
"""Codes of warnings that a check leaves out: a policy says it."""


@record
class CheckedWorkload:
    """One workload: what it costs now and what else could do it."""

    name: str
    """What the configuration calls it."""
    selector: str
    """The model in use."""
    id: str | None
    """Id of that model; absent where nobody knows it."""
    channel: str | None
    """Its channel."""
    tier: str | None
    """Its tier."""
    tokenizer: str | None
    """Its vocabulary."""
    workload: Workload
    """What is asked of it, the tokens of prompt files included."""
    prompts: tuple[PromptCount, ...]
    """Its prompt files."""
    budget: Decimal | None
    """USD a month it may cost."""
    cost: Cost | None
    """What it costs; absent where the model has no price."""
    feasible: bool | None
    """Whether the model can do it."""
    reasons: tuple[Reason, ...]
    """Why it cannot."""
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


@record
class _Seen:
    """One workload on the way to a result."""

    name: str
    entry: WorkloadConfig
    workload: Workload
    prompts: tuple[PromptCount, ...]
    offer: Offer | None
    model: OfferedModel | None
    problem: str | None
    alternatives: tuple[OtherModel, ...]
    notices: tuple[Notice, ...]

    @property
    def monthly(self) -> Decimal | None:
        """USD a month."""
        return self.model.price if self.model is not None and self.model.cost else None


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

    *prompts* holds the counted prompt files by workload (``count_prompts``), *baseline* an earlier
    check.
    """
    config = file.config
    if not config.workloads:
        raise InputError(
            f"{file.path}: no workloads to check",
            hint="add one: workloads: {chat: {model: gpt-4o-mini, requests: 500k, ...}}",
        )
    market = Market(registry=registry, at=at, hosting=hosting)
    seen = [
        _see(
            market,
            file,
            name,
            entry,
            (prompts or {}).get(name),
        )
        for name, entry in config.workloads.items()
    ]
    monthly = _sum(item.monthly for item in seen)
    lines = _contracts(market, seen)
    due = None if monthly is None else with_lines(monthly, lines)
    delta: Delta | None = None
    each: dict[str, Delta] = {}
    if baseline is not None:
        delta, each = overall(market, baseline, _states(seen), baseline_name)
    results = tuple(sorted(_results(file, seen, at, baseline, (monthly, due)), key=_badness))
    return CheckResult(
        at=at,
        registry=registry_used(registry),
        warnings=tuple(dict.fromkeys(notice for item in seen for notice in item.notices)),
        policies=results,
        workloads=tuple(_checked(item, file, each.get(item.name)) for item in seen),
        contracts=lines,
        monthly=due,
        delta=delta,
        verdict=_verdict(results, due, delta),
    )


def _contracts(market: Market, seen: Sequence[_Seen]) -> tuple[LineItem, ...]:
    """Return what contracts add to a month of all workloads together."""
    spends = [
        spend_of(item.model, item.workload, item.monthly)
        for item in seen
        if item.model is not None and item.monthly is not None and item.model.hosting is None
    ]
    return settle(spends, market.registry.contracts, market.at)


def _see(
    market: Market,
    file: ConfigFile,
    name: str,
    entry: WorkloadConfig,
    sent: SentPrompts | None,
) -> _Seen:
    prompts, text = (sent.files, sent.text) if sent is not None else ((), None)
    workload = workload_of(name, entry, sum(prompt.tokens for prompt in prompts))
    needs = needs_for(file.config, entry)
    offer, model, problem = None, None, None
    notices: tuple[Notice, ...] = ()
    try:
        offer = market.select(entry.model)
        priced = price_offer(market, offer, workload, needs)
        model, notices = priced.model, priced.notices
        calibrated = any(prompt.low != prompt.high for prompt in prompts)
        ends = (sum(p.low for p in prompts), sum(p.high for p in prompts)) if calibrated else ()
        for tokens in ends:
            bound = workload_of(name, entry, tokens)
            model = _widened(model, price_offer(market, offer, bound, needs).model.cost)
        if model.cost is None:
            model, problem = None, f"no price per month is known for {entry.model}"
    except (UnknownNameError, UnpricedError) as error:
        problem = str(error) if error.hint is None else f"{error} ({error.hint})"
    alternatives: tuple[OtherModel, ...] = ()
    if offer is not None and model is not None:
        # The same text is another number of tokens on another vocabulary.
        asked = workload if text is None else replace(workload_of(name, entry), prompt=text)
        alternatives = _alternatives(market, file, entry, asked, model)
    return _Seen(
        name=name,
        entry=entry,
        workload=workload,
        prompts=prompts,
        offer=offer,
        model=model,
        problem=problem,
        alternatives=alternatives,
        notices=tuple(notice for notice in notices if notice.code not in TOLD),
    )


def _widened(model: OfferedModel, bound: Cost | None) -> OfferedModel:
    """Let a cost's band reach to what it is at one end of a calibrated token count."""
    if model.cost is None or bound is None:
        return model
    cost = replace(
        model.cost, low=min(model.cost.low, bound.low), high=max(model.cost.high, bound.high)
    )
    return replace(model, cost=cost)


def _alternatives(
    market: Market, file: ConfigFile, entry: WorkloadConfig, workload: Workload, model: OfferedModel
) -> tuple[OtherModel, ...]:
    """Return what else can do the work.

    Where no candidates are named, only API offers of the tier in use count: a batch is cheaper,
    and no answer to a user who waits; hosting is a decision of its own.
    """
    named = candidates_for(file.config, entry)
    needs = needs_for(file.config, entry)
    check_needs(market, needs, None)
    if not any("@" in text for text in named):
        market = replace(market, hosting=None)
    able = split_offers(market, offers_for(market, named), workload, needs).able
    alternatives = []
    for other in able:
        same = (other.id, other.channel, other.tier) == (model.id, model.channel, model.tier)
        if same or other.cost is None or not (named or other.tier == model.tier):
            continue
        with localcontext(prec=EXACT_DIGITS):
            saving = (model.price or Decimal(0)) - other.cost.monthly
            percent = quotient(saving * 100, model.price) if model.price else None
        alternatives.append(
            OtherModel(
                selector=other.selector,
                monthly=other.cost.monthly,
                low=other.cost.low,
                high=other.cost.high,
                saving=saving,
                saving_percent=percent,
            )
        )
    return tuple(alternatives[:MOST_ALTERNATIVES])


def _states(seen: Sequence[_Seen]) -> dict[str, PricedWorkload]:
    return {
        item.name: PricedWorkload(
            name=item.name,
            selector=item.entry.model,
            id=item.model.id,
            channel=item.model.channel,
            tier=item.model.tier,
            tokenizer=item.model.tokenizer.name,
            workload=item.workload,
            monthly=item.model.cost.monthly,
        )
        for item in seen
        if item.model is not None and item.model.cost is not None
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    with localcontext(prec=EXACT_DIGITS):
        for amount in amounts:
            if amount is None:
                return None
            total += amount
    return total


def _results(
    file: ConfigFile,
    seen: Sequence[_Seen],
    at: date,
    baseline: Baseline | None,
    sums: tuple[Decimal | None, Decimal | None],
) -> list[PolicyResult]:
    given = file.config.policies or Policies()
    found: list[PolicyResult] = []
    for name, kind in KINDS.items():
        policy = settled(name, getattr(given, name))
        if policy.severity == "off":
            continue
        for item in _subjects(kind.scope, seen):
            # A budget is for what is due; what changed is told of the usage alone.
            total = sums[1] if name == "budget_total" else sums[0]
            case = _case(name, policy, file, item, at, baseline, total)
            found += kind.rule(case)
    return found


def _subjects(scope: str, seen: Sequence[_Seen]) -> list[_Seen | None]:
    """Return the workloads a rule looks at; None stands for all together."""
    each: list[_Seen | None] = [] if scope == "total" else list(seen)
    together = scope == "total" or (scope == "both" and len(seen) > 1)
    return [*each, None] if together else each


def _case(
    name: str,
    policy: Policy,
    file: ConfigFile,
    item: _Seen | None,
    at: date,
    baseline: Baseline | None,
    monthly: Decimal | None,
) -> Case:
    return Case(
        file=file,
        policy=policy,
        id=name,
        severity="error" if policy.severity == "error" else "warn",
        at=at,
        baseline=baseline,
        workload=None if item is None else item.name,
        offer=None if item is None else item.offer,
        model=None if item is None else item.model,
        problem=None if item is None else item.problem,
        monthly=monthly if item is None else item.monthly,
        prompts=() if item is None else item.prompts,
        alternatives=() if item is None else item.alternatives,
    )


def _badness(result: PolicyResult) -> tuple[int, bool, str, str, str]:
    """Order results: broken errors, broken warnings, what is not known, then what holds."""
    order = {False: 0, None: 1, True: 2}[result.held]
    name = result.workload or ""
    return order, result.severity != "error", result.id, name, result.message


def _checked(item: _Seen, file: ConfigFile, delta: Delta | None) -> CheckedWorkload:
    model, offer = item.model, item.offer
    budget = file.config.budgets.get(item.name)
    return CheckedWorkload(
        name=item.name,
        selector=item.entry.model,
        id=None if offer is None else offer.spec.id,
        channel=None if offer is None else offer.channel,
        tier=None if offer is None else offer.tier.value,
        tokenizer=None if offer is None else offer.spec.tokenizer.name,
        workload=item.workload,
        prompts=item.prompts,
        budget=None if budget is None else Decimal(read_number(budget)),
        cost=None if model is None else model.cost,
        feasible=None if model is None else model.feasible,
        reasons=() if model is None else model.reasons,
        alternatives=item.alternatives,
        delta=delta,
    )


def _verdict(results: Sequence[PolicyResult], monthly: Decimal | None, delta: Delta | None) -> str:
    broken = [item for item in results if item.held is False and item.severity == "error"]
    warned = [item for item in results if item.held is False and item.severity == "warn"]
    sentences = []
    if broken:
        said = [f"{item.id}: {item.message}" for item in broken[:3]]
        sentences.append(f"The check fails. {'. '.join(said)}.")
        if len(broken) > len(said):
            sentences.append(f"{len(broken) - len(said)} more below.")
    else:
        sentences.append("The check passes.")
    if warned:
        sentences.append(
            f"{len(warned)} warning{'s' if len(warned) > 1 else ''} "
            f"({listed([item.id for item in warned])})."
        )
    if monthly is not None:
        sentences.append(f"All workloads together cost {usd(monthly)} a month.")
    if delta is not None:
        sentences.append(_change(delta))
    return " ".join(sentences)


def _change(delta: Delta) -> str:
    if not delta.total:
        return "That is what the baseline cost."
    more = "more" if delta.total > 0 else "less"
    return f"That is {usd(abs(delta.total))} {more} than the baseline."
