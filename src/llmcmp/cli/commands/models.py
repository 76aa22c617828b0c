"""``llmcmp models``: the registry."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ...errors import InputError
from ...report.market import Market
from ...report.models.model_list import Sort
from ...schema.model import LIFECYCLE_STATES
from ..exits import Exit
from ..options import values
from ..options.needs import NeedsOptions
from ..options.session import Session
from ..output import show
from ..registry_in_use import load_registry
from ..terminal import print_text


class ShelfChoice(StrEnum):
    """Which models are listed."""

    CURATED = "curated"
    IMPORTED = "imported"
    ALL = "all"


def list_models(
    needs: NeedsOptions,
    session: Session,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="STATE,...",
            help="Only models in these states: active, legacy, deprecated, retired, api-retired, "
            "unmaintained (repeatable).",
        ),
    ] = None,
    max_input: Annotated[
        str | None,
        typer.Option("--max-input", metavar="USD", help="Maximum input price per million tokens."),
    ] = None,
    max_output: Annotated[
        str | None,
        typer.Option(
            "--max-output", metavar="USD", help="Maximum output price per million tokens."
        ),
    ] = None,
    sort: Annotated[Sort, typer.Option("--sort", help="What to sort by.")] = Sort.ID,
    reverse: Annotated[bool, typer.Option("--reverse", help="Sort in descending order.")] = False,
    shelf: Annotated[
        ShelfChoice,
        typer.Option(
            "--shelf", help="Models of the registry (curated), of price feeds (imported), or all."
        ),
    ] = ShelfChoice.CURATED,
) -> None:
    """List the models that pass every filter, with their standard prices.

    Prices are those of the developer's own API, or of the channel given with --channel.
    """
    from ...render.pages.models.model_list import list_page
    from ...report.models.model_list import model_list

    filters = needs.to_needs(session.today)
    states = _states(state)
    report = model_list(
        _market(session),
        filters,
        states=states,
        max_input=values.optional(values.price, "--max-input", max_input),
        max_output=values.optional(values.price, "--max-output", max_output),
        sort=sort,
        descending=reverse,
        shelf=shelf.value,
    )
    show(session, report, list_page)


def _market(session: Session) -> Market:
    return Market(registry=load_registry(session), at=session.day)


def _states(texts: list[str] | None) -> tuple[str, ...]:
    names = values.names(texts)
    for name in names:
        if name not in LIFECYCLE_STATES:
            raise InputError(
                f"--state: unknown state: {values.shown(name)}",
                hint=f"one of: {', '.join(LIFECYCLE_STATES)}",
            )
    return names


Name = Annotated[str, typer.Argument(metavar="NAME", help="Id or alias of a model.")]


def show_model(name: Name, session: Session) -> None:
    """Show everything known about one model: facts, sources, disputes and gaps."""
    from ...render.pages.models.model_details import details_page
    from ...report.models.model_details import model_details

    report = model_details(_market(session), name)
    show(session, report, details_page)


def history(name: Name, session: Session) -> None:
    """Show every dated price of one model: past, current and announced."""
    from ...render.pages.models.price_history import history_page
    from ...report.models.price_history import price_history

    report = price_history(_market(session), name)
    show(session, report, history_page)


def validate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Registry files, overlays, or folders of them."),
    ],
) -> int:
    """Validate registry files and overlays; report every mistake with its file and line.

    Exits with 1 when there are mistakes.
    """
    from ...files.registry.validate import mistakes_in

    mistakes = mistakes_in(paths)
    for mistake in mistakes:
        print_text(f"{mistake}\n")
    if not mistakes:
        print_text(f"no mistakes in {', '.join(values.shown(path) for path in paths)}\n")
    return Exit.GATE if mistakes else Exit.OK


def schema(
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Print the schema of overlays instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of registry files, for editors."""
    from ...files.yaml_files.json_schema import developer_schema, overlay_schema

    print_text(overlay_schema() if overlay else developer_schema())
