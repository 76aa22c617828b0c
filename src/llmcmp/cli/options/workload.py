"""The options that describe a workload."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from ...errors import InputError
from ...records import record
from ...usage import Workload
from ..option_groups import OptionGroup
from .values import count, image, number, optional, share


class Per(StrEnum):
    """The period of ``--requests``."""

    MONTH = "month"
    DAY = "day"
    HOUR = "hour"


@record
class WorkloadOptions(OptionGroup):
    """What one request uses and how many there are."""

    requests: Annotated[
        str | None,
        typer.Option(
            "--requests", metavar="N", help="Requests per month (or another period, see --per)."
        ),
    ] = None
    input_tokens: Annotated[
        str | None,
        typer.Option("--input-tokens", metavar="N", help="Prompt tokens per request."),
    ] = None
    output_tokens: Annotated[
        str | None,
        typer.Option("--output-tokens", metavar="N", help="Output tokens per request."),
    ] = None
    cached_share: Annotated[
        str | None,
        typer.Option(
            "--cached-share", metavar="0..1", help="Share of the prompt that is read from a cache."
        ),
    ] = None
    cache_write_share: Annotated[
        str | None,
        typer.Option(
            "--cache-write-share",
            metavar="0..1",
            help="Share of the prompt that is written to a cache.",
        ),
    ] = None
    per: Annotated[
        Per, typer.Option("--per", help="Period of --requests; a month has 730 hours.")
    ] = Per.MONTH
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="WxH|FILE",
            help="Image in each request: its size in pixels or a file; append :low for low "
            "detail (repeatable).",
        ),
    ] = None

    @property
    def sized(self) -> bool:
        """Whether the size of a request is given."""
        return self.input_tokens is not None or self.output_tokens is not None or bool(self.image)

    def workload(self, *, has_prompt: bool = False) -> Workload | None:
        """Return the workload the options describe, or None where none of them was given."""
        sized = [
            self.requests,
            self.input_tokens,
            self.output_tokens,
            self.cached_share,
            self.cache_write_share,
            self.image,
        ]
        if not has_prompt and not any(value is not None and value != [] for value in sized):
            return None
        if not self.sized and not has_prompt:
            raise InputError(
                "a workload needs the size of a request",
                hint="add --input-tokens and --output-tokens",
            )
        return Workload(
            requests=1 if self.requests is None else number("--requests", self.requests),
            per=self.per.value,
            input_tokens=optional(count, "--input-tokens", self.input_tokens) or 0,
            output_tokens=optional(count, "--output-tokens", self.output_tokens) or 0,
            cached_share=optional(share, "--cached-share", self.cached_share) or Decimal(0),
            cache_write_share=optional(share, "--cache-write-share", self.cache_write_share)
            or Decimal(0),
            images=tuple(image("--image", text) for text in self.image or ()),
        )
