"""OpenTelemetry spans of the GenAI conventions, as OTLP/JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..rows.row import Meters, Reading, count, exclusive, inclusive, optional, text, tier_of
from ..rows.times import seconds
from .base import Format, Record, pairs

_INFERENCE = ("chat", "text_completion", "generate_content", "embeddings")
_USAGE = "gen_ai.usage."


class Spans(Format):
    """Inference spans; agent and workflow spans repeat what their children did."""

    id = "otel-genai-spans"
    convention = "input includes cached tokens, output includes reasoning; inference spans only"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise OTLP/JSON."""
        return isinstance(record.get("resourceSpans"), list)

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield span by span, its attributes as plain fields."""
        for resource in _dicts(document.get("resourceSpans")):
            around = _attributes(resource.get("resource"))
            for scope in _dicts(resource.get("scopeSpans")):
                for span in _dicts(scope.get("spans")):
                    start = span.get("startTimeUnixNano")
                    yield {**around, **_attributes(span), "startTimeUnixNano": start}

    def read(self, row: Record) -> Reading | None:
        """Return one span; others than inference declare nothing."""
        operation = row.get("gen_ai.operation.name")
        prompt = _first(row, "input_tokens", "prompt_tokens")
        output = _first(row, "output_tokens", "completion_tokens")
        if (operation is not None and operation not in _INFERENCE) or prompt is output is None:
            return None
        model = text(row.get("gen_ai.response.model") or row.get("gen_ai.request.model"))
        return Reading(
            model=model,
            meters=self._meters(row, count(prompt, "input_tokens"), optional(output, "output")),
            tier=tier_of(
                row.get("openai.response.service_tier")
                or row.get("gen_ai.openai.response.service_tier"),
                model,
            ),
            channel=text(row.get("gen_ai.provider.name") or row.get("gen_ai.system")) or None,
            at=seconds(row.get("startTimeUnixNano"), "startTimeUnixNano"),
        )

    def _meters(self, row: Record, prompt: int, output: int) -> Meters:
        cached = optional(_first(row, "cache_read.input_tokens"), "cache_read")
        write = optional(
            _first(row, "cache_creation.input_tokens", "cache_write.input_tokens"), "cache_creation"
        )
        if cached + write > prompt:
            self.note("cached tokens exceed input tokens: taken as an exclusive count")
            return exclusive(prompt, output, cached=cached, write=write)
        return inclusive(prompt, output, cached=cached, write=write)


def _first(row: Record, *names: str) -> Any:
    return next((row[_USAGE + name] for name in names if row.get(_USAGE + name) is not None), None)


def _dicts(value: Any) -> Iterable[Record]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _attributes(holder: Any) -> Record:
    found = pairs(holder.get("attributes")) if isinstance(holder, dict) else {}
    return {
        key: next(iter(value.values()), None) if isinstance(value, dict) else value
        for key, value in found.items()
    }
