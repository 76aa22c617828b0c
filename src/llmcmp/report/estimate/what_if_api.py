"""What the same traffic would cost on an API, at the prices of one day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...billing.priced_usage import Costs
from ...billing.sums import METERS
from ...billing.tariff import MeterPrices
from ...errors import UnpricedError
from ...needs import gone_since
from ...pricing.quotes import UNCACHED, may_cache
from ...schema import PER_CALL, Meter
from .row_groups import RowGroup, TranslatedTraffic, scaled
from .traffic import TrafficCost

AS_INPUT = {cached.value: plain.value for cached, plain in UNCACHED.items()}
"""What a prompt token is where it is not cached, by name."""


def cost_on_api(traffic: TranslatedTraffic, when: date) -> TrafficCost:
    """Price the traffic on its offer; raises ``UnpricedError`` where a price is missing."""
    return _ApiPrices(traffic, when).cost()


class _ApiPrices:
    """The tariff of the offer, applied to groups of rows."""

    def __init__(self, traffic: TranslatedTraffic, when: date) -> None:
        self._traffic, self._when, self._spec = traffic, when, traffic.offer.spec
        offer = traffic.offer
        self._tariff = traffic.usage.book.tariff_for(offer.spec, offer.channel, offer.tier)
        self._rows = self._tariff.rows(when)

    def cost(self) -> TrafficCost:
        """Add up all groups, with the bracket of what is not known of each."""
        ended = gone_since(self._rows.ended, self._when)
        cost = low = high = Decimal(0)
        for group in self._traffic.groups:
            of_group = self._group_costs(group)
            cost, low, high = cost + of_group[0], low + of_group[1], high + of_group[2]
        for notice in self._tariff.notices:
            self._traffic.note(notice.code, notice.text)
        return TrafficCost(
            cost=cost, low=low, high=high, reasons=() if ended is None else (ended.text,)
        )

    def _group_costs(self, group: RowGroup) -> Costs:
        scaling, counts = group.scaling, self._as_here(group)
        by_hour = self._rows.by_hour
        minute = group.hour * 60 if by_hour and group.hour is not None else None
        minutes = {minute, *(self._tariff.minutes(self._when, group.hour) if by_hour else ())}
        cost = self._cost(counts, group.prompts[0], scaling.factor, minute)
        bracket = [
            self._cost(counts, prompt, factor, at)
            for prompt in group.prompts
            for factor in {scaling.factor, scaling.low, scaling.high}
            for at in minutes
        ]
        return cost, min(bracket), max(bracket)

    def _cost(
        self, counts: dict[str, int], prompt: int, factor: Decimal, minute: int | None
    ) -> Decimal:
        prices = self._tariff.per_million(self._when, scaled(prompt, factor), minute)
        million = Decimal(0)
        for meter, count in counts.items():
            quantity = count if Meter(meter) in PER_CALL else count * factor
            million += quantity * self._rate(prices, meter)
        return million.scaleb(-6)

    def _rate(self, prices: MeterPrices, meter: str) -> Decimal:
        """Return the rate of *meter*; a long-lived cache is priced as the one there is."""
        try:
            return prices[meter]
        except UnpricedError:
            if meter != Meter.CACHE_WRITE_1H.value:
                raise
            rate = prices[Meter.CACHE_WRITE.value]
        self._traffic.note(
            "one-cache",
            f"{self._spec.id} has one price for cache writes: long-lived ones are priced so too",
        )
        return rate

    def _as_here(self, group: RowGroup) -> dict[str, int]:
        """Move cached tokens to input where this model would not have cached them."""
        cached = {meter: count for meter, count in group.counts.items() if meter in AS_INPUT}
        if not cached or not (why := self._no_cache(group)):
            return group.counts
        counts = {meter: count for meter, count in group.counts.items() if meter not in AS_INPUT}
        for meter, count in cached.items():
            counts[AS_INPUT[meter]] = counts.get(AS_INPUT[meter], 0) + count
        self._traffic.note(*why)
        return {meter: counts[meter] for meter in METERS if meter in counts}

    def _no_cache(self, group: RowGroup) -> tuple[str, str] | None:
        """Say why cached tokens are input here, or None where they are cached as well."""
        spec = self._spec
        if not may_cache(spec, self._when):
            return "no-cache", f"{spec.id} has no prompt cache: cached tokens are priced as input"
        priced = any(row.rates.cached_input is not None for row in self._rows.rows)
        if spec.features.prompt_caching != "yes" and not priced:
            return (
                "cache-unknown",
                f"it is not known whether {spec.id} caches prompts: "
                "cached tokens are priced as input",
            )
        minimum = spec.caching.minimum_prefix if spec.caching else None
        if minimum and group.per_request and group.shortest < minimum:
            return (
                "below-cache-minimum",
                f"{spec.id} caches no prompt under {minimum:,} tokens: "
                "cached tokens of shorter ones are priced as input",
            )
        return None
