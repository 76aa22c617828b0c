"""OpenAI's usage page and API, tokens and costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...schema import Meter
from ..rows.cells import BadRow, amount, count, flag, optional, text
from ..rows.counts import Counts, split_inclusive
from ..rows.row import Charge, Row
from ..rows.tiers import tier_of
from ..rows.times import seconds
from .base import Format, Record, at, has
from .usage_api_pages import Pages, is_page_of


class _Usage(Format):
    convention = (
        "input tokens include cached and cache-written ones; reasoning is inside output; "
        "a row is a sum of requests"
    )

    def read(self, record: Record) -> Row | None:
        """Return one bucket and group; a bucket without traffic declares nothing."""
        if record.get("input_tokens") in (None, "") and record.get("output_tokens") in (None, ""):
            return None
        model = text(record.get("model"))
        requests = count(record.get("num_model_requests"), "num_model_requests")
        return Row(
            model=model,
            counts=self._counts(record),
            tier=tier_of(record.get("service_tier"), model, batch=flag(record.get("batch"))),
            channel="openai",
            at=seconds(record.get("start_time"), "start_time"),
            requests=requests,
            per_request=requests == 1,
        )

    def _counts(self, record: Record) -> Counts:
        prompt = count(record.get("input_tokens"), "input_tokens")
        output = count(record.get("output_tokens"), "output_tokens")
        cached = optional(record.get("input_cached_tokens"), "input_cached_tokens")
        short, long = _cache_writes(record)
        self._check(record, prompt, cached + short + long)
        cached_audio = optional(
            record.get("input_cached_audio_tokens"), "input_cached_audio_tokens"
        )
        return split_inclusive(
            prompt,
            output,
            cached=cached,
            write=short,
            write_1h=long,
            audio=_fresh_audio(record, prompt - cached - short - long, cached_audio) + cached_audio,
            cached_audio=cached_audio,
            output_audio=optional(record.get("output_audio_tokens"), "output_audio_tokens"),
        )

    def _check(self, record: Record, prompt: int, cached: int) -> None:
        fresh = record.get("input_uncached_tokens")
        if fresh not in (None, "") and count(fresh, "input_uncached_tokens") + cached != prompt:
            self.note("uncached + cached + written input does not equal input_tokens")


def _cache_writes(record: Record) -> tuple[int, int]:
    total = optional(record.get("input_cache_write_tokens"), "input_cache_write_tokens")
    long = optional(record.get("input_cache_write_12h_tokens"), "input_cache_write_12h_tokens")
    short = optional(record.get("input_cache_write_30m_tokens"), "input_cache_write_30m_tokens")
    if long > total > 0:
        raise BadRow(f"input_cache_write_12h_tokens exceed input_cache_write_tokens: {long}")
    return (total - long if total else short), long


def _fresh_audio(record: Record, uncached: int, cached_audio: int) -> int:
    """Return the uncached audio: the page splits the uncached tokens, older pages all of them."""
    audio = optional(record.get("input_audio_tokens"), "input_audio_tokens")
    parts = audio + sum(
        optional(record.get(name), name) for name in ("input_text_tokens", "input_image_tokens")
    )
    return audio if parts == uncached else max(audio - cached_audio, 0)


class DashboardUsage(_Usage):
    """The usage page's export of completions."""

    id = "openai-dashboard-csv"
    shape = "table"

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Return whether the header has the columns of the usage export."""
        return has(record, "start_time", "end_time", "num_model_requests", "input_tokens")


class ApiUsage(Pages, _Usage):
    """Pages of GET organization/usage/completions."""

    id = "openai-usage-api"
    times = ("start_time", "end_time")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the kind of result."""
        return is_page_of(record, "organization.usage.completions.result")


class _Costs(Format):
    convention = "a bill without token counts: reported cost only"

    def _charge(self, record: Record, value: Any, currency: Any) -> Row | None:
        money = amount(value, "amount")
        if money is None:
            return None
        line = text(record.get("line_item"))
        model, _, meter = line.rpartition(", ")
        return Row(
            model=model if meter in _LINE_METERS else "",
            counts=None,
            channel="openai",
            at=seconds(record.get("start_time"), "start_time"),
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
        """Return whether the header has the columns of the cost export."""
        return has(record, "start_time", "amount_value", "amount_currency")

    def read(self, record: Record) -> Row | None:
        """Return one day and group; a day without spend declares nothing."""
        return self._charge(record, record["amount_value"], record["amount_currency"])


class ApiCosts(Pages, _Costs):
    """Pages of GET organization/costs."""

    id = "openai-costs-api"
    times = ("start_time", "end_time")

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:
        """Recognise the kind of result."""
        return is_page_of(record, "organization.costs.result")

    def read(self, record: Record) -> Row | None:
        """Return one day and group."""
        return self._charge(record, at(record, "amount", "value"), at(record, "amount", "currency"))
