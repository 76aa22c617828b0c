"""Rules of the gate about the model in use: what it can do, how long, on which terms and prices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...exact import exact
from ...needs import Reason, retirement
from ...readable import per_million
from ...registry.freshness import PriceAge
from ...schema import UNKNOWN, Rates, first_day, last_day
from .case import Case, PolicyResult, Rule


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
    most, keys = int(case.limit("days") or 0), ("policies", "stale_prices")
    what = f"{case.workload}: the price of {case.model.selector}"
    for age in sorted(case.model.price_ages, key=_oldest)[:1]:
        if age.days is None:
            message = f"{what} was checked on no known day"
            yield case.result(None, message, limit=most, at=keys)
            return
        message = (
            f"{what} was last checked on {age.checked}, {_days(age.days)} before {case.at}; "
            f"the limit is {_days(most)}"
        )
        yield case.result(age.days <= most, message, actual=age.days, limit=most, at=keys)


def _oldest(age: PriceAge) -> tuple[bool, int]:
    return age.days is not None, -(age.days or 0)


def licence(case: Case) -> Iterator[PolicyResult]:
    """Hold where the licence of the model in use allows commercial use."""
    if case.offer is None:
        return
    terms = case.offer.spec.licence
    verb = {
        "yes": "allows commercial use",
        "conditional": "allows commercial use on conditions",
        "no": "forbids commercial use",
    }.get(terms.commercial_use, "is not known to allow commercial use")
    message = f"{case.workload}: the licence of {case.offer.spec.id} ({terms.name}) {verb}"
    allowed = terms.commercial_use in ("yes", "conditional")
    yield case.result(allowed, message, actual=terms.commercial_use, limit="yes")


def prompt_growth(case: Case) -> Iterator[PolicyResult]:
    """Hold where no prompt file is longer than allowed."""
    most, share = case.limit("tokens"), case.limit("percent_of_context")
    window = None if case.offer is None else case.offer.spec.context_window
    for prompt in case.prompts:
        allowed = [] if most is None else [Decimal(most)]
        if share is not None and isinstance(window, int):
            with exact():
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
        holds = prompt.tokens <= limit
        yield case.result(holds, message, actual=prompt.tokens, limit=limit, path=prompt.path)


RULES: dict[str, Rule] = {
    "feasible": feasible,
    "retirement": retirement_near,
    "price_change": price_change,
    "stale_prices": stale_prices,
    "licence": licence,
    "prompt_growth": prompt_growth,
}
"""The rules about the model in use by policy."""
