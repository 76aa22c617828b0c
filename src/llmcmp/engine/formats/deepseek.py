"""DeepSeek's usage export, in long form: one row per kind of count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rows.cells import BadRow, count, text
from ..rows.counts import by_meter
from ..rows.row import Row
from ..rows.times import seconds
from .base import Format, Record, has


class UsageAmount(Format):
    """The amount file of the usage ZIP."""

    id = "deepseek-usage-csv"
    shape = "table"
    convention = "cache hits and misses are separate rows; a row is one hour, key and kind of count"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of the amount export."""
        return has(record, "start_time_iso", "model", "type", "price", "amount")

    def read(self, record: Record) -> Row | None:
        """Return one count; requests come in rows of their own."""
        kind = text(record["type"])
        number = count(record["amount"], "amount")
        requests = 0
        counts = by_meter()
        if kind == "request_count":
            requests = number
        elif kind == "input_cache_hit_tokens":
            counts = by_meter(cached_input=number)
        elif kind == "input_cache_miss_tokens":
            counts = by_meter(input=number)
        elif kind == "output_tokens":
            counts = by_meter(output=number)
        else:
            raise BadRow(f"type: unknown: {kind!r}")
        return Row(
            model=text(record["model"]),
            counts=counts,
            channel="deepseek",
            at=seconds(record["start_time_iso"], "start_time_iso"),
            requests=requests,
            per_request=False,
            one_meter=True,
        )
