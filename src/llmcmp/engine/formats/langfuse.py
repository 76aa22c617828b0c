"""Langfuse's export of observations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.row import BadRow, Meters, Reading, amount, optional, text, tier_of
from ..rows.times import seconds
from .base import Format, Record, has, mapping
from .gateways import service_tier


class _Observations(Format):
    convention = "every key of usage_details is a count of its own; reasoning is beside output"
    tag_fields = ("tags", "metadata")

    def read(self, row: Record) -> Reading | None:
        """Return one generation; spans and events declare nothing."""
        if text(row.get("type")).upper() not in ("GENERATION", "EMBEDDING"):
            return None
        details = mapping(row.get("usage_details"))
        if not details:
            return None
        cost = amount(row.get("total_cost"), "total_cost")
        model = text(row.get("provided_model_name") or row.get("model"))
        return Reading(
            model=model,
            meters=self._meters(details),
            tier=tier_of(service_tier(row.get("model_parameters")), model),
            at=seconds(row.get("start_time"), "start_time"),
            cost=cost or None,
        )

    def _meters(self, details: Record) -> Meters:
        sums = [0] * 9
        for key, value in details.items():
            if key != "total":
                sums[_meter(key)] += optional(value, key)
        total = optional(details.get("total"), "total")
        if total and sum(sums) > total:
            self.note("the parts of usage_details exceed their total: they may overlap")
        return tuple(sums)  # type: ignore[return-value]


def _meter(key: str) -> int:
    """Return the place of a free-text key among the meters."""
    name = key.lower()
    audio = "audio" in name
    if "cach" in name:
        if "creat" in name or "writ" in name:
            return 3 if "1h" in name else 2
        return 6 if audio else 1
    if name.startswith(("output", "completion")) or "reasoning" in name:
        return 7 if audio else 4
    if name.startswith(("input", "prompt")):
        return 5 if audio else 0
    raise BadRow(f"usage_details: unknown kind of count: {key!r:.60}")


class ObservationsJson(_Observations):
    """The export as JSON lines."""

    id = "langfuse-observations-jsonl"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the keys."""
        return has(record, "usage_details", "type", "trace_id")


class ObservationsCsv(_Observations):
    """The export as CSV, objects as JSON text."""

    id = "langfuse-observations-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "usage_details", "type", "trace_id")
