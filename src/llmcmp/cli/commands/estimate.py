"""``llmcmp estimate``: what usage cost, what it will cost, and what others would have cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError
from ...records import record
from ..exits import Exit
from ..option_groups import OptionGroup
from ..options import values
from ..options.session import Session
from ..options.usage_files import ReadingOptions, files_read, read_files
from ..output import say, show, warn_beside_csv
from ..registry_in_use import load_registry

if TYPE_CHECKING:
    from ...billing.size_classes import Rescale
    from ...registry import Offer
    from ...report.estimate.traffic import Host
    from ...usage import CutsFor, UsageData


@record
class UsageSession(Session):
    """The common options of a command that reads dated usage."""

    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            envvar="LLMCMP_AT",
            help="Use the prices of this UTC day (or `today`) for all rows, instead of each "
            "row's own day.",
        ),
    ] = None


@record
class UsageReading(ReadingOptions):
    """How usage files are read, and whether their private columns are shown."""

    show_private: Annotated[
        bool,
        typer.Option(
            "--show-private", help="Show keys, users and folders in plain text instead of hashed."
        ),
    ] = False

    def further(self) -> dict[str, Any]:
        """Return also whether private values are hashed."""
        return {**ReadingOptions.further(self), "hash_private": not self.show_private}


@record
class WhatIfOptions(OptionGroup):
    """The same usage on other models."""

    selectors: Annotated[
        list[str] | None,
        typer.Option(
            "--as",
            metavar="SELECTOR",
            help="Also price the usage on this model: NAME[@CHANNEL][+TIER] (repeatable).",
        ),
    ] = None
    same_tokens: Annotated[
        bool,
        typer.Option(
            "--same-tokens", help="Keep the token counts, also on models with another tokenizer."
        ),
    ] = False
    content: Annotated[
        str,
        typer.Option(
            "--content",
            metavar="CLASS",
            help="Main kind of text, to convert counts to other tokenizers: english, other-latin, "
            "cjk, other-script, code or json.",
        ),
    ] = "english"


def estimate(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Usage files, folders or patterns; - is standard input. With --engine spark, also "
            "addresses (s3a://bucket/usage/) and tables (table:NAME).",
        ),
    ],
    reading: UsageReading,
    what_if: WhatIfOptions,
    session: UsageSession,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN,...",
            help="Group by model, written_model, channel, tier, day, month or columns of the "
            "files (repeatable).",
        ),
    ] = None,
    gaps_are_idle: Annotated[
        bool,
        typer.Option(
            "--gaps-are-idle", help="Treat days without usage as zero cost instead of unknown."
        ),
    ] = False,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="USD",
            help="Monthly budget in USD; exits with 1 when it is exceeded.",
        ),
    ] = None,
    gate_forecast: Annotated[
        bool,
        typer.Option(
            "--gate-forecast",
            help="Also exits with 1 when the forecast exceeds the budget (from the 14th, once "
            "13 days are complete).",
        ),
    ] = False,
    reconcile: Annotated[
        list[str] | None,
        typer.Option(
            "--reconcile",
            metavar="BILL",
            help="Compare the computed cost with this bill or cost export (repeatable).",
        ),
    ] = None,
) -> int:
    """Compute what usage cost, forecast the month, and price the usage on other models.

    File formats are detected. Each row is priced at the prices of its own day, unless --at is
    given.
    """
    question = UsageQuestion(
        session=session,
        reading=reading,
        what_if=what_if,
        by=values.names(by),
    )
    if reconcile:
        ignored = {
            "--as": question.offers,
            "--by": question.by,
            "--budget": budget,
            "--gate-forecast": gate_forecast,
            "--gaps-are-idle": gaps_are_idle,
            "--at": session.at,
        }
        _refuse_with_bill(ignored)
        return _reconcile(question, files, reconcile, allow_unpriced=reading.allow_unpriced)
    if gate_forecast and budget is None:
        raise InputError("--gate-forecast: needs --budget")
    from ...render.pages.estimate.estimate import estimate_page
    from ...report.estimate.estimate import estimate as estimate_usage

    limit = values.optional(values.price, "--budget", budget)
    data = question.read(files)
    answer = estimate_usage(
        data,
        question.registry,
        now=session.today,
        at=session.given_day,
        alternatives=question.offers,
        by=question.by,
        budget=limit,
        gate_forecast=gate_forecast,
        aliases=question.aliases,
        allow_unpriced=reading.allow_unpriced,
        gaps_are_idle=gaps_are_idle,
        rescale=question.rescale,
        host=question.host(),
    )
    show(session, answer, estimate_page)
    warn_beside_csv(session, answer.warnings)
    return Exit.OK if answer.held else Exit.GATE


def _refuse_with_bill(options: Mapping[str, object]) -> None:
    """Refuse options that a reconciliation would ignore."""
    for option, value in options.items():
        if value:
            raise InputError(f"{option}: cannot be combined with --reconcile")


def _reconcile(
    question: UsageQuestion, files: Sequence[str], bills: Sequence[str], *, allow_unpriced: bool
) -> int:
    from ...render.pages.reconcile import reconciliation_page
    from ...report.reconcile.reconciliation import reconcile

    session = question.session
    usage = question.read(files)
    bill = question.read(bills, plain=True)
    answer = reconcile(
        usage,
        bill,
        question.registry,
        now=session.today,
        aliases=question.aliases,
        allow_unpriced=allow_unpriced,
    )
    show(session, answer, reconciliation_page)
    warn_beside_csv(session, answer.warnings)
    return Exit.OK


class UsageQuestion:
    """The registry, the alternatives, and the size classes that reading and pricing share."""

    def __init__(
        self,
        *,
        session: Session,
        reading: UsageReading,
        what_if: WhatIfOptions,
        by: tuple[str, ...],
    ) -> None:
        """Load the registry and read the selectors; a wrong one fails before any file is read."""
        from ...billing.size_classes import cut_points, hours_matter
        from ...files import load_hosting
        from ...report.market import Market

        self.session, self._reading, self._what_if = session, reading, what_if
        self._saved = reading.saved(session)
        self.by, self.aliases = by, reading.aliases(self._saved)
        registry = load_registry(session)
        self.registry, self._hosting = registry, load_hosting(registry)
        market = Market(registry=registry, at=session.day, hosting=self._hosting)
        selectors = dict.fromkeys(what_if.selectors or ())
        self.offers: list[Offer] = [market.select(text) for text in selectors]
        self.rescale = self._rescale()
        self.cuts: CutsFor = cut_points(
            registry, self.offers, aliases=self.aliases, rescale=self.rescale
        )
        self._hours = hours_matter(registry, self.offers, aliases=self.aliases)

    def _rescale(self) -> Rescale | None:
        kind = values.content_class("--content", self._what_if.content)
        if not self.offers or self._what_if.same_tokens:
            return None
        from ...files.registry.load import load_section
        from ...report.estimate.what_if_inputs import measured_rescaling
        from ...schema import Calibration

        return measured_rescaling(load_section("calibration", Calibration), kind)

    def host(self) -> Host | None:
        """Return the planner of self-hosted alternatives, or None if there are none."""
        if not any(offer.is_self for offer in self.offers):
            return None
        from ...report.estimate.what_if_inputs import hosting_planner

        return hosting_planner(
            self._hosting.gpus(), self._hosting.parameters(), at=self.session.day
        )

    def read(self, paths: Sequence[str], *, plain: bool = False) -> UsageData:
        """Read files and report their formats; *plain* detects everything and groups nothing."""
        from ...billing.ledger import columns_of

        if plain:
            bill = replace(self._reading, format_=None, columns=None, model=None)
            options = bill.read_options(self.session)
        else:
            load = any(offer.is_self for offer in self.offers)
            options = self._reading.read_options(
                self.session,
                columns_of(self.by),
                load=load,
                saved=self._saved,
            )
        data = read_files(paths, options, self.cuts, self._hours)
        say(self.session, *files_read(data))
        return data
