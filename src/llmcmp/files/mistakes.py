"""What is wrong with a file, as data with a place; reported all at once."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import InputError, RegistryError
from ..spec import record

_MOST = 100
"""Mistakes printed at once; a file with more is not read to the end by anybody."""


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
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.where}: {self.what}" if self.where else f"{place}: {self.what}"


class MistakesError(Exception):
    """Mistakes on their way to whoever collects them; never leaves this package."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Carry *mistakes*."""
        super().__init__()
        self.mistakes = tuple(mistakes)


def report(
    mistakes: Iterable[Mistake], error: type[InputError] = RegistryError, hint: str | None = None
) -> InputError:
    """Return one *error* with a line for each mistake, in the order of files and lines."""
    ordered = sorted(set(mistakes), key=lambda found: (found.file, found.line or 0, str(found)))
    lines = [str(mistake) for mistake in ordered[:_MOST]]
    if len(ordered) > _MOST:
        lines.append(f"and {len(ordered) - _MOST} more")
    return error("\n".join(lines), hint=hint)
