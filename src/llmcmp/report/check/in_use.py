"""A workload of the configuration, priced on the model in use and on what could replace it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...errors import UnknownNameError, UnpricedError
from ...exact import exact, quotient
from ...needs import Needs
from ...notices import Notice
from ...records import record, replace
from ...registry import Offer
from ...schema.config import ConfigFile, WorkloadConfig
from ...usage import Workload
from ..from_config import candidates_for, needs_for, workload_of
from ..market import Market
from ..offers.offered_model import Cost, OfferedModel
from ..offers.priced import price_offer
from ..recommend.feasibility import split_offers
from ..recommend.recommendation import check_needs, offers_for
from .baseline import PricedWorkload
from .case import OtherModel, PromptCount, SentPrompts

MOST_ALTERNATIVES = 5
"""Alternatives kept per workload; `recommend` shows all."""

SAID_BY_POLICIES = ("unknown", "stale-price")
"""Codes of the warnings that a check leaves out, because a policy says the same."""


@record
class WorkloadInUse:
    """One workload with the model in use, as far as both are known."""

    name: str
    entry: WorkloadConfig
    workload: Workload
    """What is asked, the tokens of prompt files included."""
    prompts: tuple[PromptCount, ...]
    offer: Offer | None = None
    """None if nobody knows the model."""
    model: OfferedModel | None = None
    """None if the model has no price."""
    problem: str | None = None
    """Why there is no price."""
    alternatives: tuple[OtherModel, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def monthly(self) -> Decimal | None:
        """Cost in USD a month; None where the model or its cost is not known."""
        return self.model.price if self.model is not None and self.model.cost else None

    @property
    def priced(self) -> PricedWorkload | None:
        """The workload as a baseline holds it; None if it has no cost."""
        if self.model is None or self.model.cost is None:
            return None
        return PricedWorkload(
            name=self.name,
            selector=self.entry.model,
            id=self.model.id,
            channel=self.model.channel,
            tier=self.model.tier,
            tokenizer=self.model.tokenizer.name,
            workload=self.workload,
            monthly=self.model.cost.monthly,
        )


def workload_in_use(
    market: Market, file: ConfigFile, name: str, sent: SentPrompts | None
) -> WorkloadInUse:
    """Price the workload *name*, with its counted prompt files, on its model and on others."""
    entry = file.config.workloads[name]
    prompts = () if sent is None else sent.files
    workload = workload_of(name, entry, sum(prompt.tokens for prompt in prompts))
    use = _on_its_model(
        market,
        needs_for(file.config, entry),
        WorkloadInUse(name=name, entry=entry, workload=workload, prompts=prompts),
    )
    if use.model is None:
        return use
    text = None if sent is None else sent.text
    # The same text is another number of tokens on another vocabulary.
    asked = workload if text is None else replace(workload_of(name, entry), prompt=text)
    return replace(use, alternatives=_alternatives(market, file, entry, asked, use.model))


def _on_its_model(market: Market, needs: Needs, use: WorkloadInUse) -> WorkloadInUse:
    """Return the workload with the offer in use and what it costs, or why that is not known."""
    selector = use.entry.model
    try:
        use = replace(use, offer=market.select(selector))
        model, notices = _priced(market, needs, use)
    except (UnknownNameError, UnpricedError) as error:
        problem = str(error) if error.hint is None else f"{error} ({error.hint})"
        return replace(use, problem=problem)
    use = replace(
        use, notices=tuple(notice for notice in notices if notice.code not in SAID_BY_POLICIES)
    )
    if model.cost is None:
        return replace(use, problem=f"no price per month is known for {selector}")
    return replace(use, model=model)


def _priced(
    market: Market, needs: Needs, use: WorkloadInUse
) -> tuple[OfferedModel, tuple[Notice, ...]]:
    """Price the model in use; where counts of prompts are estimates, at both of their ends too."""
    if use.offer is None:
        raise ValueError(f"no offer to price: {use.name}")
    priced = price_offer(market, use.offer, use.workload, needs)
    model = priced.model
    if any(prompt.low != prompt.high for prompt in use.prompts):
        for tokens in (sum(p.low for p in use.prompts), sum(p.high for p in use.prompts)):
            end = workload_of(use.name, use.entry, tokens)
            model = _widened(model, price_offer(market, use.offer, end, needs).model.cost)
    return model, tuple(priced.notices)


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
    """Return what else can do the work, the cheapest first.

    Where no candidates are named, only API offers of the tier in use count: a batch is cheaper,
    and no answer to a user who waits; hosting is a decision of its own.
    """
    named = candidates_for(file.config, entry)
    others = (
        _other_model(other, model)
        for other in _able(market, named, workload, needs_for(file.config, entry))
        if (other.id, other.channel, other.tier) != (model.id, model.channel, model.tier)
        and (named or other.tier == model.tier)
    )
    return tuple(other for other in others if other is not None)[:MOST_ALTERNATIVES]


def _able(
    market: Market, named: Sequence[str], workload: Workload, needs: Needs
) -> Sequence[OfferedModel]:
    check_needs(market, needs, None)
    if not any("@" in text for text in named):
        market = replace(market, hosting=None)
    return split_offers(market, offers_for(market, named), workload, needs).able


def _other_model(other: OfferedModel, model: OfferedModel) -> OtherModel | None:
    """Compare the cost of another model with that of *model*; None if it has none."""
    if other.cost is None:
        return None
    with exact():
        saving = (model.price or Decimal(0)) - other.cost.monthly
        percent = quotient(saving * 100, model.price) if model.price else None
    return OtherModel(
        selector=other.selector,
        monthly=other.cost.monthly,
        low=other.cost.low,
        high=other.cost.high,
        saving=saving,
        saving_percent=percent,
    )
