"""The rules of the gate: each says whether one thing holds for one workload, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, localcontext
from typing import Literal

from ..needs import Reason, retirement
from ..registry import Offer
from ..registry.freshness import STALE_AFTER, PriceAge
from ..spec import UNKNOWN, Rates, first_day, last_day, record
from ..spec.config import TOTAL, ConfigFile, Policy
from ..spec.numbers import read_number
from ..usage import EXACT_DIGITS
from .delta import Baseline
from .offered_model import OfferedModel
from .words import per_million, percent, percentage, usd

Amount = Decimal | int | str | None


@record
class PolicyResult:
    """Whether one rule holds for one workload."""

    id: str
    """Name of the rule."""
    workload: str | None
    """Name of the workload; absent for a rule about all of them."""
    severity: Literal["error", "warn"]
    """Whether it fails the check."""
    held: bool | None
    """Whether it holds; absent where it could not be told."""
    actual: Amount
    """What was found: USD, days, percent, tokens or a word."""
    limit: Amount
    """What was allowed."""
    message: str
    """One sentence for people."""
    path: str
    """File to look at."""
    line: int
    """Line to look at."""


@record
class PromptCount:
    """Tokens of one prompt file on the model in use."""

    path: str
    """Path of the file, from the root of the repository where there is one."""
    tokens: int
    """How many there are."""
    kind: str
    """``exact``, or ``calibrated`` where the vocabulary is not published."""
    low: int
    """Least number it can be."""
    high: int
    """Greatest number it can be."""


@record
class OtherModel:
    """Another model that can do the work."""

    selector: str
    """The selector that names it."""
    monthly: Decimal
    """USD a month."""
    low: Decimal
    """USD a month, at the low end of what is uncertain."""
    high: Decimal
    """USD a month, at the high end of what is uncertain."""
    saving: Decimal
    """USD a month less than the model in use."""
    saving_percent: Decimal
    """The same in percent, to a tenth."""


@record
class Case:
    """All that a rule may look at."""

    file: ConfigFile
    """The configuration."""
    policy: Policy
    """The rule's own settings, defaults filled in."""
    id: str
    """Name of the rule."""
    severity: Literal["error", "warn"]
    """Whether it fails the check."""
    at: date
    """Day of the prices."""
    baseline: Baseline | None
    """An earlier check."""
    workload: str | None
    """Name of the workload; absent for a rule about all of them."""
    offer: Offer | None
    """What is in use; absent where nobody knows it."""
    model: OfferedModel | None
    """What is in use, priced; absent where it has no price."""
    problem: str | None
    """Why it could not be priced."""
    monthly: Decimal | None
    """USD a month, of the workload or of all."""
    prompts: tuple[PromptCount, ...]
    """Its prompt files."""
    alternatives: tuple[OtherModel, ...]
    """What else could do the work, the cheapest first."""

    def result(
        self,
        held: bool | None,
        message: str,
        *,
        actual: Amount = None,
        limit: Amount = None,
        at: tuple[str, ...] | None = None,
        path: str | None = None,
    ) -> PolicyResult:
        """Return what the rule found; *at* is the place in the configuration to look at."""
        place = at or ("workloads", self.workload or "", "model")
        return PolicyResult(
            id=self.id,
            workload=self.workload,
            severity=self.severity,
            held=held,
            actual=actual,
            limit=limit,
            message=message,
            path=path or self.file.path,
            line=1 if path else self.file.line(*place),
        )

    def limit(self, name: str) -> int | Decimal | None:
        """Return one of the rule's limits."""
        text = getattr(self.policy, name)
        return None if text is None else read_number(text)

    @property
    def budget(self) -> Decimal | None:
        """The budget of the workload, or of all."""
        text = self.file.config.budgets.get(self.workload or TOTAL)
        return None if text is None else Decimal(read_number(text))


Rule = Callable[[Case], Iterator[PolicyResult]]


def budget(case: Case) -> Iterator[PolicyResult]:
    """Hold where a workload, or all of them, cost no more than their budget."""
    most, name = case.budget, case.workload or TOTAL
    if most is None:
        return
    place = ("budgets", name)
    whose = "all workloads together" if case.workload is None else name
    if case.monthly is None:
        yield case.result(None, f"{whose}: the cost is not known", limit=most, at=place)
        return
    said = f"{whose}: {usd(case.monthly)} a month"
    if case.monthly > most:
        with localcontext(prec=EXACT_DIGITS):
            over = case.monthly - most
        message = f"{said} is {usd(over)} over the budget of {usd(most)}"
        yield case.result(False, message, actual=case.monthly, limit=most, at=place)
    else:
        message = f"{said} is within the budget of {usd(most)}"
        yield case.result(True, message, actual=case.monthly, limit=most, at=place)


def cost_increase(case: Case) -> Iterator[PolicyResult]:
    """Hold where a workload, or all of them, cost not much more than in the baseline."""
    whose = case.workload or "all workloads together"
    place = ("workloads", case.workload or "")
    before = _before(case)
    if before is None or case.monthly is None:
        why = "no baseline was given" if case.baseline is None else "it is not in the baseline"
        if case.monthly is None:
            why = "the cost is not known"
        yield case.result(None, f"{whose}: the increase is not known, {why}", at=place)
        return
    with localcontext(prec=EXACT_DIGITS):
        more = case.monthly - before
        grown = more / before if before else None
    most_usd, most_percent = case.limit("usd"), case.limit("percent")
    # From nothing, every increase is more than any percentage.
    passed = [
        most_usd is None or more > most_usd,
        most_percent is None or (more > 0 if grown is None else grown * 100 > most_percent),
    ]
    share = "" if grown is None else f" ({percent(abs(grown))})"
    limits = " and ".join(
        [
            *([f"{most_percent} %"] if most_percent is not None else []),
            *([usd(Decimal(most_usd))] if most_usd is not None else []),
        ]
    )
    direction = "more" if more >= 0 else "less"
    message = (
        f"{whose}: {usd(case.monthly)} a month is {usd(abs(more))}{share} {direction} than the "
        f"baseline; the limit is {limits}"
    )
    held = not (more > 0 and all(passed))
    yield case.result(held, message, actual=more, limit=limits, at=place)


def _before(case: Case) -> Decimal | None:
    if case.baseline is None:
        return None
    if case.workload is not None:
        held = case.baseline.workloads.get(case.workload)
        return None if held is None else held.monthly
    with localcontext(prec=EXACT_DIGITS):
        return sum((old.monthly for old in case.baseline.workloads.values()), Decimal(0))


def cheaper_model(case: Case) -> Iterator[PolicyResult]:
    """Hold where nothing that can do the work is much cheaper."""
    most = Decimal(case.limit("percent") or 0)
    if case.monthly is None or case.model is None or case.model.cost is None:
        yield case.result(None, f"{case.workload}: the cost is not known", limit=most)
        return
    # Where the bands overlap, nobody knows which is cheaper.
    floor = case.model.cost.low
    certain = [item for item in case.alternatives if item.high < floor and item.saving > 0]
    best = certain[0] if certain else None
    if best is None:
        message = f"{case.workload}: nothing that can do the work is cheaper"
        yield case.result(True, message, actual=Decimal(0), limit=most)
        return
    less = f"{usd(best.saving)} ({percentage(best.saving_percent)} %) less"
    message = (
        f"{case.workload}: {best.selector} can do the work for {usd(best.monthly)} a month, "
        f"{less} than {case.model.selector}; "
        f"the limit is {most} %"
    )
    with localcontext(prec=EXACT_DIGITS):
        held = best.saving * 100 <= most * case.monthly
    yield case.result(held, message, actual=best.saving_percent, limit=most)


def feasible(case: Case) -> Iterator[PolicyResult]:
    """Hold where the model in use can do the work."""
    if case.model is None:
        return
    reasons: tuple[Reason, ...] = case.model.reasons
    if reasons:
        why = "; ".join(reason.text for reason in reasons)
        message = f"{case.workload}: {case.model.selector} cannot do it: {why}"
        yield case.result(False, message, actual=why)
    else:
        yield case.result(True, f"{case.workload}: {case.model.selector} can do it")


def retirement_near(case: Case) -> Iterator[PolicyResult]:
    """Hold where the model in use is not retired soon."""
    if case.offer is None:
        return
    spec, most = case.offer.spec, int(case.limit("days") or 0)
    day = retirement(spec, case.offer.channel)
    instead = spec.lifecycle.replacement
    advice = f"; {spec.developer} recommends {instead}" if instead else ""
    if day is None:
        message = f"{case.workload}: no retirement of {spec.id} is known"
        yield case.result(True, message, limit=most)
    elif day == UNKNOWN:
        message = f"{case.workload}: {spec.id} is retired (the day is not known){advice}"
        yield case.result(False, message, actual="retired", limit=most)
    else:
        left = (first_day(day) - case.at).days
        verb = f"retires on {day}, in {_days(left)}" if left > 0 else f"retired on {day}"
        message = f"{case.workload}: {spec.id} {verb}; the limit is {_days(most)}{advice}"
        yield case.result(left > most, message, actual=left, limit=most)


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def price_change(case: Case) -> Iterator[PolicyResult]:
    """Hold where the price of the model in use does not change soon."""
    if case.offer is None:
        return
    offer, most = case.offer, int(case.limit("days") or 0)
    days = [
        (day, what)
        for row in offer.spec.rates
        if (row.channel, row.tier) == (offer.channel, offer.tier)
        for day, what in (
            *([(first_day(row.since), f"becomes {_rates(row)}")] if row.since != UNKNOWN else []),
            *([(last_day(row.ended), "ends")] if row.ended not in (None, UNKNOWN) else []),
        )
        if day > case.at
    ]
    if not days:
        message = f"{case.workload}: no change of the price of {offer.selector} is announced"
        yield case.result(True, message, limit=most)
        return
    day, what = min(days)
    left = (day - case.at).days
    message = (
        f"{case.workload}: the price of {offer.selector} {what} on {day}, in {_days(left)}; "
        f"the limit is {_days(most)}"
    )
    yield case.result(left > most, message, actual=left, limit=most)


def _rates(row: Rates) -> str:
    """Write the two rates people know by heart; a row of other meters has neither."""
    if row.input is None and row.output is None:
        return "another one"
    return f"{per_million(row.input)} in, {per_million(row.output)} out per million tokens"


def stale_prices(case: Case) -> Iterator[PolicyResult]:
    """Hold where the price of the model in use was checked not long ago."""
    if case.model is None:
        return
    most, place = int(case.limit("days") or 0), ("policies", "stale_prices")
    what = f"{case.workload}: the price of {case.model.selector}"
    for age in sorted(case.model.price_ages, key=_oldest)[:1]:
        if age.days is None:
            message = f"{what} was checked on no known day"
            yield case.result(None, message, limit=most, at=place)
            return
        message = (
            f"{what} was last checked on {age.checked}, {_days(age.days)} before {case.at}; "
            f"the limit is {_days(most)}"
        )
        yield case.result(age.days <= most, message, actual=age.days, limit=most, at=place)


def _oldest(age: PriceAge) -> tuple[bool, int]:
    return age.days is not None, -(age.days or 0)


def licence(case: Case) -> Iterator[PolicyResult]:
    """Hold where the licence of the model in use allows commercial use."""
    if case.offer is None:
        return
    held = case.offer.spec.licence
    said = {
        "yes": "allows commercial use",
        "conditional": "allows commercial use on conditions",
        "no": "forbids commercial use",
    }.get(held.commercial_use, "is not known to allow commercial use")
    message = f"{case.workload}: the licence of {case.offer.spec.id} ({held.name}) {said}"
    allowed = held.commercial_use in ("yes", "conditional")
    yield case.result(allowed, message, actual=held.commercial_use, limit="yes")


def unpriced(case: Case) -> Iterator[PolicyResult]:
    """Hold where the model in use is known and has a price."""
    if case.problem is not None:
        yield case.result(False, f"{case.workload}: {case.problem}", actual="unpriced")
    elif case.model is not None:
        yield case.result(True, f"{case.workload}: {case.model.selector} has a price")


def prompt_growth(case: Case) -> Iterator[PolicyResult]:
    """Hold where no prompt file is longer than allowed."""
    most, share = case.limit("tokens"), case.limit("percent_of_context")
    window = None if case.offer is None else case.offer.spec.context_window
    for prompt in case.prompts:
        allowed = [] if most is None else [Decimal(most)]
        if share is not None and isinstance(window, int):
            with localcontext(prec=EXACT_DIGITS):
                allowed.append(window * Decimal(share) / 100)
        if not allowed:
            message = f"{prompt.path}: the context window is not known"
            yield case.result(None, message, actual=prompt.tokens, path=prompt.path)
            continue
        limit = int(min(allowed))
        about = "" if prompt.kind == "exact" else "about "
        message = (
            f"{case.workload}: {prompt.path} has {about}{prompt.tokens:,} tokens; "
            f"the limit is {limit:,}"
        )
        held = prompt.tokens <= limit
        yield case.result(held, message, actual=prompt.tokens, limit=limit, path=prompt.path)


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
        rule=budget,
        default=Policy(severity="error"),
        about="A workload costs no more than its budget.",
    ),
    "budget_total": Kind(
        rule=budget,
        default=Policy(severity="error"),
        scope="total",
        about="All workloads together cost no more than the total budget.",
    ),
    "cost_increase": Kind(
        rule=cost_increase,
        default=Policy(severity="off"),
        scope="both",
        about="The cost does not rise much above the baseline.",
    ),
    "cheaper_model": Kind(
        rule=cheaper_model,
        default=Policy(severity="off"),
        about="No model that can do the work is much cheaper.",
    ),
    "feasible": Kind(
        rule=feasible,
        default=Policy(severity="error"),
        about="The model in use can do the work.",
    ),
    "retirement": Kind(
        rule=retirement_near,
        default=Policy(severity="warn", days="90"),
        about="The model in use is not retired soon.",
    ),
    "price_change": Kind(
        rule=price_change,
        default=Policy(severity="warn", days="30"),
        about="The price of the model in use does not change soon.",
    ),
    "stale_prices": Kind(
        rule=stale_prices,
        default=Policy(severity="warn", days=str(STALE_AFTER)),
        about="The price of the model in use was checked not long ago.",
    ),
    "licence": Kind(
        rule=licence,
        default=Policy(severity="off"),
        about="The licence allows commercial use.",
    ),
    "unpriced": Kind(
        rule=unpriced,
        default=Policy(severity="error"),
        about="Every model in use is known and has a price.",
    ),
    "prompt_growth": Kind(
        rule=prompt_growth,
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
