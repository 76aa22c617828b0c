"""The same traffic on another selector: whether it fits, and what it would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import TypeAlias

from ...billing.price_book import MeterPrices, Tariff
from ...billing.priced_usage import Bill, Billing
from ...billing.size_classes import Rescale, Rescaling, limits
from ...billing.sums import EXACT, METERS, Sum, quotient
from ...errors import LlmcmpError, UnpricedError
from ...needs import Needs, Reason, gone_since, shortfalls
from ...notices import Notice
from ...pricing.quotes import UNCACHED, may_cache
from ...readable import listed, percent
from ...records import record
from ...registry import Offer
from ...schema import PER_CALL, Meter, ModelSpec
from ...usage import LoadProfile, Quantity, Usage

AS_INPUT = {cached.value: plain.value for cached, plain in UNCACHED.items()}
"""What a prompt token is where it is not cached, by name."""

ONE = Rescaling(factor=Decimal(1), low=Decimal(1), high=Decimal(1), text="same vocabulary")


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
    """Nothing known stands against it."""
    reasons: tuple[str, ...]
    """What stands against it."""


@record
class Traffic:
    """What a hosting plan has to carry."""

    usage: Usage
    """All tokens, in the vocabulary of the model that is to serve them."""
    requests: int | None
    """Requests; None where a format does not count them."""
    days: Decimal
    """Days from the first usage to the last; 0 where the files have no dates."""
    load: LoadProfile | None
    """Requests per minute, where every request has its time."""


@record
class HostedBill:
    """What serving the traffic from one's own GPUs would have cost."""

    cost: Decimal
    """USD, over the days of the traffic."""
    low: Decimal
    """USD, lower end of the band."""
    high: Decimal
    """USD, upper end of the band."""
    reasons: tuple[str, ...] = ()
    """What stands against it."""
    notices: tuple[Notice, ...] = ()
    """What a reader must know."""


Host: TypeAlias = Callable[[Offer, Traffic], HostedBill]
"""Plans the hosting of an offer for a traffic; raises ``UnpricedError`` where it cannot."""


def alternative(
    billing: Billing,
    offer: Offer,
    paid: Sum,
    *,
    when: date,
    rescale: Rescale | None = None,
    host: Host | None = None,
) -> tuple[Alternative, list[Notice]]:
    """Price the priced rows of *billing* on *offer*, at the prices of the day *when*."""
    trial = _Trial(billing, offer, when, rescale)
    notices = dict.fromkeys((*offer.warnings, *trial.notices()))
    reasons = [reason.text for reason in trial.shortfalls()]
    try:
        cost, low, high = trial.hosted(host, paid) if offer.is_self else trial.costs()
    except LlmcmpError as error:
        reasons.append(str(error) if error.hint is None else f"{error} ({error.hint})")
        return _refused(offer, reasons), list(notices)
    reasons += trial.reasons
    notices |= dict.fromkeys(trial.notices())
    saving = EXACT.subtract(paid.cost, cost)
    return (
        Alternative(
            selector=offer.selector,
            cost=cost,
            low=low,
            high=high,
            saving=saving,
            saving_percent=quotient(saving * 100, paid.cost) if paid.cost else None,
            feasible=not reasons,
            reasons=tuple(dict.fromkeys(reasons)),
        ),
        list(notices),
    )


def _refused(offer: Offer, reasons: list[str]) -> Alternative:
    return Alternative(
        selector=offer.selector,
        cost=None,
        low=None,
        high=None,
        saving=None,
        saving_percent=None,
        feasible=False,
        reasons=tuple(dict.fromkeys(reasons)),
    )


class _Lump:
    """Rows of one model and one size class: all that decides what they cost elsewhere."""

    def __init__(self, bill: Bill, prompts: tuple[int, ...]) -> None:
        self.spec = bill.tariff.spec
        self.prompts = prompts
        self.hour = bill.row.hour
        self.per_request = bill.row.per_request
        self.requests = 0
        self.counts: dict[str, int] = {}

    def add(self, bill: Bill) -> None:
        """Add a row of the same kind."""
        for meter, count in bill.counts:
            self.counts[meter] = self.counts.get(meter, 0) + count
        row = bill.row
        self.requests += row.rows if row.requests is None else row.requests


class _Trial:
    """One alternative, tried on the traffic."""

    def __init__(self, billing: Billing, offer: Offer, when: date, rescale: Rescale | None) -> None:
        self._billing, self._offer, self._when, self._rescale = billing, offer, when, rescale
        self._spec = offer.spec
        self._notices: dict[Notice, None] = {}
        self.reasons: list[str] = []
        lumps: dict[tuple[object, ...], _Lump] = {}
        for bill in billing.bills:
            row, prompts = bill.row, billing.prompts(bill.row)
            key = (bill.tariff.spec.id, prompts, row.hour, row.per_request)
            lumps.setdefault(key, _Lump(bill, prompts)).add(bill)
        self._lumps = list(lumps.values())
        self._kept: list[str] = []
        self._scales = {lump.spec.id: self._scaling(lump.spec) for lump in self._lumps}
        if self._kept:
            self._say(
                "same-tokens",
                f"{self._spec.id} ({self._spec.tokenizer.name}) makes other tokens of the same "
                f"text than {listed(self._kept)}: token counts are kept as they are, "
                "and the cost is off by that difference",
            )

    def notices(self) -> tuple[Notice, ...]:
        """Return what had to be said so far."""
        return tuple(self._notices)

    def _say(self, code: str, text: str) -> None:
        self._notices[Notice(code=code, text=text, selector=self._offer.selector)] = None

    def _scaling(self, spec: ModelSpec) -> Rescaling:
        """Return how the tokens of *spec* translate, and say where they do not."""
        theirs, ours = spec.tokenizer.name, self._spec.tokenizer.name
        if spec.id == self._spec.id or (theirs == ours and theirs not in _UNNAMED):
            return ONE
        scaling = None if self._rescale is None else self._rescale(spec, self._spec)
        if scaling is None:
            self._kept.append(f"{spec.id} ({theirs})")
            return ONE
        self._say("rescaled", f"{spec.id} to {self._spec.id}: {scaling.text}")
        return scaling

    def shortfalls(self) -> Iterator[Reason]:
        """Yield what the model lacks, and how many requests are too long for it."""
        audio = {meter for lump in self._lumps for meter in lump.counts if "audio" in meter}
        offers = [
            *(["audio"] if audio - {Meter.OUTPUT_AUDIO.value} else []),
            *(["audio-output"] if Meter.OUTPUT_AUDIO.value in audio else []),
        ]
        yield from shortfalls(
            self._spec, Needs(offers=tuple(offers)), self._when, channel=self._offer.channel
        )
        limit = min(limits(self._spec), default=None)
        if limit is None:
            self._say("unknown-limit", f"the longest prompt {self._spec.id} takes is not known")
        else:
            yield from self._too_long(limit)

    def _too_long(self, limit: int) -> Iterator[Reason]:
        longer = unknown = requests = 0
        for lump in self._lumps:
            factor = self._scales[lump.spec.id].factor
            requests += lump.requests
            if _scaled(lump.prompts[0], factor) > limit:
                longer += lump.requests
            elif _scaled(lump.prompts[-1], factor) > limit:
                unknown += lump.requests
        if longer:
            share = quotient(longer, requests)
            yield Reason(
                code="context",
                text=f"{percent(share)} of requests exceed {limit:,} tokens",
            )
        if unknown:
            self._say(
                "sizes-lost",
                f"{unknown:,} requests are known by their sums only: whether each fits the "
                f"{limit:,} tokens of {self._spec.id} is not known",
            )

    def costs(self) -> tuple[Decimal, Decimal, Decimal]:
        """Return cost, low and high of the whole traffic on an API."""
        tariff = self._billing.book.of(self._spec, self._offer.channel, self._offer.tier)
        ended = gone_since(tariff.rows(self._when).ended, self._when)
        if ended is not None:
            self.reasons.append(ended.text)
        totals = [Decimal(0)] * 3
        for lump in self._lumps:
            for place, amount in enumerate(self._lump_costs(tariff, lump)):
                totals[place] = EXACT.add(totals[place], amount)
        for notice in tariff.notices:
            self._say(notice.code, notice.text)
        return totals[0], totals[1], totals[2]

    def _lump_costs(self, tariff: Tariff, lump: _Lump) -> tuple[Decimal, Decimal, Decimal]:
        scaling = self._scales[lump.spec.id]
        counts = self._as_here(tariff, lump)
        by_hour = tariff.rows(self._when).by_hour
        minute = lump.hour * 60 if by_hour and lump.hour is not None else None
        minutes = {minute, *(tariff.minutes(self._when, lump.hour) if by_hour else ())}
        cost = self._bill(tariff, counts, lump.prompts[0], scaling.factor, minute)
        bracket = [
            self._bill(tariff, counts, prompt, factor, at)
            for prompt in lump.prompts
            for factor in {scaling.factor, scaling.low, scaling.high}
            for at in minutes
        ]
        return cost, min(bracket), max(bracket)

    def _bill(
        self,
        tariff: Tariff,
        counts: dict[str, int],
        prompt: int,
        factor: Decimal,
        minute: int | None,
    ) -> Decimal:
        price = tariff.per_million(self._when, _scaled(prompt, factor), minute)
        million = Decimal(0)
        for meter, count in counts.items():
            scaled = count if Meter(meter) in PER_CALL else EXACT.multiply(count, factor)
            million = EXACT.add(million, EXACT.multiply(scaled, self._rate(price, meter)))
        return million.scaleb(-6, EXACT)

    def _rate(self, price: MeterPrices, meter: str) -> Decimal:
        """Return the rate of *meter*; a long-lived cache is priced as the one there is."""
        try:
            return price[meter]
        except UnpricedError:
            if meter != Meter.CACHE_WRITE_1H.value:
                raise
            rate = price[Meter.CACHE_WRITE.value]
        self._say(
            "one-cache",
            f"{self._spec.id} has one price for cache writes: long-lived ones are priced so too",
        )
        return rate

    def _as_here(self, tariff: Tariff, lump: _Lump) -> dict[str, int]:
        """Move cached tokens to input where this model would not have cached them."""
        cached = {meter: count for meter, count in lump.counts.items() if meter in AS_INPUT}
        if not cached or not (why := self._no_cache(tariff, lump)):
            return lump.counts
        counts = {meter: count for meter, count in lump.counts.items() if meter not in AS_INPUT}
        for meter, count in cached.items():
            counts[AS_INPUT[meter]] = counts.get(AS_INPUT[meter], 0) + count
        self._say(*why)
        return {meter: counts[meter] for meter in METERS if meter in counts}

    def _no_cache(self, tariff: Tariff, lump: _Lump) -> tuple[str, str] | None:
        """Say why cached tokens are input here, or None where they are cached as well."""
        spec = self._spec
        if not may_cache(spec, self._when):
            return "no-cache", f"{spec.id} has no prompt cache: cached tokens are priced as input"
        rows = tariff.rows(self._when).rows
        priced = any(row.rates.cached_input is not None for row in rows)
        if spec.features.prompt_caching != "yes" and not priced:
            return (
                "cache-unknown",
                f"it is not known whether {spec.id} caches prompts: "
                "cached tokens are priced as input",
            )
        minimum = spec.caching.minimum_prefix if spec.caching else None
        factor = self._scales[lump.spec.id].factor
        if minimum and lump.per_request and _scaled(lump.prompts[0], factor) < minimum:
            return (
                "below-cache-minimum",
                f"{spec.id} caches no prompt under {minimum:,} tokens: "
                "cached tokens of shorter ones are priced as input",
            )
        return None

    def _span(self) -> Decimal:
        """Return the days that GPUs would have been kept for: idle ones count."""
        load = self._billing.data.load
        if load is not None and load.minutes:
            return load.days
        days = {bill.row.day for bill in self._billing.bills if bill.row.day is not None}
        return Decimal((max(days) - min(days)).days + 1) if days else Decimal(0)

    def hosted(self, host: Host | None, paid: Sum) -> tuple[Decimal, Decimal, Decimal]:
        """Return cost, low and high of serving the traffic from one's own GPUs."""
        if host is None:
            raise UnpricedError(
                f"{self._spec.id} has no price per token: self-hosted weights cost by the hour",
                hint=f"run `llmcmp host {self._spec.id}` for the hosting plan",
            )
        counts: dict[str, Quantity] = dict.fromkeys(METERS, 0)
        for lump in self._lumps:
            factor = self._scales[lump.spec.id].factor
            for meter, count in lump.counts.items():
                counts[meter] = EXACT.add(Decimal(counts[meter]), EXACT.multiply(count, factor))
        bill = host(
            self._offer,
            Traffic(
                usage=Usage(**counts),
                requests=paid.requests,
                days=self._span(),
                load=self._billing.data.load,
            ),
        )
        self.reasons += bill.reasons
        self._notices |= dict.fromkeys(bill.notices)
        return bill.cost, bill.low, bill.high


_UNNAMED = frozenset({"undisclosed", "unknown"})


def _scaled(prompt: int, factor: Decimal) -> int:
    """Return a prompt size in other tokens, rounded up: it stays past the cuts it was past."""
    return int(EXACT.multiply(prompt, factor).to_integral_value(ROUND_CEILING))
