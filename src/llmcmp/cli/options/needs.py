"""The options that say what a model must offer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import InputError
from ...records import record
from ..option_groups import OptionGroup
from . import values

if TYPE_CHECKING:
    from ...needs import Needs


@record
class NeedsOptions(OptionGroup):
    """What a model must offer."""

    needs: Annotated[
        list[str] | None,
        typer.Option(
            "--needs",
            metavar="NAME,...",
            help="Required modalities and features, such as image,function_calling or "
            "audio-output (repeatable).",
        ),
    ] = None
    min_context: Annotated[
        str | None,
        typer.Option("--min-context", metavar="N", help="Minimum context window, in tokens."),
    ] = None
    min_output: Annotated[
        str | None,
        typer.Option("--min-output", metavar="N", help="Minimum output limit, in tokens."),
    ] = None
    min_score: Annotated[
        list[str] | None,
        typer.Option(
            "--min-score",
            metavar="NAME=VALUE",
            help="Minimum score on a benchmark, such as MMLU=75; an unknown score does not pass "
            "(repeatable).",
        ),
    ] = None
    commercial: Annotated[
        bool, typer.Option("--commercial", help="Require a licence that allows commercial use.")
    ] = False
    weights: Annotated[
        list[str] | None,
        typer.Option(
            "--weights",
            metavar="KIND,...",
            help="Accepted kinds of weights: none, open, gated, on-request (repeatable).",
        ),
    ] = None
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel",
            metavar="SLUG,...",
            help="Accepted channels, such as bedrock,self (repeatable).",
        ),
    ] = None
    developer: Annotated[
        list[str] | None,
        typer.Option("--developer", metavar="NAME,...", help="Accepted developers (repeatable)."),
    ] = None
    available_until: Annotated[
        str | None,
        typer.Option(
            "--available-until",
            metavar="DATE",
            help="Exclude models that retire on or before this day.",
        ),
    ] = None

    def to_needs(self, today: date) -> Needs:
        """Return the needs that the options describe; without options every model meets them."""
        from ...needs import Needs

        return Needs(
            offers=values.names(self.needs),
            min_context=values.optional(values.count, "--min-context", self.min_context),
            min_output=values.optional(values.count, "--min-output", self.min_output),
            min_scores=dict(_floor(text) for text in self.min_score or ()),
            commercial_use=self.commercial,
            weights=values.names(self.weights),
            channels=values.names(self.channel),
            developers=values.names(self.developer),
            available_until=values.optional(
                values.day, "--available-until", self.available_until, today
            ),
        )

    @property
    def is_given(self) -> bool:
        """Whether any of the options was used."""
        return self != type(self)()


def _is_score(value: Decimal) -> bool:
    return value.is_finite() and abs(value) <= 10**6 and value.adjusted() >= -20


def _floor(text: str) -> tuple[str, Decimal]:
    name, equals, value = text.rpartition("=")
    try:
        least = Decimal(value) if value.isascii() and len(value) <= 20 else None
    except InvalidOperation:
        least = None
    if not equals or not name.strip() or least is None or not _is_score(least):
        raise InputError(
            f"--min-score: not NAME=NUMBER: {values.shown(text)}",
            hint="write MMLU=75",
        )
    return name.strip(), least
