"""Local logs of coding agents: Claude Code and Codex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.cells import BadRow, count, optional, text
from ..rows.counts import Counts, from_disjoint, split_inclusive
from ..rows.row import Row
from ..rows.times import seconds
from .anthropic import cache_writes, speed_tier
from .base import Format, Record, at, has, mapping


class ClaudeCode(Format):
    """Claude Code's session log: one response is several lines while it streams."""

    id = "claude-code-jsonl"
    convention = (
        "input, cache reads and cache writes are separate counts; "
        "of the lines of one message the fullest counts"
    )
    is_live_log = True
    tells_projects = True

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise a line, of a session without answers too."""
        if not isinstance(record.get("type"), str):
            return False
        return has(record, "sessionId", "message") or record["type"] == "file-history-snapshot"

    def read(self, record: Record) -> Row | None:
        """Return one line; what is no answer of a model declares nothing."""
        message = mapping(record.get("message"))
        usage = mapping(message.get("usage"))
        model = text(message.get("model"))
        if record.get("type") != "assistant" or not usage or model == "<synthetic>":
            return None
        short, long = cache_writes(usage)
        search = mapping(usage.get("server_tool_use")).get("web_search_requests")
        return Row(
            model=model,
            counts=from_disjoint(
                count(usage.get("input_tokens"), "input_tokens"),
                count(usage.get("output_tokens"), "output_tokens"),
                cached=optional(usage.get("cache_read_input_tokens"), "cache_read_input_tokens"),
                write=short,
                write_1h=long,
                web_search=optional(search, "web_search_requests"),
            ),
            tier=speed_tier(usage.get("service_tier"), usage.get("speed")),
            channel="anthropic",
            at=seconds(record.get("timestamp"), "timestamp"),
            identity=text(message.get("id") or record.get("requestId") or record.get("uuid"))
            or None,
        )


class Codex(Format):
    """Codex CLI's session log: totals grow, each growth is one request."""

    id = "codex-jsonl"
    convention = "input includes cached tokens, output includes reasoning; totals are cumulative"
    is_live_log = True
    tells_projects = True

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether a line has the envelope of a session log."""
        return has(record, "timestamp", "type", "payload") and record["type"] in (
            "session_meta",
            "turn_context",
            "event_msg",
        )

    def start(self, header: tuple[str, ...]) -> None:  # noqa: ARG002
        """Forget the session before."""
        self._model = ""
        self._total: Record | None = None

    def read(self, record: Record) -> Row | None:
        """Return the step since the last total; a repeated total declares nothing."""
        payload = mapping(record.get("payload"))
        if record.get("type") == "turn_context":
            self._model = text(payload.get("model")) or self._model
        total = at(payload, "info", "total_token_usage")
        if payload.get("type") != "token_count" or not isinstance(total, dict):
            return None
        before, self._total = self._total, total
        if total == before:
            return None
        step = at(payload, "info", "last_token_usage")
        if not isinstance(step, dict):
            step = _difference(total, before or {})
        return Row(
            model=self._model,
            counts=_codex_counts(step),
            channel="openai",
            at=seconds(record.get("timestamp"), "timestamp"),
        )


def _difference(total: Record, before: Record) -> Record:
    step = {key: optional(total[key], key) - optional(before.get(key), key) for key in total}
    return total if any(number < 0 for number in step.values()) else step


def _codex_counts(step: Record) -> Counts:
    output = count(step.get("output_tokens"), "output_tokens")
    reasoning = optional(step.get("reasoning_output_tokens"), "reasoning_output_tokens")
    if reasoning > output:
        raise BadRow(f"reasoning tokens exceed output tokens: {reasoning} of {output}")
    return split_inclusive(
        count(step.get("input_tokens"), "input_tokens"),
        output,
        cached=optional(step.get("cached_input_tokens"), "cached_input_tokens"),
    )
