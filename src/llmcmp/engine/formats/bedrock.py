"""Amazon Bedrock's model invocation log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.row import Reading, count, exclusive, optional, text, tier_of
from ..rows.times import seconds
from .base import Format, Record, at, has


class InvocationLog(Format):
    """One line per call."""

    id = "bedrock-invocation-log"
    convention = "input excludes cache reads and writes, which are counts of their own"
    tag_fields = ("requestMetadata",)

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the schema."""
        return record.get("schemaType") == "ModelInvocationLog" or (
            has(record, "modelId", "input", "output")
            and "inputTokenCount" in (record["input"] if isinstance(record["input"], dict) else {})
        )

    def read(self, row: Record) -> Reading | None:
        """Return one call; a failed one has no counts."""
        fresh, written = at(row, "input", "inputTokenCount"), at(row, "output", "outputTokenCount")
        if fresh is None and written is None:
            return None
        writes = optional(
            at(row, "input", "cacheWriteInputTokenCount"), "cacheWriteInputTokenCount"
        )
        if writes:
            self.note("the log does not split cache writes by lifetime: taken as 5 minutes")
        return Reading(
            model=text(row.get("modelId")),
            meters=exclusive(
                count(fresh, "inputTokenCount"),
                optional(written, "outputTokenCount"),
                cached=optional(
                    at(row, "input", "cacheReadInputTokenCount"), "cacheReadInputTokenCount"
                ),
                write=writes,
            ),
            tier=tier_of(row.get("serviceTier")),
            channel="bedrock",
            at=seconds(row.get("timestamp"), "timestamp"),
            region=text(row.get("inferenceRegion") or row.get("region")) or None,
        )
