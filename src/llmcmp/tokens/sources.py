"""Which files of a folder hold text to count."""

from __future__ import annotations

import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, reason
from ..records import record
from .counting import unreadable

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_HEAD = 8192
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\b\x1b")


@record
class Skipped:
    """A file that was not counted."""

    path: Path
    reason: str
    """Why it was not read, as half a sentence."""


def find_files(
    names: Sequence[str],
) -> tuple[tuple[Path, ...], tuple[Skipped, ...]]:
    """Return the text files that *names* (files, folders, globs) mean, and what was skipped."""
    texts: dict[Path, None] = {}
    skipped: dict[Path, str] = {}
    for name in names:
        for path, was_named in _expanded(name):
            if not is_binary(path):
                texts[path] = None
            elif was_named:
                raise _no_text(path)
            else:
                skipped[path] = "binary"
    if not texts:
        raise InputError(f"no text file in: {' '.join(names)}")
    return tuple(texts), tuple(Skipped(path=path, reason=why) for path, why in skipped.items())


def is_binary(path: Path) -> bool:
    """Tell whether the file begins with bytes that no text holds."""
    return is_binary_start(_head(path))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise unreadable(path, error) from error


def _no_text(path: Path) -> InputError:
    """Return the error that says what to do with a file that was named and is no text."""
    if _head(path).startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        hint = "it looks like UTF-16: save it as UTF-8 first, which is what an API is sent"
    else:
        hint = "pictures go with --image"
    return InputError(f"not a text file: {path}", hint=hint)


def is_binary_start(data: bytes) -> bool:
    """Tell whether a file that begins with *data* is no text."""
    head = data[:_HEAD]
    if b"\0" in head:
        return True
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    return controls * 50 > len(head)


def _expanded(name: str) -> Iterator[tuple[Path, bool]]:
    """Yield the files that *name* means, and whether it names the file itself."""
    path = Path(name)
    if path.is_dir():
        yield from ((file, False) for file in _walk(path))
    elif path.exists() or not has_magic(name):
        yield path, True
    else:
        matches = sorted(_glob(name))
        if not matches:
            raise InputError(f"no file matches: {name}")
        for match in matches:
            yield from ((file, False) for file in (_walk(match) if match.is_dir() else (match,)))


def _glob(name: str) -> Iterator[Path]:
    pattern = Path(name)
    root = Path(pattern.anchor) if pattern.anchor else Path()
    return root.glob(str(pattern.relative_to(pattern.anchor)))


def _walk(folder: Path, above: tuple[tuple[Path, GitIgnoreSpec], ...] = ()) -> Iterator[Path]:
    """Yield the files under *folder* that git would not ignore, in order of their names."""
    rules = above or _rules_above(folder)
    ignore = folder / ".gitignore"
    if ignore.is_file():
        rules = (*rules, (folder, _read_ignore(ignore)))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(f"cannot read {folder}: {reason(error)}") from error
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name == ".git" or _is_ignored(path, is_folder, rules):
            continue
        if is_folder:
            yield from _walk(path, rules)
        elif entry.is_file():
            yield path


def _rules_above(folder: Path) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
    """Return the rules of the folders between the repository's root and *folder*."""
    rules: list[tuple[Path, GitIgnoreSpec]] = []
    here = folder.absolute()
    for parent in (here, *here.parents):
        if parent != here and (parent / ".gitignore").is_file():
            rules.append((parent, _read_ignore(parent / ".gitignore")))
        if (parent / ".git").exists():
            return tuple(reversed(rules))
    return ()


def _read_ignore(path: Path) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(path.read_text("utf-8", "replace").splitlines())
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}") from error


def _is_ignored(path: Path, is_folder: bool, rules: tuple[tuple[Path, GitIgnoreSpec], ...]) -> bool:
    """Ask the rules from the innermost folder outwards; the first that speaks decides."""
    for root, spec in reversed(rules):
        base = path.absolute() if root.is_absolute() else path
        name = base.relative_to(root).as_posix() + ("/" if is_folder else "")
        verdict = spec.check_file(name).include
        if verdict is not None:
            return verdict
    return False
