"""The registry that a command uses: with overlays and discounts, or as llmcmp.lock holds it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, LlmcmpError
from .options import values
from .options.session import Session
from .output import say
from .terminal import shown_path

if TYPE_CHECKING:
    from ..registry import Registry
    from ..report.market import Market


def load_registry(session: Session, *, locked: bool = False) -> Registry:
    """Return the registry with the overlays and discounts of the configuration and the options.

    *locked*: with the models and prices of llmcmp.lock, and no others.
    """
    from .. import files
    from ..registry import Layer, OverlayInfo

    file = session.configured()
    paths = [] if file is None else [Path(file.folder, name) for name in file.config.registry]
    registry = files.load_registry([*paths, *(session.registry or ())])
    if locked:
        registry = _locked(session, registry)
    if file is None or not file.config.discounts:
        return registry
    used = OverlayInfo(name=file.path, sha256=file.sha256)
    return registry.overlaid((used,), Layer(discounts=file.config.discounts))


def _locked(session: Session, registry: Registry) -> Registry:
    """Return *registry* as llmcmp.lock holds it; prices that changed are reported, not used."""
    from ..files.registry.lock import drift, locked, read_lock

    path = lock_path(session)
    lock = read_lock(path)
    changed = len(drift(registry, lock, session.day))
    if changed:
        what = "1 price differs" if changed == 1 else f"{changed} prices differ"
        say(session, f"note: {what} from {path}, which is used; see `llmcmp registry diff {path}`")
    return locked(registry, lock)


def require_locked(session: Session, market: Market, selectors: Iterable[str]) -> None:
    """Refuse selectors that the lock does not hold."""
    for text in selectors:
        try:
            market.select(text)
        except LlmcmpError:
            raise InputError(
                f"not in {lock_path(session)}: {values.shown(text)}",
                hint="run `llmcmp registry lock` to update it",
            ) from None


def lock_path(session: Session) -> Path:
    """Return the lock beside the configuration, or in the current folder where there is none."""
    from ..files.registry.lock import NAME

    file = session.configured()
    return Path(NAME if file is None else shown_path(Path(file.folder, NAME)))
