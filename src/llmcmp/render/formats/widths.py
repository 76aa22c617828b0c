"""Which columns of a table are shown side by side on a terminal, and how wide each of them is."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from ..page import Table

GAP = 2
"""Columns of the terminal between two columns of a table."""


def parts(table: Table, width: int) -> list[Table]:
    """Split a table whose words do not fit side by side, repeating its first column."""
    needed = [_longest(cells, whole) for cells, whole in _cells(table)]
    if len(needed) == 1 or _total(needed) <= width:
        return [table]
    groups: list[list[int]] = [[]]
    for index in range(1, len(needed)):
        if groups[-1] and _total(needed[i] for i in (0, *groups[-1], index)) > width:
            groups.append([])
        groups[-1].append(index)
    size = -(-(len(needed) - 1) // len(groups))
    even = [list(range(start, len(needed)))[:size] for start in range(1, len(needed), size)]
    if all(_total(needed[i] for i in (0, *group)) <= width for group in even):
        groups = even
    return [_picked(table, (0, *group)) for group in groups]


def _picked(table: Table, chosen: tuple[int, ...]) -> Table:
    return Table(
        columns=tuple(table.columns[index] for index in chosen),
        rows=tuple(
            tuple(row[index] for index in chosen if row)
            for row in table.rows
            if not row or any(row[index] for index in chosen[1:])
        ),
    )


def fitted(table: Table, width: int) -> list[int]:
    """Return the width of each column: the widest give way first, words break last."""
    columns = _cells(table)
    widths = [_longest(cells, whole=True) for cells, _ in columns]
    floors = [_longest(cells, whole) for cells, whole in columns]
    for least in (floors, [1 for _ in floors]):
        while _total(widths) > width:
            loose = [index for index, wide in enumerate(widths) if wide > least[index]]
            if not loose:
                break
            widest = max(loose, key=lambda index: widths[index])
            widths[widest] -= 1
    return widths


def _cells(table: Table) -> list[tuple[list[str], bool]]:
    """Return the texts of each column, its head included, and whether they stay whole."""
    return [
        ([column.title, *(row[i] for row in table.rows if row)], column.whole)
        for i, column in enumerate(table.columns)
    ]


def _longest(cells: list[str], whole: bool) -> int:
    """Return the width of the longest cell, or of the longest word where cells may wrap."""
    words = cells if whole else [word for cell in cells for word in cell.split(" ")]
    return max(1, *(cell_len(word) for word in words))


def _total(widths: Iterable[int]) -> int:
    widths = list(widths)
    return sum(widths) + GAP * (len(widths) - 1)
