"""What the roll-up asks of an engine that reads SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from .rollup_sql import Kind

if TYPE_CHECKING:
    from ..options import Progress


class NeedsPython(Exception):  # noqa: N818 - a signal to let Python read the file, not an error
    """An SQL engine cannot read this file as strictly as Python does."""


class Query(Protocol):
    """A connection to an engine whose rows are the file."""

    kinds: dict[str, Kind]
    """The columns of its rows and how they are stored."""
    tells_file: bool
    """There is one tag more than asked for: the file of each row."""

    def select(self, text: str) -> Iterable[tuple[Any, ...]]:
        """Return the rows of a query; raise ``NeedsPython`` where it fails."""

    def cut_points(self, rows: list[tuple[Any, ...]], cuts: int) -> None:
        """Make *rows* the cut points, each with at most *cuts* of them."""

    def watch(self, progress: Progress, name: str, size: int) -> None:
        """Tell *progress* how far each query is."""
