"""Bedrock's invocation log: cache reads and writes are counts beside the input."""

from __future__ import annotations

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.bedrock import InvocationLog
from llmcmp.engine.rows.counts import by_meter


def test_a_call_counts_its_cache_beside_its_input() -> None:
    """100 fresh, 400 read, 300 written and 50 of output; the lifetime of writes is a guess."""
    log = InvocationLog(ReadOptions())
    row = log.read(
        {
            "timestamp": "2026-10-02T00:00:10Z",
            "modelId": "nova-pro",
            "region": "us-east-1",
            "inferenceRegion": "us-west-2",
            "input": {
                "inputTokenCount": 100,
                "cacheReadInputTokenCount": 400,
                "cacheWriteInputTokenCount": 300,
            },
            "output": {"outputTokenCount": 50},
        }
    )
    assert row is not None
    assert (row.model, row.channel, row.region) == ("nova-pro", "bedrock", "us-west-2")
    assert row.counts == by_meter(input=100, cached_input=400, cache_write=300, output=50)
    assert log.warnings() == (
        "the log does not split cache writes by lifetime: taken as 5 minutes",
    )


def test_a_failed_call_declares_nothing() -> None:
    """It has a model and no counts."""
    assert InvocationLog(ReadOptions()).read({"modelId": "nova-pro", "input": {}}) is None
