"""A table of figures, as the page of a hosting plan has several."""

from __future__ import annotations

from collections.abc import Iterable

from ...page import Column, Table, number_columns


def figure_table(title: str, rows: Iterable[tuple[str, str, str]]) -> Table:
    """Lay out what is known of one subject: a name, a figure, what it rests on."""
    return Table(
        title=title,
        columns=(
            Column(title="", whole=True),
            *number_columns("Value"),
            Column(title="From"),
        ),
        rows=tuple(rows),
    )
