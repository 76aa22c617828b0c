"""Bodies of responses, each counted as its own API counts."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llmcmp.engine import ReadOptions, read_usage
from llmcmp.engine.formats.api_responses import Responses
from llmcmp.engine.rows.counts import by_meter
from llmcmp.schema import Meter
from tests.folders import SHARED

BODIES: list[tuple[dict[str, Any], dict[str, int]]] = [
    (  # OpenAI chat: 1,000 prompt of which 400 cached and 100 audio; 50 output of which 20 audio
        {
            "model": "gpt-4o",
            "created": 1790899200,
            "usage": {
                "prompt_tokens": 1000,
                "completion_tokens": 50,
                "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 100},
                "completion_tokens_details": {"reasoning_tokens": 10, "audio_tokens": 20},
            },
        },
        {"input": 500, "cached_input": 400, "output": 30, "input_audio": 100, "output_audio": 20},
    ),
    (  # OpenAI responses: 1,000 of which 400 cached; reasoning inside output
        {
            "model": "gpt-5",
            "usage": {
                "input_tokens": 1000,
                "input_tokens_details": {"cached_tokens": 400},
                "output_tokens": 50,
                "output_tokens_details": {"reasoning_tokens": 30},
                "total_tokens": 1050,
            },
        },
        {"input": 600, "cached_input": 400, "output": 50},
    ),
    (  # Anthropic: 100 fresh beside 400 read and 300 written, of these 200 for an hour
        {
            "type": "message",
            "model": "claude-sonnet-4-5",
            "usage": {
                "input_tokens": 100,
                "cache_read_input_tokens": 400,
                "cache_creation_input_tokens": 300,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": 100,
                    "ephemeral_1h_input_tokens": 200,
                },
                "output_tokens": 50,
                "server_tool_use": {"web_search_requests": 2},
            },
        },
        {
            "input": 100,
            "cached_input": 400,
            "cache_write": 100,
            "cache_write_1h": 200,
            "output": 50,
            "web_search": 2,
        },
    ),
    (  # Gemini: 400 of the 1,000 cached; 30 thoughts come on top of 20 candidates
        {
            "modelVersion": "gemini-2.5-pro",
            "usageMetadata": {
                "promptTokenCount": 1000,
                "cachedContentTokenCount": 400,
                "candidatesTokenCount": 20,
                "thoughtsTokenCount": 30,
            },
        },
        {"input": 600, "cached_input": 400, "output": 50},
    ),
    (  # xAI: 100 + 20 = 120, but the total is 150: the 30 of reasoning stand beside the 20
        {
            "model": "grok-4",
            "usage": {
                "prompt_tokens": 100,
                "completion_tokens": 20,
                "total_tokens": 150,
                "completion_tokens_details": {"reasoning_tokens": 30},
            },
        },
        {"input": 100, "output": 50},
    ),
    (  # Mistral names the cached part num_cached_tokens: 64 of 70
        {
            "model": "mistral-large",
            "usage": {"prompt_tokens": 70, "completion_tokens": 12, "num_cached_tokens": 64},
        },
        {"input": 6, "cached_input": 64, "output": 12},
    ),
    (  # Bedrock converse: 100 fresh beside 400 read and 300 written
        {
            "model": "amazon.nova-pro",
            "usage": {
                "inputTokens": 100,
                "outputTokens": 50,
                "cacheReadInputTokens": 400,
                "cacheWriteInputTokens": 300,
            },
        },
        {"input": 100, "cached_input": 400, "cache_write": 300, "output": 50},
    ),
]


@pytest.mark.parametrize(("body", "counts"), BODIES)
def test_response_body_counts_as_its_api_does(body: dict[str, Any], counts: dict[str, int]) -> None:
    """Each provider's own convention becomes the same disjoint meters."""
    row = Responses(ReadOptions()).read(body)
    assert row is not None
    assert row.counts == by_meter(**counts)


def test_batch_results_are_batch(tmp_path: Path) -> None:
    """A line of a batch result carries its body inside, and is priced as batch."""
    line = {"custom_id": "a", "response": {"status_code": 200, "body": BODIES[1][0]}}
    file = tmp_path / "out.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (row,) = read_usage([file]).rows
    assert (row.tier, row.usage.input, row.usage.cached_input) == ("batch", 600, 400)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared material is not here")
def test_real_responses_agree_with_a_peer() -> None:
    """Of 789 real bodies 777 agree; the other 12 are Mistral's, whose cached tokens the peer skips.

    All 12 carry ``num_cached_tokens``; prompt and output agree there too.
    """
    entries = json.loads(
        (SHARED / "responses" / "usages.json").read_text(encoding="utf-8"), parse_float=Decimal
    )
    form = Responses(ReadOptions())
    differing = []
    for entry in entries:
        row = form.read(entry)
        assert row is not None
        assert row.counts is not None
        counts = dict(zip(Meter, row.counts, strict=True))
        mine = (
            row.prompt,
            counts[Meter.OUTPUT] + counts[Meter.OUTPUT_AUDIO],
            counts[Meter.CACHED_INPUT] + counts[Meter.CACHED_INPUT_AUDIO],
            counts[Meter.CACHE_WRITE] + counts[Meter.CACHE_WRITE_1H],
        )
        theirs = {
            tuple(
                usage["usage"].get(name, 0)
                for name in (
                    "input_tokens",
                    "output_tokens",
                    "cache_read_tokens",
                    "cache_write_tokens",
                )
            )
            for usage in entry["extracted"]
        }
        if mine not in theirs:
            differing.append(entry["body"])
            assert mine[:2] in {usage[:2] for usage in theirs}
    assert len(differing) == 12
    assert all("num_cached_tokens" in body["usage"] for body in differing)
