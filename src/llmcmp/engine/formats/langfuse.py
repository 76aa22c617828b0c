"""Langfuse's export of observations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...schema import Meter
from ..rows.cells import BadRow, amount, optional, text
from ..rows.counts import Counts, by_meter
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .base import Format, Record, has, mapping
from .gateways import service_tier


class _Observations(Format):
    convention = "every key of usage_details is a count of its own; reasoning is beside output"
    tag_fields = ("tags", "metadata")

    def read(self, record: Record) -> Row | None:
        """Return one generation; spans and events declare nothing."""
        if text(record.get("type")).upper() not in ("GENERATION", "EMBEDDING"):
            return None
        details = mapping(record.get("usage_details"))
        if not details:
            return None
        cost = amount(record.get("total_cost"), "total_cost")
        model = text(record.get("provided_model_name") or record.get("model"))
        return Row(
            model=model,
            counts=self._counts(details),
            tier=tier_of(service_tier(record.get("model_parameters")), model),
            at=seconds(record.get("start_time"), "start_time"),
            cost=cost or None,
        )

    def _counts(self, details: Record) -> Counts:
        counts: Counter[str] = Counter()
        for key, value in details.items():
            if key != "total":
                counts[_meter(key).value] += optional(value, key)
        total = optional(details.get("total"), "total")
        if total and counts.total() > total:
            self.note("the parts of usage_details exceed their total: they may overlap")
        return by_meter(**counts)


def _meter(key: str) -> Meter:
    """Return the meter that a free-text key names."""
    name = key.lower()
    audio = "audio" in name
    if "cach" in name:
        if "creat" in name or "writ" in name:
            return Meter.CACHE_WRITE_1H if "1h" in name else Meter.CACHE_WRITE
        return Meter.CACHED_INPUT_AUDIO if audio else Meter.CACHED_INPUT
    if name.startswith(("output", "completion")) or "reasoning" in name:
        return Meter.OUTPUT_AUDIO if audio else Meter.OUTPUT
    if name.startswith(("input", "prompt")):
        return Meter.INPUT_AUDIO if audio else Meter.INPUT
    raise BadRow(f"usage_details: unknown kind of count: {key!r:.60}")


class ObservationsJson(_Observations):
    """The export as JSON lines."""

    id = "langfuse-observations-jsonl"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether an object has the keys of an observation."""
        return has(record, "usage_details", "type", "trace_id")


class ObservationsCsv(_Observations):
    """The export as CSV, objects as JSON text."""

    id = "langfuse-observations-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of an observation."""
        return has(record, "usage_details", "type", "trace_id")
