"""Anthropic's Console and Admin API, tokens and costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...schema import Meter
from ..rows.cells import BadRow, amount, count, optional, text
from ..rows.counts import Counts, from_disjoint
from ..rows.row import Charge, Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .base import Format, Record, has, mapping
from .usage_api_pages import Pages, is_page_with

LONG_CONTEXT = 200_000
"""Prompt size at which Anthropic's reports split their rows."""

_METERS = {
    "input_no_cache": Meter.INPUT,
    "uncached_input_tokens": Meter.INPUT,
    "input_cache_read": Meter.CACHED_INPUT,
    "cache_read_input_tokens": Meter.CACHED_INPUT,
    "input_cache_write_5m": Meter.CACHE_WRITE,
    "cache_creation.ephemeral_5m_input_tokens": Meter.CACHE_WRITE,
    "input_cache_write_1h": Meter.CACHE_WRITE_1H,
    "cache_creation.ephemeral_1h_input_tokens": Meter.CACHE_WRITE_1H,
    "output": Meter.OUTPUT,
    "output_tokens": Meter.OUTPUT,
    "web_search": Meter.WEB_SEARCH,
}


def cache_writes(usage: Record) -> tuple[int, int]:
    """Return short and long cache writes; the flat total repeats the split."""
    flat = optional(usage.get("cache_creation_input_tokens"), "cache_creation_input_tokens")
    split = mapping(usage.get("cache_creation"))
    short = optional(split.get("ephemeral_5m_input_tokens"), "ephemeral_5m_input_tokens")
    long = optional(split.get("ephemeral_1h_input_tokens"), "ephemeral_1h_input_tokens")
    if flat and short + long > flat:
        raise BadRow(
            f"cache_creation exceeds cache_creation_input_tokens: {short + long} of {flat}"
        )
    return (flat - long if flat else short), long


def speed_tier(word: Any, speed: Any) -> str:
    """Return the tier; fast mode is a price of its own."""
    return "fast" if text(speed) == "fast" else tier_of(word)


def _region(value: Any) -> str | None:
    region = text(value)
    return None if region in ("", "not_available", "global") else region


class _Usage(Format):
    convention = (
        "input, cache reads and cache writes are four separate counts; reasoning is inside output; "
        "a row is a sum of requests, whose number is not told"
    )

    def _row(self, record: Record, model: str, counts: Counts, tier: str, at: int | None) -> Row:
        window = text(record.get("context_window")).replace(" ", "").lower()
        return Row(
            model=model,
            counts=counts,
            tier=tier,
            channel="anthropic",
            at=at,
            requests=None,
            per_request=False,
            size_over=LONG_CONTEXT if window in ("200k-1m", ">200k") else -1,
            size_up_to=LONG_CONTEXT if window in ("0-200k", "≤200k", "<=200k") else None,
            region=_region(record.get("inference_geo")),
        )


class ConsoleUsage(_Usage):
    """The Console's token export."""

    id = "anthropic-console-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the token columns of the Console."""
        return has(record, "usage_date_utc", "usage_input_tokens_no_cache", "usage_output_tokens")

    def read(self, record: Record) -> Row | None:
        """Return one day (or hour) and group."""
        counts = from_disjoint(
            count(record["usage_input_tokens_no_cache"], "usage_input_tokens_no_cache"),
            count(record["usage_output_tokens"], "usage_output_tokens"),
            cached=_counted(record, "usage_input_tokens_cache_read"),
            write=_counted(record, "usage_input_tokens_cache_write_5m"),
            write_1h=_counted(record, "usage_input_tokens_cache_write_1h"),
            web_search=_counted(record, "web_search_count"),
        )
        tier = speed_tier(record.get("usage_type"), record.get("speed"))
        model = text(record.get("model_version") or record.get("model"))
        at = seconds(record["usage_date_utc"], "usage_date_utc")
        return self._row(record, model, counts, "standard" if tier == "message" else tier, at)


def _counted(record: Record, name: str) -> int:
    return optional(record.get(name), name)


class ApiUsage(Pages, _Usage):
    """Pages of GET organizations/usage_report/messages."""

    id = "anthropic-usage-api"
    times = ("starting_at", "ending_at")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the keys of a result."""
        return is_page_with(record, "uncached_input_tokens", "output_tokens")

    def read(self, record: Record) -> Row | None:
        """Return one bucket and group."""
        if "uncached_input_tokens" not in record:
            return None
        short, long = cache_writes(record)
        counts = from_disjoint(
            count(record["uncached_input_tokens"], "uncached_input_tokens"),
            count(record.get("output_tokens"), "output_tokens"),
            cached=_counted(record, "cache_read_input_tokens"),
            write=short,
            write_1h=long,
            web_search=_counted(mapping(record.get("server_tool_use")), "web_search_requests"),
        )
        tier = speed_tier(record.get("service_tier"), record.get("speed"))
        at = seconds(record.get("starting_at"), "starting_at")
        return self._row(record, text(record.get("model")), counts, tier, at)


class _Costs(Format):
    convention = "a bill without token counts: reported cost only"

    def _charge(
        self, record: Record, money: Decimal | None, at: int | None, tier: str, currency: str
    ) -> Row | None:
        if money is None:
            return None
        meter = _METERS.get(text(record.get("token_type")) or text(record.get("cost_type")))
        return Row(
            model=text(record.get("model")),
            counts=None,
            tier=tier,
            channel="anthropic",
            at=at,
            requests=None,
            charges=(
                Charge(
                    money,
                    currency=currency,
                    meter=meter,
                    description=text(record.get("description") or record.get("token_type")),
                ),
            ),
        )


class ConsoleCosts(_Costs):
    """The Console's cost export: one row per token type, after discount."""

    id = "anthropic-console-cost-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the cost columns of the Console."""
        return has(record, "usage_date_utc", "token_type", "cost_usd")

    def read(self, record: Record) -> Row | None:
        """Return one day, group and token type."""
        tier = speed_tier(record.get("usage_type"), record.get("speed"))
        at = seconds(record["usage_date_utc"], "usage_date_utc")
        money = amount(record["cost_usd"], "cost_usd")
        return self._charge(record, money, at, "standard" if tier == "message" else tier, "USD")


class ApiCosts(Pages, _Costs):
    """Pages of cost_report; amounts are cents."""

    id = "anthropic-cost-api"
    times = ("starting_at", "ending_at")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the keys of a result."""
        return is_page_with(record, "amount", "cost_type")

    def read(self, record: Record) -> Row | None:
        """Return one day and component."""
        cents = amount(record.get("amount"), "amount")
        money = None if cents is None else cents.scaleb(-2)
        at = seconds(record.get("starting_at"), "starting_at")
        tier = tier_of(record.get("service_tier"))
        return self._charge(record, money, at, tier, text(record.get("currency")).upper() or "USD")
