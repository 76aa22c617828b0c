"""Anthropic's Console and Admin API, tokens and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ...schema import Meter
from ..rows.row import (
    BadRow,
    Charge,
    Meters,
    Reading,
    amount,
    count,
    exclusive,
    optional,
    text,
    tier_of,
)
from ..rows.times import seconds
from .base import Format, Record, has, mapping
from .usage_api_pages import is_page_with, results

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


def written(usage: Record) -> tuple[int, int]:
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

    def _reading(
        self, row: Record, model: str, meters: Meters, tier: str, at: int | None
    ) -> Reading:
        window = text(row.get("context_window")).replace(" ", "").lower()
        return Reading(
            model=model,
            meters=meters,
            tier=tier,
            channel="anthropic",
            at=at,
            requests=None,
            per_request=False,
            size_over=LONG_CONTEXT if window in ("200k-1m", ">200k") else -1,
            size_up_to=LONG_CONTEXT if window in ("0-200k", "≤200k", "<=200k") else None,
            region=_region(row.get("inference_geo")),
        )


class ConsoleUsage(_Usage):
    """The Console's token export."""

    id = "anthropic-console-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "usage_date_utc", "usage_input_tokens_no_cache", "usage_output_tokens")

    def read(self, row: Record) -> Reading | None:
        """Return one day (or hour) and group."""
        meters = exclusive(
            count(row["usage_input_tokens_no_cache"], "usage_input_tokens_no_cache"),
            count(row["usage_output_tokens"], "usage_output_tokens"),
            cached=_counted(row, "usage_input_tokens_cache_read"),
            write=_counted(row, "usage_input_tokens_cache_write_5m"),
            write_1h=_counted(row, "usage_input_tokens_cache_write_1h"),
            web_search=_counted(row, "web_search_count"),
        )
        tier = speed_tier(row.get("usage_type"), row.get("speed"))
        model = text(row.get("model_version") or row.get("model"))
        at = seconds(row["usage_date_utc"], "usage_date_utc")
        return self._reading(row, model, meters, "standard" if tier == "message" else tier, at)


def _counted(row: Record, name: str) -> int:
    return optional(row.get(name), name)


class ApiUsage(_Usage):
    """Pages of usage_report/messages."""

    id = "anthropic-usage-api"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the keys of a result."""
        return is_page_with(record, "uncached_input_tokens", "output_tokens")

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield bucket by bucket and group by group."""
        if document.get("has_more"):
            self.note("has_more is true: the file is one page of several")
        return results(document, "starting_at", "ending_at")

    def read(self, row: Record) -> Reading | None:
        """Return one bucket and group."""
        if "uncached_input_tokens" not in row:
            return None
        short, long = written(row)
        meters = exclusive(
            count(row["uncached_input_tokens"], "uncached_input_tokens"),
            count(row.get("output_tokens"), "output_tokens"),
            cached=_counted(row, "cache_read_input_tokens"),
            write=short,
            write_1h=long,
            web_search=_counted(mapping(row.get("server_tool_use")), "web_search_requests"),
        )
        tier = speed_tier(row.get("service_tier"), row.get("speed"))
        at = seconds(row.get("starting_at"), "starting_at")
        return self._reading(row, text(row.get("model")), meters, tier, at)


class _Costs(Format):
    convention = "a bill without token counts: reported cost only"

    def _charge(
        self, row: Record, money: Decimal | None, at: int | None, tier: str, currency: str
    ) -> Reading | None:
        if money is None:
            return None
        meter = _METERS.get(text(row.get("token_type")) or text(row.get("cost_type")))
        return Reading(
            model=text(row.get("model")),
            meters=None,
            tier=tier,
            channel="anthropic",
            at=at,
            requests=None,
            charges=(
                Charge(
                    money,
                    currency=currency,
                    meter=meter,
                    description=text(row.get("description") or row.get("token_type")),
                ),
            ),
        )


class ConsoleCost(_Costs):
    """The Console's cost export: one row per token type, after discount."""

    id = "anthropic-console-cost-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "usage_date_utc", "token_type", "cost_usd")

    def read(self, row: Record) -> Reading | None:
        """Return one day, group and token type."""
        tier = speed_tier(row.get("usage_type"), row.get("speed"))
        at = seconds(row["usage_date_utc"], "usage_date_utc")
        money = amount(row["cost_usd"], "cost_usd")
        return self._charge(row, money, at, "standard" if tier == "message" else tier, "USD")


class ApiCost(_Costs):
    """Pages of cost_report; amounts are cents."""

    id = "anthropic-cost-api"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the keys of a result."""
        return is_page_with(record, "amount", "cost_type")

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield bucket by bucket and component by component."""
        if document.get("has_more"):
            self.note("has_more is true: the file is one page of several")
        return results(document, "starting_at", "ending_at")

    def read(self, row: Record) -> Reading | None:
        """Return one day and component."""
        cents = amount(row.get("amount"), "amount")
        money = None if cents is None else cents.scaleb(-2)
        at = seconds(row.get("starting_at"), "starting_at")
        tier = tier_of(row.get("service_tier"))
        return self._charge(row, money, at, tier, text(row.get("currency")).upper() or "USD")
