"""Importing a price feed into the user's own shelf, on request only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ...errors import InputError, reason
from ...records import record
from ...schema import Source
from ..atomic import replace_file
from .download import download, is_url
from .feeds.feed import Refusal
from .feeds.merge import Merged, jumps
from .feeds.reader import LARGEST, parse_feed, read_feed
from .shelf import open_shelf, pack

SHOWN = 5
"""Suspicious prices that a refusal names."""


@record
class ImportReport:
    """What an import took over."""

    source: str
    """Id under which the values are cited."""
    origin: str
    """Path, address or package the feed was read from."""
    sha256: str
    """Digest of what was read."""
    path: Path
    """The shelf that was written; ``--registry`` takes it."""
    previous: Path | None
    """Where the shelf it replaces is kept."""
    offers: int
    """Models on channels."""
    priced: int
    """Offers with a price."""
    refused: tuple[Refusal, ...]
    """Values that were left out, each with its reason."""
    jumps: tuple[str, ...]
    """Prices a factor of 1,000 or 1,000,000 off their previous value, taken over by force."""


def data_folder() -> Path:
    """Return the user's data folder."""
    if own := os.environ.get("LLMCMP_DATA_DIR"):
        return Path(own)
    if shared := os.environ.get("XDG_DATA_HOME"):
        return Path(shared) / "llmcmp"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "llmcmp" / "data"
    try:
        return Path.home() / ".local" / "share" / "llmcmp"
    except RuntimeError:
        raise InputError(
            "no folder for imported prices is known", hint="set LLMCMP_DATA_DIR"
        ) from None


def import_feed(
    origin: str,
    *,
    folder: Path | None = None,
    kind: str | None = None,
    version: str | None = None,
    force: bool = False,
) -> ImportReport:
    """Read a feed from a package, a file or an address and write it as a shelf."""
    if is_url(origin):
        raw = download(origin, largest=LARGEST)
        feed = parse_feed(raw, kind=kind, version=version, where=origin)
    else:
        feed = read_feed(origin, kind=kind, version=version)
    merged = Merged()
    merged.add(feed, as_of="9999")
    path = (folder or data_folder()) / f"{feed.kind}.shelf"
    leaps = _leaps(merged, path)
    if leaps and not force:
        raise InputError(
            f"{origin}: {len(leaps)} prices look like another unit: {'; '.join(leaps[:SHOWN])}",
            hint="check the feed; --force takes the prices over as they are",
        )
    source = Source(
        title=f"{feed.kind} {feed.version}",
        url=origin if is_url(origin) else None,
        kind="dataset",
        note=f"sha256 of what was read: {feed.sha256}",
    )
    previous = write_kept(path, pack(merged.models, merged.heads, {feed.source: source}))
    return ImportReport(
        source=feed.source,
        origin=origin,
        sha256=feed.sha256,
        path=path,
        previous=previous,
        offers=len(merged.models),
        priced=sum(1 for model in merged.models if model.spec.rates),
        refused=feed.refused,
        jumps=leaps,
    )


def _leaps(merged: Merged, path: Path) -> tuple[str, ...]:
    """Return the prices a unit off the last import, or off the shelf of the package."""
    before = open_shelf(path) if path.exists() else open_shelf()
    names = {model.spec.id for model in merged.models}
    earlier = (spec for spec in before.models() if spec.id in names)
    return tuple(jumps(earlier, (model.spec for model in merged.models)))


def write_kept(path: Path, raw: bytes) -> Path | None:
    """Write *path* whole or not at all; what was there before is kept beside it."""
    previous = path.with_name(f"{path.name}.previous") if path.exists() else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if previous is not None:
            replace_file(previous, path.read_bytes(), private=True)
        replace_file(path, raw, private=True)
    except OSError as error:
        raise InputError(f"cannot write {path}: {reason(error)}") from None
    return previous
