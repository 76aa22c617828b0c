"""Amazon Bedrock's model invocation log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.cells import count, optional, text
from ..rows.counts import from_disjoint
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .base import Format, Record, at, has


class InvocationLog(Format):
    """One line per call."""

    id = "bedrock-invocation-log"
    convention = "input excludes cache reads and writes, which are counts of their own"
    tag_fields = ("requestMetadata",)

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether a record names the schema of invocation logs, or has its fields."""
        return record.get("schemaType") == "ModelInvocationLog" or (
            has(record, "modelId", "input", "output")
            and "inputTokenCount" in (record["input"] if isinstance(record["input"], dict) else {})
        )

    def read(self, record: Record) -> Row | None:
        """Return one call; a failed one has no counts."""
        fresh, written = (
            at(record, "input", "inputTokenCount"),
            at(record, "output", "outputTokenCount"),
        )
        if fresh is None and written is None:
            return None
        writes = optional(
            at(record, "input", "cacheWriteInputTokenCount"), "cacheWriteInputTokenCount"
        )
        if writes:
            self.note("the log does not split cache writes by lifetime: taken as 5 minutes")
        return Row(
            model=text(record.get("modelId")),
            counts=from_disjoint(
                count(fresh, "inputTokenCount"),
                optional(written, "outputTokenCount"),
                cached=optional(
                    at(record, "input", "cacheReadInputTokenCount"), "cacheReadInputTokenCount"
                ),
                write=writes,
            ),
            tier=tier_of(record.get("serviceTier")),
            channel="bedrock",
            at=seconds(record.get("timestamp"), "timestamp"),
            region=text(record.get("inferenceRegion") or record.get("region")) or None,
        )
