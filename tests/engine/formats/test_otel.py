"""OpenTelemetry spans: only inference counts, and cached tokens are inside the input."""

from __future__ import annotations

from typing import Any

from llmcmp.engine import ReadOptions
from llmcmp.engine.formats.otel import Spans
from llmcmp.engine.rows.counts import by_meter


def document(operation: str, **usage: int) -> dict[str, Any]:
    """Return the export of one span."""
    values = {"gen_ai.operation.name": {"stringValue": operation}} | {
        f"gen_ai.usage.{name}": {"intValue": str(number)} for name, number in usage.items()
    }
    attributes = [{"key": key, "value": value} for key, value in values.items()]
    span = {"startTimeUnixNano": "1790899200000000000", "attributes": attributes}
    service = [{"key": "service.name", "value": {"stringValue": "chat-api"}}]
    return {
        "resourceSpans": [
            {"resource": {"attributes": service}, "scopeSpans": [{"spans": [span]}]},
        ]
    }


def test_a_span_carries_what_is_around_it() -> None:
    """1,000 of input of which 400 cached, 50 of output; the service is a tag of the span."""
    form = Spans(ReadOptions())
    cached = {"cache_read.input_tokens": 400}
    (record,) = form.explode(document("chat", input_tokens=1000, output_tokens=50, **cached))
    row = form.read(record)
    assert row is not None
    assert row.counts == by_meter(input=600, cached_input=400, output=50)
    assert row.at == 1790899200
    assert form.tag(record, "service.name") == "chat-api"


def test_an_agent_repeats_its_children() -> None:
    """Its tokens are counted where they were used."""
    form = Spans(ReadOptions())
    (record,) = form.explode(document("invoke_agent", input_tokens=1000, output_tokens=50))
    assert form.read(record) is None
