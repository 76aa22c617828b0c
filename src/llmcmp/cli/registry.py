"""``llmcmp registry``: import price feeds, lock what is used, tell what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from .options import Argument, Option
from .session import Session, write_whole
from .terminal import print_text

if TYPE_CHECKING:
    from ..registry import Registry
    from ..spec import ModelSpec

PRESENT = "registry"


def import_(
    origin: Annotated[
        str,
        Argument(
            metavar="FEED",
            help="A file, an address, or genai-prices for the installed package.",
        ),
    ],
    kind: Annotated[
        str | None,
        Option(
            "--from",
            metavar="KIND",
            help="Shape of the feed: genai-prices, litellm, models.dev, openrouter or llm-prices.",
        ),
    ] = None,
    version: Annotated[
        str | None, Option("--feed-version", help="Under which version to cite it.")
    ] = None,
    folder: Annotated[
        str | None, Option("--into", metavar="FOLDER", help="Instead of the data folder.")
    ] = None,
    force: Annotated[
        bool, Option("--force", help="Take over prices that look like another unit.")
    ] = False,
) -> None:
    """Read a price feed and write it as a shelf that --registry can point at.

    The network is used only where FEED is an address. The shelf it replaces is kept.
    """
    from ..files.imports import import_feed

    done = import_feed(
        origin, folder=Path(folder) if folder else None, kind=kind, version=version, force=force
    )
    lines = [
        f"{done.source}: {done.offers} models on channels, {done.priced} with a price",
        f"sha256 {done.sha256}",
        f"{len(done.refused)} values refused" + (":" if done.refused else ""),
        *(f"  {refusal.name}: {refusal.reason}" for refusal in done.refused[:10]),
        *([f"  and {len(done.refused) - 10} more"] if len(done.refused) > 10 else []),
        f"wrote {done.path}",
        *([f"kept {done.previous}"] if done.previous else []),
        f"use it: --registry {done.path}",
    ]
    print_text("\n".join(lines) + "\n")


def lock(
    selectors: Annotated[list[str], Argument(metavar="SELECTOR...", help="The models to lock.")],
    session: Session,
) -> None:
    """Write llmcmp.lock: the models, rates and sources in use, with their hash."""
    from ..files.lock import NAME, lock_text
    from ..registry import select

    held = session.load_registry()
    offers = [select(held, text, at=session.day) for text in selectors]
    text = lock_text(held, [offer.spec for offer in offers], session.day)
    if session.output == "-":
        print_text(text)
        return
    path = Path(session.output or NAME)
    write_whole(path, text)
    session.say(f"wrote {path}")


def diff(
    session: Session,
    before: Annotated[
        str, Argument(metavar="BEFORE", help="A lock, an imported shelf or an overlay.")
    ],
    after: Annotated[
        str,
        Argument(metavar="[AFTER]", help="The same; the registry where it is not given."),
    ] = PRESENT,
) -> None:
    """Show which prices differ between two states of the registry, the largest change first."""
    from ..render.registry_changes import diff_page
    from ..report.registry_changes import registry_diff

    held = session.load_registry()
    old, new = _state(held, before), _state(held, after)
    # A lock or an overlay says nothing of the models it does not hold.
    if after == PRESENT:
        new = [held[spec.id] for spec in old if spec.id in held]
    elif before == PRESENT:
        old = [held[spec.id] for spec in new if spec.id in held]
    session.show(registry_diff(held, (before, old), (after, new), at=session.day), diff_page)


def _state(held: Registry, text: str) -> list[ModelSpec]:
    """Return the models of one side of a comparison."""
    from ..files import load_registry
    from ..files.lock import read_lock
    from ..files.shelf import open_shelf

    path = Path(text)
    if text == PRESENT:
        return list(held.models())
    if path.suffix == ".shelf":
        return list(open_shelf(path).models())
    if path.suffix == ".lock":
        return list(read_lock(path).models)
    return list(load_registry([path]).models())
