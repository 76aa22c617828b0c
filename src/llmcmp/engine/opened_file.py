"""One usage file or data set, opened and recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ..errors import UsageFileError
from .formats.any_table import GenericJson, GenericTable, looks_generic
from .formats.base import Record, Shape, hashed
from .formats.detect import Sample, detect
from .formats.reshaping import as_object, reshaping
from .intake import Intake
from .rows.cells import BadRow
from .sources.delimited import Table
from .sources.json_items import items
from .sources.parquet import Parquet
from .sources.source import Source

if TYPE_CHECKING:
    from .spark.addresses import Dataset
    from .spark.table import SparkTable

_SAMPLE = 100

Items = Iterator[tuple[int | None, Any]]
"""Rows with the line each begins on; what cannot be read is a ``BadRow`` in its place."""


class OpenedFile:
    """One file or data set: its format, and its rows as that format has them."""

    def __init__(self, source: Source | Dataset, intake: Intake) -> None:
        """Open *source* and detect its format."""
        self.source = source
        self.options = intake.options
        self.table: Table | Parquet | SparkTable | None = None
        """What its rows come from, where it is a table."""
        is_json = isinstance(source, Source) and not source.is_parquet and _is_json(source)
        stored: Shape = "document" if is_json else "table"
        rows = self._open(stored)
        first = list(islice(rows, _SAMPLE)) if is_json else []
        self.samples = self._samples(first)
        """Its first objects; of a table its header, as one row without values."""

        def objects() -> list[Record]:
            first.extend(islice(rows, _SAMPLE - len(first)))
            return [as_object(item) for _, item in first if isinstance(item, dict)]

        sample = Sample(source.name, stored, self.samples, objects)
        self.format = intake.format(detect(sample, self.options))
        self._unread: Items | None = chain(first, rows)
        generic = isinstance(self.format, GenericTable)  # which may have any name for a column
        self._reshape = None if generic else reshaping(self.format.shape, stored, self.samples)
        if self.format.shape != stored:
            header = dict.fromkeys(chain(*self.samples), "")
            self.samples = [*objects()] if stored == "table" else [header]

    @property
    def shown_name(self) -> str:
        """The name of the file in reports: what the user typed, never a project found below it."""
        source = self.source
        typed = source.name == source.argument or not self.options.hash_private
        if typed or not self.format.tells_projects:
            return source.name
        return f"{source.argument} ({hashed(source.name)})"

    def rows(self) -> Items:
        """Return the rows from the start; the sample read for detection is not lost."""
        rows, self._unread = self._unread, None
        if rows is None:
            rows = self._open("document" if self.table is None else "table")
        reshape = self._reshape
        if reshape is None:
            return rows
        return ((at, item if isinstance(item, BadRow) else reshape(item)) for at, item in rows)

    def resolve_columns(self, *, exclusive: bool | None) -> None:
        """Let a table of any columns find out what is what; *exclusive*: input excludes cached."""
        form = self.format
        assert isinstance(form, GenericTable | GenericJson)  # noqa: S101 - the only ones to ask
        names = next(names for names in self.samples if looks_generic(names, self.options))
        form.resolve(names, self.source.name, exclusive=exclusive)
        if "model" not in form.columns and self.options.model is None:
            raise UsageFileError(
                f"{self.source.name}: no model column",
                hint="name the model: --model gpt-4o-mini, or its column: --map model=COLUMN",
            )

    def _open(self, stored: Shape) -> Items:
        progress, source = self.options.progress, self.source
        if not isinstance(source, Source):
            self.table = source.table
            return source.rows()
        if stored == "document":
            return items(source, progress)
        self.table = (Parquet if source.is_parquet else Table)(source, progress)
        return self.table.rows()

    def _samples(self, first: list[tuple[int | None, Any]]) -> list[Mapping[str, Any]]:
        if self.table is not None:
            return [dict.fromkeys(self.table.header, "")]
        samples: list[Mapping[str, Any]] = [item for _, item in first if isinstance(item, dict)]
        if not samples:
            line, bad = first[0] if first else (1, BadRow("no JSON object in the file"))
            raise UsageFileError(f"{self.source.name}:{line}: {bad}")
        return samples


def _is_json(source: Source) -> bool:
    for line in source.lines():
        body = line.removeprefix(b"\xef\xbb\xbf").lstrip()
        if body:
            return body[:1] in b"{["
    raise UsageFileError(f"{source.name}: the file holds only blank lines")
