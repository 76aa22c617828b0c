"""What is wrong with a file, as data with a place; reported all at once."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import InputError, RegistryError
from ...readable import printable
from ...records import record

MOST = 1_000
"""Mistakes collected from one file."""

_PRINTED = 100
"""Mistakes printed at once; nobody reads a longer list to its end."""

_WIDEST = 200
"""Characters of a path that are printed: keys can be as long as a file."""


@record
class Mistake:
    """One mistake in one file."""

    file: str
    """Name of the file, as the user gave it."""
    line: int | None = None
    """Line, counted from 1, where the mistake has one."""
    where: str = ""
    """Path inside the file: ``models[gpt-4o].rates[0].input``."""
    what: str
    """What is wrong, in a few words."""

    def __str__(self) -> str:
        start = self.file if self.line is None else f"{self.file}:{self.line}"
        where = self.where if len(self.where) <= _WIDEST else f"{self.where[:_WIDEST]}..."
        return printable(": ".join(part for part in (start, where, self.what) if part))


class MistakesError(Exception):
    """Mistakes on their way to whoever collects them; never leaves this package."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Take the mistakes; they are kept in order, as a tuple."""
        super().__init__()
        self.mistakes = tuple(mistakes)


def report(
    mistakes: Iterable[Mistake], error: type[InputError] = RegistryError, hint: str | None = None
) -> InputError:
    """Return one *error* with a line for each mistake, in the order of files and lines."""
    ordered = sorted(
        set(mistakes), key=lambda mistake: (mistake.file, mistake.line or 0, str(mistake))
    )
    lines = [str(mistake) for mistake in ordered[:_PRINTED]]
    if len(ordered) > _PRINTED:
        lines.append(
            "and many more" if len(ordered) >= MOST else f"and {len(ordered) - _PRINTED} more"
        )
    return error("\n".join(lines), hint=hint)
