"""OpenAI's usage page and API, tokens and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...schema import Meter
from ..rows.row import (
    BadRow,
    Charge,
    Meters,
    Reading,
    amount,
    count,
    flag,
    inclusive,
    optional,
    text,
    tier_of,
)
from ..rows.times import seconds
from .base import Format, Record, at, has
from .usage_api_pages import is_page_of, results


class _Usage(Format):
    convention = (
        "input tokens include cached and cache-written ones; reasoning is inside output; "
        "a row is a sum of requests"
    )

    def read(self, row: Record) -> Reading | None:
        """Return one bucket and group; a bucket without traffic declares nothing."""
        if row.get("input_tokens") in (None, "") and row.get("output_tokens") in (None, ""):
            return None
        model = text(row.get("model"))
        requests = count(row.get("num_model_requests"), "num_model_requests")
        return Reading(
            model=model,
            meters=self._meters(row),
            tier=tier_of(row.get("service_tier"), model, batch=flag(row.get("batch"))),
            channel="openai",
            at=seconds(row.get("start_time"), "start_time"),
            requests=requests,
            per_request=requests == 1,
        )

    def _meters(self, row: Record) -> Meters:
        prompt = count(row.get("input_tokens"), "input_tokens")
        output = count(row.get("output_tokens"), "output_tokens")
        cached = optional(row.get("input_cached_tokens"), "input_cached_tokens")
        short, long = _written(row)
        self._check(row, prompt, cached + short + long)
        cached_audio = optional(row.get("input_cached_audio_tokens"), "input_cached_audio_tokens")
        return inclusive(
            prompt,
            output,
            cached=cached,
            write=short,
            write_1h=long,
            audio=_fresh_audio(row, prompt - cached - short - long, cached_audio) + cached_audio,
            cached_audio=cached_audio,
            output_audio=optional(row.get("output_audio_tokens"), "output_audio_tokens"),
        )

    def _check(self, row: Record, prompt: int, cached: int) -> None:
        fresh = row.get("input_uncached_tokens")
        if fresh not in (None, "") and count(fresh, "input_uncached_tokens") + cached != prompt:
            self.note("uncached + cached + written input does not equal input_tokens")


def _written(row: Record) -> tuple[int, int]:
    total = optional(row.get("input_cache_write_tokens"), "input_cache_write_tokens")
    long = optional(row.get("input_cache_write_12h_tokens"), "input_cache_write_12h_tokens")
    short = optional(row.get("input_cache_write_30m_tokens"), "input_cache_write_30m_tokens")
    if long > total > 0:
        raise BadRow(f"input_cache_write_12h_tokens exceed input_cache_write_tokens: {long}")
    return (total - long if total else short), long


def _fresh_audio(row: Record, uncached: int, cached_audio: int) -> int:
    """Return the uncached audio: the page splits the uncached tokens, older pages all of them."""
    audio = optional(row.get("input_audio_tokens"), "input_audio_tokens")
    parts = audio + sum(
        optional(row.get(name), name) for name in ("input_text_tokens", "input_image_tokens")
    )
    return audio if parts == uncached else max(audio - cached_audio, 0)


class DashboardUsage(_Usage):
    """The usage page's export of completions."""

    id = "openai-dashboard-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "start_time", "end_time", "num_model_requests", "input_tokens")


class ApiUsage(_Usage):
    """Pages of GET organization/usage/completions."""

    id = "openai-usage-api"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the kind of result."""
        return is_page_of(record, "organization.usage.completions.result")

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield bucket by bucket and group by group."""
        if document.get("has_more"):
            self.note("has_more is true: the file is one page of several")
        return results(document, "start_time", "end_time")


class _Costs(Format):
    convention = "a bill without token counts: reported cost only"

    def _charge(self, row: Record, value: Any, currency: Any) -> Reading | None:
        money = amount(value, "amount")
        if money is None:
            return None
        line = text(row.get("line_item"))
        model, _, meter = line.rpartition(", ")
        return Reading(
            model=model if meter in _LINE_METERS else "",
            meters=None,
            channel="openai",
            at=seconds(row.get("start_time"), "start_time"),
            requests=None,
            charges=(
                Charge(
                    money,
                    currency=text(currency).upper() or "USD",
                    meter=_LINE_METERS.get(meter),
                    kind="credit" if money < 0 else "usage",
                    description=line,
                ),
            ),
        )


_LINE_METERS = {
    "input": Meter.INPUT,
    "cached input": Meter.CACHED_INPUT,
    "output": Meter.OUTPUT,
}


class DashboardCosts(_Costs):
    """The usage page's cost export."""

    id = "openai-costs-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the header."""
        return has(record, "start_time", "amount_value", "amount_currency")

    def read(self, row: Record) -> Reading | None:
        """Return one day and group; a day without spend declares nothing."""
        return self._charge(row, row["amount_value"], row["amount_currency"])


class ApiCosts(_Costs):
    """Pages of GET organization/costs."""

    id = "openai-costs-api"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the kind of result."""
        return is_page_of(record, "organization.costs.result")

    def explode(self, document: Record) -> Iterable[Record]:
        """Yield bucket by bucket and group by group."""
        if document.get("has_more"):
            self.note("has_more is true: the file is one page of several")
        return results(document, "start_time", "end_time")

    def read(self, row: Record) -> Reading | None:
        """Return one day and group."""
        return self._charge(row, at(row, "amount", "value"), at(row, "amount", "currency"))
