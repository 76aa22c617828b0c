"""Where snapshots are stored: inside the package, else in the user's cache folder."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from ..atomic import replace_file
from .snapshot import BrokenSnapshotError, Snapshot, unpack

SHIPPED = Path(__file__).resolve().parents[2] / "snapshot"
"""Folder of the snapshots that the build put into the wheel."""

_KEPT = 48
"""Snapshots kept in the user's folder; the oldest go first."""


def cache_folder() -> Path | None:
    """Return the user's cache folder, or None where the system names none."""
    if own := os.environ.get("LLMCMP_CACHE_DIR"):
        return Path(own)
    if shared := os.environ.get("XDG_CACHE_HOME"):
        return Path(shared) / "llmcmp"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "llmcmp" / "cache"
    try:
        return Path.home() / ".cache" / "llmcmp"
    except RuntimeError:
        return None


def recall(name: str, key: str, build: Callable[[], bytes]) -> Snapshot:
    """Return the snapshot *name* of *key*; one that is missing, stale or broken is built anew."""
    file_name = f"{name}-{key[:24]}.snapshot"
    folder = cache_folder()
    for path in (SHIPPED / f"{name}.snapshot", folder and folder / file_name):
        snapshot = path and _read(path, key)
        if snapshot:
            return snapshot
    raw = build()
    if folder is not None:
        keep(folder, file_name, raw)
    return unpack(raw, key)


def _read(path: Path, key: str) -> Snapshot | None:
    try:
        return unpack(path.read_bytes(), key)
    except (OSError, ValueError, BrokenSnapshotError, LookupError, TypeError, StopIteration):
        return None


def keep(folder: Path, name: str, raw: bytes) -> None:
    """Write a snapshot whole or not at all; a folder that cannot be written only costs time."""
    # Two processes may do this at once: each replaces the whole file with equal bytes.
    with contextlib.suppress(OSError, ValueError):
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / name, raw, private=True)
        _forget_oldest(folder)


def _forget_oldest(folder: Path) -> None:
    by_age = sorted(folder.glob("*.snapshot"), key=lambda path: path.stat().st_mtime)
    for path in by_age[:-_KEPT]:
        path.unlink(missing_ok=True)
