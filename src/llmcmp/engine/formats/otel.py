"""OpenTelemetry spans of the GenAI conventions, as OTLP/JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..rows.cells import count, optional, text
from ..rows.counts import Counts, from_disjoint, split_inclusive
from ..rows.row import Row
from ..rows.tiers import tier_of
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
        """Return whether an object is OTLP/JSON: a list of resource spans."""
        return isinstance(record.get("resourceSpans"), list)

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield span by span, its attributes as plain fields."""
        for resource in _dicts(document.get("resourceSpans")):
            around = _attributes(resource.get("resource"))
            for scope in _dicts(resource.get("scopeSpans")):
                for span in _dicts(scope.get("spans")):
                    start = span.get("startTimeUnixNano")
                    yield {**around, **_attributes(span), "startTimeUnixNano": start}

    def read(self, record: Record) -> Row | None:
        """Return one span; others than inference declare nothing."""
        operation = record.get("gen_ai.operation.name")
        prompt = _first(record, "input_tokens", "prompt_tokens")
        output = _first(record, "output_tokens", "completion_tokens")
        if (operation is not None and operation not in _INFERENCE) or prompt is output is None:
            return None
        model = text(record.get("gen_ai.response.model") or record.get("gen_ai.request.model"))
        return Row(
            model=model,
            counts=self._counts(record, count(prompt, "input_tokens"), optional(output, "output")),
            tier=tier_of(
                record.get("openai.response.service_tier")
                or record.get("gen_ai.openai.response.service_tier"),
                model,
            ),
            channel=text(record.get("gen_ai.provider.name") or record.get("gen_ai.system")) or None,
            at=seconds(record.get("startTimeUnixNano"), "startTimeUnixNano"),
        )

    def _counts(self, record: Record, prompt: int, output: int) -> Counts:
        cached = optional(_first(record, "cache_read.input_tokens"), "cache_read")
        write = optional(
            _first(record, "cache_creation.input_tokens", "cache_write.input_tokens"),
            "cache_creation",
        )
        if cached + write > prompt:
            self.note("cached tokens exceed input tokens: taken as an exclusive count")
            return from_disjoint(prompt, output, cached=cached, write=write)
        return split_inclusive(prompt, output, cached=cached, write=write)


def _first(record: Record, *names: str) -> Any:
    return next(
        (record[_USAGE + name] for name in names if record.get(_USAGE + name) is not None), None
    )


def _dicts(value: Any) -> Iterable[Record]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _attributes(holder: Any) -> Record:
    attributes = pairs(holder.get("attributes")) if isinstance(holder, dict) else {}
    return {
        key: next(iter(value.values()), None) if isinstance(value, dict) else value
        for key, value in attributes.items()
    }
