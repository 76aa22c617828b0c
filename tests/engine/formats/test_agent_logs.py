"""Logs of coding agents: Claude Code repeats a message, Codex sums as it goes."""

from __future__ import annotations

from typing import Any

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.agent_logs import ClaudeCode, Codex
from llmcmp.engine.rows.counts import by_meter


def test_lines_of_one_message_have_one_identity() -> None:
    """100 fresh beside 400 read; what is no answer declares nothing."""
    usage = {"input_tokens": 100, "cache_read_input_tokens": 400, "output_tokens": 50}
    line = {
        "type": "assistant",
        "timestamp": "2026-10-02T00:00:00Z",
        "message": {"id": "msg-1", "model": "claude-sonnet-4-5", "usage": usage},
    }
    form = ClaudeCode(ReadOptions())
    row = form.read(line)
    assert row is not None
    assert (row.identity, row.counts) == (
        "msg-1",
        by_meter(input=100, cached_input=400, output=50),
    )
    assert form.read({**line, "type": "user"}) is None


def total(prompt: int, output: int) -> dict[str, Any]:
    """Return a line of Codex with the totals so far."""
    usage = {"input_tokens": prompt, "output_tokens": output}
    info = {"total_token_usage": usage}
    return {
        "type": "event_msg",
        "timestamp": "2026-10-02T00:00:00Z",
        "payload": {"type": "token_count", "info": info},
    }


def test_each_growth_of_a_total_is_one_request() -> None:
    """1,000 and then 1,500 are requests of 1,000 and 500; a repeated total is none."""
    form = Codex(ReadOptions())
    form.start(())
    form.read({"type": "turn_context", "payload": {"model": "gpt-5-codex"}})
    rows = [form.read(line) for line in (total(1000, 50), total(1000, 50), total(1500, 70))]
    assert [row and (row.model, row.counts) for row in rows] == [
        ("gpt-5-codex", by_meter(input=1000, output=50)),
        None,
        ("gpt-5-codex", by_meter(input=500, output=20)),
    ]
