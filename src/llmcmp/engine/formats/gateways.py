"""Gateways that log each request: OpenRouter, LiteLLM, Helicone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..rows.cells import amount, count, flag, optional, text
from ..rows.counts import from_disjoint, split_inclusive
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .anthropic import cache_writes
from .base import Format, Record, at, has, mapping


class OpenRouterActivity(Format):
    """OpenRouter's activity export; columns in any order."""

    id = "openrouter-activity-csv"
    shape = "table"
    convention = "prompt tokens include cached ones, completion tokens include reasoning"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of an activity export."""
        return has(record, "generation_id", "tokens_prompt", "tokens_completion", "model_permaslug")

    def read(self, record: Record) -> Row | None:
        """Return one generation; with your own key, its cost is only the fee of OpenRouter."""
        if Decimal(amount(record.get("byok_usage_inference"), "byok_usage_inference") or 0) > 0:
            self.note("cost_total of calls with your own key is only the fee")
        return Row(
            model=text(record["model_permaslug"]),
            counts=split_inclusive(
                count(record["tokens_prompt"], "tokens_prompt"),
                count(record["tokens_completion"], "tokens_completion"),
                cached=optional(record.get("tokens_cached"), "tokens_cached"),
            ),
            tier=tier_of(record.get("variant")),
            channel="openrouter",
            at=seconds(record.get("created_at"), "created_at"),
            cost=amount(record.get("cost_total"), "cost_total"),
        )


class LiteLLMSpendLogs(Format):
    """A dump of LiteLLM's table of spend logs."""

    id = "litellm-spendlogs-csv"
    shape = "table"
    convention = "prompt tokens include cache reads and writes, whichever the provider"
    tag_fields = ("request_tags", "metadata")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of the spend log."""
        return has(record, "call_type", "spend", "prompt_tokens", "completion_tokens", "cache_hit")

    def read(self, record: Record) -> Row | None:
        """Return one request; the gateway's own cache hits and failures cost nothing."""
        if flag(record["cache_hit"]) or text(record.get("status")).lower() == "failure":
            return None
        metadata = mapping(record.get("metadata"))
        values = mapping(metadata.get("additional_usage_values"))
        whole = mapping(metadata.get("usage_object"))
        details = mapping(values.get("prompt_tokens_details")) or mapping(
            whole.get("prompt_tokens_details")
        )
        usage = {**whole, **values}
        cached = optional(usage.get("cache_read_input_tokens"), "cache_read_input_tokens")
        short, long = cache_writes(usage)
        model = text(record.get("model"))
        return Row(
            model=model,
            counts=split_inclusive(
                count(record["prompt_tokens"], "prompt_tokens"),
                count(record["completion_tokens"], "completion_tokens"),
                cached=cached or optional(details.get("cached_tokens"), "cached_tokens"),
                write=short,
                write_1h=long,
            ),
            tier=tier_of(usage.get("service_tier") or metadata.get("service_tier"), model),
            channel=text(record.get("custom_llm_provider")) or None,
            at=seconds(record.get("startTime"), "startTime"),
            cost=amount(record.get("spend"), "spend"),
        )


class HeliconeRequests(Format):
    """Helicone's export of requests as CSV."""

    id = "helicone-requests-csv"
    shape = "table"
    convention = "prompt tokens are the provider's own count; cache counts are not exported"
    tag_fields = ("request_properties",)
    tag_prefix = "Helicone-Property-"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of a request export."""
        return has(record, "response_id", "request_created_at", "prompt_tokens", "response_status")

    def read(self, record: Record) -> Row | None:
        """Return one request; failed ones have no counts."""
        if not text(record["prompt_tokens"]) and not text(record.get("completion_tokens")):
            return None
        prompt = count(record["prompt_tokens"], "prompt_tokens")
        output = optional(record.get("completion_tokens"), "completion_tokens")
        cached = optional(record.get("prompt_cache_read_tokens"), "prompt_cache_read_tokens")
        write = optional(record.get("prompt_cache_write_tokens"), "prompt_cache_write_tokens")
        split = from_disjoint if self.options.cache_convention == "exclusive" else split_inclusive
        return Row(
            model=text(record.get("model")),
            counts=split(prompt, output, cached=cached, write=write),
            at=seconds(record["request_created_at"], "request_created_at"),
            cost=amount(record.get("cost"), "cost"),
        )


def service_tier(parameters: Any) -> Any:
    """Return the service tier of a request's parameters."""
    return at(mapping(parameters), "service_tier")
