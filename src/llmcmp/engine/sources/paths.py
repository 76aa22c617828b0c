"""The paths a user names: files, folders and patterns; what may not be looked into is refused."""

from __future__ import annotations

import os
import stat
from glob import glob, has_magic
from pathlib import Path

from ...errors import UsageFileError

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".txt", ".log")
"""Ends of names that are read in a folder."""


def paths_of(name: str) -> list[Path]:
    """Return the files that *name* stands for, in order."""
    if not name:
        raise UsageFileError("no usage file given: the name is empty")
    try:
        path = Path(name).expanduser()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _matches(name)
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageFileError(f"{name}: {reason(error)}") from None
    if not stat.S_ISDIR(mode):
        return [path]
    inside = _inside(path)
    if not inside:
        raise UsageFileError(
            f"{name}: no usage files in this folder",
            hint=f"files ending in {', '.join(SUFFIXES)} (or these with .gz) are read",
        )
    return inside


def reason(error: Exception) -> str:
    """Return what the system says, in the words of an error."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    words = getattr(error, "strerror", None) or str(error)
    return str(words).lower().rstrip(".")


def _inside(folder: Path) -> list[Path]:
    """Return what is called like a usage file, whatever it is: nothing is left out unseen."""

    def refuse(error: OSError) -> None:
        raise UsageFileError(f"{error.filename}: {reason(error)}")

    return sorted(
        Path(inside, name)
        for inside, _, names in os.walk(folder, onerror=refuse)
        for name in names
        if not name.startswith(".") and name.lower().removesuffix(".gz").endswith(SUFFIXES)
    )


def _matches(name: str) -> list[Path]:
    if not has_magic(name):
        raise UsageFileError(f"{name}: no such file")
    _refuse_closed(name)
    matches = sorted(glob(name, recursive=True))  # noqa: PTH207
    # `Path.is_dir` raises where the folder above may be listed but not entered.
    files = [Path(match) for match in matches if not os.path.isdir(match)]  # noqa: PTH112
    if not files:
        raise UsageFileError(f"{name}: no file matches")
    return files


def _refuse_closed(pattern: str) -> None:
    """Refuse a pattern that leads through a folder one may not look into: ``glob`` skips it."""
    parts = Path(pattern).parts
    for depth, part in enumerate(parts):
        above = str(Path(*parts[:depth]))
        if not has_magic(above) and not has_magic(part):
            continue
        needed = os.X_OK | (os.R_OK if has_magic(part) else 0)
        for folder in glob(above, recursive=True):  # noqa: PTH207
            if os.path.isdir(folder) and not os.access(folder, needed):  # noqa: PTH112
                raise UsageFileError(f"{folder}: permission denied")
