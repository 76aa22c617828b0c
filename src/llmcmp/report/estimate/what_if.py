"""The same traffic on another selector: whether it fits, and what it would cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ...billing.priced_usage import PricedUsage
from ...billing.size_classes import limits
from ...billing.sums import METERS
from ...errors import LlmcmpError, UnpricedError
from ...exact import quotient
from ...needs import Needs, Reason, shortfalls
from ...notices import Notice
from ...readable import percent
from ...records import record
from ...registry import Offer
from ...schema import Meter
from ...usage import Quantity, Usage
from .choices import PricingChoices
from .row_groups import TranslatedTraffic
from .traffic import Host, TrafficCost, TrafficToHost
from .usage_cost import UsageCost
from .what_if_api import cost_on_api


@record
class Alternative:
    """The same traffic on another selector."""

    selector: str
    """The selector, as the user typed it."""
    cost: Decimal | None
    """USD; None where it cannot be priced, with the reason in ``reasons``."""
    low: Decimal | None
    """USD at the lower end of everything that is not known exactly."""
    high: Decimal | None
    """USD at the upper end."""
    saving: Decimal | None
    """USD less than the usage cost; negative where it would cost more."""
    saving_percent: Decimal | None
    """The saving in percent of what the usage cost; None where that is zero."""
    feasible: bool
    """Nothing that is known rules it out."""
    reasons: tuple[str, ...]
    """What rules it out."""


def alternative(
    cost: UsageCost, offer: Offer, when: date, choices: PricingChoices
) -> tuple[Alternative, list[Notice]]:
    """Price the rows behind *cost* on *offer*, at the prices of the day *when*."""
    what_if = _WhatIf(cost, offer, when, choices)
    notices = dict.fromkeys((*offer.warnings, *what_if.traffic.notices))
    reasons = [reason.text for reason in what_if.shortfalls()]
    try:
        other = what_if.cost()
    except LlmcmpError as error:
        reasons.append(str(error) if error.hint is None else f"{error} ({error.hint})")
        return _alternative(offer, cost.ledger.total.cost, None, reasons), list(notices)
    reasons += other.reasons
    notices |= dict.fromkeys((*what_if.traffic.notices, *other.notices))
    return _alternative(offer, cost.ledger.total.cost, other, reasons), list(notices)


def _alternative(
    offer: Offer, paid: Decimal, other: TrafficCost | None, reasons: list[str]
) -> Alternative:
    saving = None if other is None else paid - other.cost
    return Alternative(
        selector=offer.selector,
        cost=None if other is None else other.cost,
        low=None if other is None else other.low,
        high=None if other is None else other.high,
        saving=saving,
        saving_percent=quotient(saving * 100, paid) if saving is not None and paid else None,
        feasible=not reasons,
        reasons=tuple(dict.fromkeys(reasons)),
    )


class _WhatIf:
    """One offer, tried on the traffic."""

    def __init__(self, cost: UsageCost, offer: Offer, when: date, choices: PricingChoices) -> None:
        self._usage, self._requests = cost.usage, cost.ledger.total.requests
        self._offer, self._when, self._host = offer, when, choices.host
        self.traffic = TranslatedTraffic(cost.usage, offer, choices.rescale)

    def shortfalls(self) -> Iterator[Reason]:
        """Yield what the model lacks, and how many requests are too long for it."""
        spec = self._offer.spec
        audio = {
            meter for group in self.traffic.groups for meter in group.counts if "audio" in meter
        }
        offers = [
            *(["audio"] if audio - {Meter.OUTPUT_AUDIO.value} else []),
            *(["audio-output"] if Meter.OUTPUT_AUDIO.value in audio else []),
        ]
        needs = Needs(offers=tuple(offers))
        yield from shortfalls(spec, needs, self._when, channel=self._offer.channel)
        limit = min(limits(spec), default=None)
        if limit is None:
            self.traffic.note("unknown-limit", f"the longest prompt {spec.id} takes is not known")
        else:
            yield from self._too_long(limit)

    def _too_long(self, limit: int) -> Iterator[Reason]:
        longer = unknown = requests = 0
        for group in self.traffic.groups:
            requests += group.requests
            if group.shortest > limit:
                longer += group.requests
            elif group.longest > limit:
                unknown += group.requests
        if longer:
            share = quotient(longer, requests)
            yield Reason(
                code="context",
                text=f"{percent(share)} of requests exceed {limit:,} tokens",
            )
        if unknown:
            self.traffic.note(
                "sizes-lost",
                f"{unknown:,} requests are known by their sums only: whether each fits the "
                f"{limit:,} tokens of {self._offer.spec.id} is not known",
            )

    def cost(self) -> TrafficCost:
        """Price the traffic on the offer; raises an ``LlmcmpError`` where that cannot be done."""
        if not self._offer.is_self:
            return cost_on_api(self.traffic, self._when)
        id_ = self._offer.spec.id
        if self._host is None:
            raise UnpricedError(
                f"{id_} has no price per token: self-hosted weights cost by the hour",
                hint=f"run `llmcmp host {id_}` for the hosting plan",
            )
        return self._hosted(self._host)

    def _hosted(self, host: Host) -> TrafficCost:
        """Return what serving the traffic from one's own GPUs costs."""
        counts: dict[str, Quantity] = dict.fromkeys(METERS, 0)
        for group in self.traffic.groups:
            for meter, count in group.counts.items():
                counts[meter] += count * group.scaling.factor
        return host(
            self._offer,
            TrafficToHost(
                usage=Usage(**counts),
                requests=self._requests,
                days=_span(self._usage),
                load=self._usage.data.load,
            ),
        )


def _span(usage: PricedUsage) -> Decimal:
    """Return the days that GPUs would have been kept for: idle ones count."""
    load = usage.data.load
    if load is not None and load.minutes:
        return load.days
    days = {priced.row.day for priced in usage.rows if priced.row.day is not None}
    return Decimal((max(days) - min(days)).days + 1) if days else Decimal(0)
