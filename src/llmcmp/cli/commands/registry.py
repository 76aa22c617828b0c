"""``llmcmp registry``: import price feeds, lock the prices in use, show what changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ...errors import ConfigError, InputError
from ...records import replace
from ..exits import Exit
from ..options.session import Session
from ..options.usage_files import FileOptions, read_files
from ..options.workload import WorkloadOptions
from ..output import say, show, write_whole
from ..registry_in_use import load_registry, lock_path
from ..terminal import print_text, shown_path

if TYPE_CHECKING:
    from ...engine import ReadOptions
    from ...registry import Registry
    from ...registry.changes import Change
    from ...report.registry.bill_effects import BillEffects
    from ...schema import ModelSpec

PRESENT = "registry"


def import_(
    origin: Annotated[
        str,
        typer.Argument(
            metavar="FEED",
            help="File or URL of the feed, or `genai-prices` for the installed package.",
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="KIND",
            help="Format of the feed: genai-prices, litellm, models.dev, openrouter or llm-prices "
            "(default: detected).",
        ),
    ] = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--feed-version", metavar="VERSION", help="Version of the feed, for citations."
        ),
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Write to this folder instead of the user's data folder.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Accept prices that seem to be in another unit.")
    ] = False,
) -> None:
    """Read a price feed and write it as a shelf, a file for --registry.

    The network is used only if FEED is a URL. The previous shelf is kept beside the new one.
    """
    from ...files.shelf.import_feed import import_feed

    report = import_feed(
        origin, folder=Path(folder) if folder else None, kind=kind, version=version, force=force
    )
    lines = [
        f"{report.source}: {report.offers} models on channels, {report.priced} with a price",
        f"sha256 {report.sha256}",
        f"{len(report.refused)} values refused" + (":" if report.refused else ""),
        *(f"  {refusal.name}: {refusal.reason}" for refusal in report.refused[:10]),
        *([f"  and {len(report.refused) - 10} more"] if len(report.refused) > 10 else []),
        f"wrote {report.path}",
        *([f"kept {report.previous}"] if report.previous else []),
        f"use it: --registry {report.path}",
    ]
    print_text("\n".join(lines) + "\n")


def lock(
    session: Session,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR]...",
            help="Models to lock (default: those named in llmcmp.yaml).",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Only check: exits with 1 when a price differs from the lock."
        ),
    ] = False,
) -> int:
    """Write llmcmp.lock: the models, prices and sources in use, with their hash.

    The file is written beside llmcmp.yaml. With --locked, other commands use only its prices.
    """
    from ...files import load_hosting
    from ...files.registry.lock import drift, lock_text, locked, parse_lock, read_lock
    from ...report.market import Market

    registry = load_registry(session)
    if check:
        changes = drift(registry, read_lock(lock_path(session)), session.day)
        print_text("".join(f"{change_text(change)}\n" for change in changes) or "no differences\n")
        return Exit.GATE if changes else Exit.OK
    names = tuple(selectors or _configured(session))
    market = Market(registry=registry, at=session.day, hosting=load_hosting(registry))
    offers = [market.select(text) for text in names]
    text = lock_text(registry, [offer.spec for offer in offers], session.day)
    reread = replace(market, registry=locked(registry, parse_lock(text, "the lock")))
    for name in names:  # a locked model must be found by the same name
        reread.select(name)
    if session.output == "-":
        print_text(text)
        return Exit.OK
    path = Path(session.output) if session.output else lock_path(session)
    write_whole(path, text)
    say(session, f"wrote {shown_path(path)}")
    return Exit.OK


def _configured(session: Session) -> tuple[str, ...]:
    """Return every selector that llmcmp.yaml names."""
    from ...schema.config import selectors_of

    file = session.require_config(hint="name the models: llmcmp registry lock gpt-4o-mini")
    names = selectors_of(file.config)
    if not names:
        raise ConfigError(f"{file.path}: names no model to lock", hint="add a workload")
    return names


def diff(
    session: Session,
    request: WorkloadOptions,
    reading: FileOptions,
    before: Annotated[
        str,
        typer.Argument(
            metavar="[BEFORE]",
            help="A lock, an imported shelf or an overlay (default: llmcmp.lock).",
        ),
    ] = "",
    after: Annotated[
        str,
        typer.Argument(metavar="[AFTER]", help="The same, or `registry` for the current registry."),
    ] = PRESENT,
    usage: Annotated[
        list[str] | None,
        typer.Option(
            "--usage",
            metavar="FILE",
            help="Show the effect on the bill of these usage files (repeatable).",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Model of rows without a model name."),
    ] = None,
) -> None:
    """Show which prices differ between two states of the registry, largest change first.

    With usage or a workload, it also shows the effect on the bill, in USD.
    """
    from ...render.pages.registry import diff_page
    from ...report.registry.bill_effects import effects_on_workload
    from ...report.registry.diff import registry_diff

    workload = request.workload()
    if usage and workload is not None:
        raise InputError("--usage: cannot be combined with a workload")
    if not usage:
        reading.refuse_without_usage()
        if model is not None:
            raise InputError("--model: needs --usage")
    registry = load_registry(session)
    old = _state(registry, before or str(lock_path(session)))
    new = _state(registry, after)
    sides = _sides(registry, old, new)
    at = session.day
    report = registry_diff(registry, (old.name, sides[0]), (new.name, sides[1]), at=at)
    if usage:
        saved = reading.saved(session)
        options = reading.read_options(session, saved=saved)
        options = replace(options, model=model or options.model)
        report = replace(report, bill=_bill(session, usage, options, old, new))
    elif workload is not None:
        bill = effects_on_workload(workload, report.changes, old.registry, new.registry, at=at)
        report = replace(report, bill=bill)
    show(session, report, diff_page)


class State(NamedTuple):
    """One side of a comparison."""

    name: str
    """What the user calls it."""
    registry: Registry
    """The registry in that state."""
    models: tuple[ModelSpec, ...] | None
    """Its models; None for the whole registry."""


def _sides(registry: Registry, old: State, new: State) -> tuple[list[ModelSpec], list[ModelSpec]]:
    """Return the models to compare: only those of a lock or an overlay, if one side is one."""
    if old.models is not None and new.models is not None:
        return list(old.models), list(new.models)
    if old.models is not None:
        return list(old.models), _as_in(registry, old.models)
    if new.models is not None:
        return _as_in(registry, new.models), list(new.models)
    return list(registry.models()), list(registry.models())


def _as_in(registry: Registry, models: Sequence[ModelSpec]) -> list[ModelSpec]:
    from ...files.registry.lock import as_locked

    return [as_locked(registry, spec) for spec in models if spec.id in registry]


def _state(registry: Registry, text: str) -> State:
    """Return one side of a comparison."""
    from ... import files
    from ...files.registry.lock import locked, read_lock
    from ...files.shelf.shelf import open_shelf
    from ...registry import Layer, Registry

    path = Path(text)
    if text == PRESENT:
        return State(name=text, registry=registry, models=None)
    if path.suffix == ".shelf":
        shelf = open_shelf(path)
        only = Registry(Layer(), version=registry.version, shelf=lambda: shelf)
        return State(name=shown_path(path), registry=only, models=tuple(shelf.models()))
    if path.suffix == ".lock":
        lock = read_lock(path)
        return State(name=shown_path(path), registry=locked(registry, lock), models=lock.models)
    over = files.load_registry([path])
    return State(name=text, registry=over, models=tuple(over.models()))


def _bill(
    session: Session, files: Sequence[str], options: ReadOptions, old: State, new: State
) -> BillEffects:
    """Read usage by the size classes of both sides, and price it on both."""
    from ...report.registry.bill_effects import both_cuts, effects_on_usage

    cuts = both_cuts(old.registry, new.registry)
    data = read_files(files, options, cuts)
    return effects_on_usage(data, old.registry, new.registry, at=session.day)


def change_text(change: Change) -> str:
    """Say what changed in one line."""
    if change.meter is None:
        return f"{change.model}: the whole model was {change.kind}"
    rates = " to ".join("none" if r is None else f"{r:f}" for r in (change.before, change.after))
    return f"{change.model} on {change.channel} ({change.tier}): {change.meter} from {rates}"
