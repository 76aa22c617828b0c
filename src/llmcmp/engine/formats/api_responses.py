"""Raw responses of provider APIs: whatever a program kept of its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.cells import BadRow, amount, count, optional, text
from ..rows.counts import Counts, from_disjoint, split_inclusive
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .anthropic import cache_writes, speed_tier
from .base import Format, Record, at, has, mapping

IMAGES = "image-output"
"""Tier of responses that contain images: their tokens cost many times those of text, and no meter
counts them, so pricing must refuse them instead of taking them for text."""

_USAGE_KEYS = (
    "prompt_tokens",
    "input_tokens",
    "inputTokens",
    "billed_units",
    "completion_tokens",
    "output_tokens",
)


class Responses(Format):
    """Bodies of OpenAI, Anthropic, Gemini, Bedrock and of those who speak like them."""

    id = "api-responses"
    convention = (
        "each body counts as its own API does: OpenAI's and Gemini's input includes cached tokens, "
        "Anthropic's and Bedrock's excludes them"
    )

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise a body, or a line of a batch result around one."""
        body, _ = _body(dict(record))
        return _usage(body) is not None

    def read(self, record: Record) -> Row | None:
        """Return one response; one without usage (an error) declares nothing."""
        body, batch = _body(record)
        usage = _usage(body)
        if usage is None:
            return None
        model = text(body.get("model") or body.get("modelVersion") or body.get("model_version"))
        model = model or text(record.get("model"))
        if "promptTokenCount" in usage or "totalTokenCount" in usage:
            tier = tier_of(usage.get("serviceTier") or usage.get("trafficType"), batch=batch)
            tier = IMAGES if _tokens_of(usage, "candidatesTokensDetails", "IMAGE") else tier
            counts, channel = _gemini(usage), None
        elif "inputTokens" in usage:
            tier, counts, channel = tier_of(at(body, "serviceTier", "type")), _bedrock(usage), None
        elif "input_tokens" in usage and _is_anthropic(body, usage):
            tier = speed_tier(usage.get("service_tier"), usage.get("speed"))
            counts, channel = _anthropic(usage), None
        else:
            tier = tier_of(body.get("service_tier") or usage.get("service_tier"), model)
            counts, channel = _openai(usage), "openrouter" if "is_byok" in usage else None
        return Row(
            model=model,
            counts=counts,
            tier=tier_of(tier, batch=batch),
            channel=channel,
            at=_created(body, record),
            cost=amount(usage.get("cost"), "usage.cost") if "is_byok" in usage else None,
        )


def _body(record: Record) -> tuple[Record, bool]:
    """Return the body inside a line, and whether it came from a batch."""
    for path, batch in (
        (("response", "body"), True),
        (("result", "message"), True),
        (("body",), False),
        (("response",), "custom_id" in record or "key" in record),
        (("message",), False),
    ):
        inside = at(record, *path)
        if isinstance(inside, dict) and _usage(inside) is not None:
            return inside, bool(batch)
    return record, False


def _usage(body: Record) -> Record | None:
    for name in ("usage", "usageMetadata", "usage_metadata", "meta"):
        usage = body.get(name)
        if not isinstance(usage, dict):
            continue
        if name == "usage_metadata":
            usage = {_camel(key): value for key, value in usage.items()}
        if any(key in usage for key in (*_USAGE_KEYS, "promptTokenCount", "totalTokenCount")):
            return usage
    return None


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _created(body: Record, record: Record) -> int | None:
    for holder in (body, record):
        for name in ("created", "created_at", "createTime", "create_time", "timestamp"):
            if holder.get(name) is not None:
                return seconds(holder[name], name)
    return None


def _is_anthropic(body: Record, usage: Record) -> bool:
    return (
        has(usage, "cache_read_input_tokens")
        or has(usage, "cache_creation_input_tokens")
        or (body.get("type") == "message" and "input_tokens_details" not in usage)
    )


def _anthropic(usage: Record) -> Counts:
    short, long = cache_writes(usage)
    search = mapping(usage.get("server_tool_use")).get("web_search_requests")
    return from_disjoint(
        count(usage["input_tokens"], "input_tokens"),
        count(usage.get("output_tokens"), "output_tokens"),
        cached=optional(usage.get("cache_read_input_tokens"), "cache_read_input_tokens"),
        write=short,
        write_1h=long,
        web_search=optional(search, "web_search_requests"),
    )


def _bedrock(usage: Record) -> Counts:
    def either(*names: str) -> int:
        return next((optional(usage[name], name) for name in names if usage.get(name)), 0)

    write = either("cacheWriteInputTokens", "cacheWriteInputTokenCount")
    long = sum(
        optional(part.get("inputTokens"), "cacheDetails.inputTokens")
        for part in usage.get("cacheDetails") or ()
        if isinstance(part, dict) and part.get("ttl") == "1h"
    )
    if long > write:
        raise BadRow(f"cacheDetails exceed cacheWriteInputTokens: {long} of {write}")
    return from_disjoint(
        count(usage["inputTokens"], "inputTokens"),
        optional(usage.get("outputTokens"), "outputTokens"),
        cached=either("cacheReadInputTokens", "cacheReadInputTokenCount"),
        write=write - long,
        write_1h=long,
    )


def _gemini(usage: Record) -> Counts:
    """Thoughts come beside candidates, tool prompts beside the prompt."""
    prompt = optional(usage.get("promptTokenCount"), "promptTokenCount")
    tools = optional(usage.get("toolUsePromptTokenCount"), "toolUsePromptTokenCount")
    candidates = optional(usage.get("candidatesTokenCount"), "candidatesTokenCount")
    thoughts = optional(usage.get("thoughtsTokenCount"), "thoughtsTokenCount")
    return split_inclusive(
        prompt + tools,
        candidates + thoughts,
        cached=optional(usage.get("cachedContentTokenCount"), "cachedContentTokenCount"),
        audio=_audio(usage, "promptTokensDetails"),
        cached_audio=_audio(usage, "cacheTokensDetails"),
        output_audio=_audio(usage, "candidatesTokensDetails"),
    )


def _audio(usage: Record, name: str) -> int:
    return _tokens_of(usage, name, "AUDIO")


def _tokens_of(usage: Record, name: str, modality: str) -> int:
    details = usage.get(name)
    return sum(
        optional(part.get("tokenCount", part.get("token_count")), name)
        for part in (details if isinstance(details, list) else ())
        if isinstance(part, dict) and part.get("modality") == modality
    )


def _openai(usage: Record) -> Counts:
    """OpenAI's chat and responses, and the many who answer in their words."""
    if "billed_units" in usage and "input_tokens" not in usage:
        usage = mapping(usage["billed_units"])  # Cohere
    prompt = _either(usage, "prompt_tokens", "input_tokens")
    output = _either(usage, "completion_tokens", "output_tokens")
    of_prompt = mapping(usage.get("prompt_tokens_details") or usage.get("input_tokens_details"))
    of_output = mapping(
        usage.get("completion_tokens_details") or usage.get("output_tokens_details")
    )
    reasoning = optional(of_output.get("reasoning_tokens"), "reasoning_tokens")
    total = optional(usage.get("total_tokens"), "total_tokens")
    if reasoning and total == prompt + output + reasoning:
        output += reasoning  # xAI counts reasoning beside completion tokens, as its total shows
    cached = _either(of_prompt, "cached_tokens") or _either(
        usage, "prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens"
    )
    cached_audio = optional(at(of_prompt, "cached_tokens_details", "audio_tokens"), "audio_tokens")
    return split_inclusive(
        prompt,
        output,
        cached=cached,
        write=optional(of_prompt.get("cache_write_tokens"), "cache_write_tokens"),
        audio=optional(of_prompt.get("audio_tokens"), "audio_tokens"),
        cached_audio=cached_audio,
        output_audio=optional(of_output.get("audio_tokens"), "audio_tokens"),
    )


def _either(usage: Record, *names: str) -> int:
    return next((optional(usage[name], name) for name in names if usage.get(name) is not None), 0)
