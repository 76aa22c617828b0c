"""DeepSeek's usage export, in long form: one row per kind of count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.row import NOTHING, BadRow, Reading, count, exclusive, text
from ..rows.times import seconds
from .base import Format, Record, has


class UsageAmount(Format):
    """The amount file of the usage ZIP."""

    id = "deepseek-usage-csv"
    shape = "table"
    convention = "cache hits and misses are separate rows; a row is one hour, key and kind of count"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "start_time_iso", "model", "type", "price", "amount")

    def read(self, row: Record) -> Reading | None:
        """Return one count; requests come in rows of their own."""
        kind = text(row["type"])
        number = count(row["amount"], "amount")
        requests = 0
        meters = NOTHING
        if kind == "request_count":
            requests = number
        elif kind == "input_cache_hit_tokens":
            meters = exclusive(0, 0, cached=number)
        elif kind == "input_cache_miss_tokens":
            meters = exclusive(number, 0)
        elif kind == "output_tokens":
            meters = exclusive(0, number)
        else:
            raise BadRow(f"type: unknown: {kind!r}")
        return Reading(
            model=text(row["model"]),
            meters=meters,
            channel="deepseek",
            at=seconds(row["start_time_iso"], "start_time_iso"),
            requests=requests,
            per_request=False,
            one_meter=True,
        )
