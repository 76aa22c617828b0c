"""The rows of the roll-up by column."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import Any

from .query import NeedsPython
from .rollup_sql import NAMES, Layout, key_names, sum_names

Values = tuple[Any, ...]
_DEFAULTS = {"single": True, "bucket": 0}


class Groups:
    """The rows of the roll-up by column: what a layout does not have stays at its default."""

    def __init__(self, layout: Layout, rows: Iterable[Values]) -> None:
        """Name the columns of *rows*."""
        names = [*key_names(layout), "row_count", *sum_names(layout)]
        if "timestamp" in layout.kinds:
            names += ["first_at", "last_at"]
        columns = tuple(zip(*rows, strict=True)) or ((),) * len(names)
        self.layout = layout
        self._columns: dict[str, Values] = dict(zip(names, columns, strict=True))

    def __contains__(self, name: str) -> bool:
        """Tell whether the layout has a column."""
        return name in self._columns

    def __getitem__(self, name: str) -> Values:
        """Return a column; one that the layout lacks has its default in every row."""
        column = self._columns.get(name)
        return self._constant(_DEFAULTS.get(name)) if column is None else column

    def _constant(self, value: Any) -> Values:
        return (value,) * len(self._columns["kind"])

    def counts(self, name: str) -> Values:
        """Return the sums of a count, 0 where the file does not have it."""
        column = self._columns.get(name)
        if column is None:
            return self._constant(0)
        if None in column:
            raise NeedsPython("a sum of 2^63 or more")
        return column

    def names(self) -> list[Values]:
        """Return what each group is called: model, channel, tier and the tags."""
        return list(zip(*map(self.__getitem__, (*NAMES, *self.layout.tag_names)), strict=True))

    def only(self, kind: int) -> Groups:
        """Return the groups of a kind."""
        kinds = self._columns["kind"]
        return self if set(kinds) == {kind} else self.where([one == kind for one in kinds])

    def where(self, kept: list[bool]) -> Groups:
        """Return the groups that are *kept*."""
        columns = [tuple(compress(column, kept)) for column in self._columns.values()]
        return Groups(self.layout, zip(*columns, strict=True))
