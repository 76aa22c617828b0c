"""A frame of Spark as a table of text: its columns, rows, misfits, and itself as roll-up rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..formats.any_table import rival_columns
from ..sources.delimited import Table, broken_quoting, header_names, other_width, text_row
from ..sources.source import LINE_LIMIT, Source, without_password
from ..sql.query import NeedsPython
from ..sums.tally import SHOWN, Tally
from .failures import failing
from .query import SparkQuery, as_text
from .session import Spark, quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_MOST_COLUMNS = 2000
"""Columns that Spark plans in seconds; from some 20,000 on it does not come to an end."""

_REQUIRED = ("timestamp", "model", "input_tokens", "output_tokens", "requests")
"""Columns that a file without them does without, while a row without them is no row."""


@dataclass(frozen=True, slots=True)
class FileColumns:
    """Columns of a frame that are not of its files but about them; no header has such names."""

    file: str = "address of the file"
    """Names the file of the row, as a URI."""
    misfit: str | None = None
    """Holds the text of a row that does not fit the header, None for one that does."""


class SparkTable:
    """A frame as a table of text."""

    delimiter = ","

    def __init__(
        self,
        spark: Spark,
        frame: DataFrame,
        *,
        about: FileColumns | None = None,
        alike: bool = True,
    ) -> None:
        """Name the columns: fields of a structure by their path; *alike*: every file has all."""
        self.spark, self._about, self._alike = spark, about, alike
        self._queried: dict[str, str] = {}
        own = () if about is None else (about.file, about.misfit)
        with failing():  # a remote session looks a table up only now
            leaves = [(name, leaf) for name, leaf in _leaves(frame.schema, ()) if name not in own]
        # A column `a.b` comes before the field `b` of a structure `a`.
        fields = dict(leaves) | {name: leaf for name, leaf in leaves if leaf[0] == quoted(name)}
        self._columns = {name: column for name, (column, _) in fields.items()}
        self.types = {name: type_name for name, (_, type_name) in fields.items()}
        self.header = header_names(list(fields), "the table")
        self._all = self._frame = frame
        if about is not None and about.misfit is not None:
            self._frame = frame.where(f"{quoted(about.misfit)} IS NULL")

    def rows(self) -> Iterator[tuple[None, dict[str, str]]]:
        """Yield each row as text, nested values as JSON; a table has no lines."""
        columns = [_as_text(self._columns[name], self.types[name]) for name in self.header]
        with failing():
            for row in self._frame.selectExpr(*columns).toLocalIterator():
                yield None, text_row(self.header, row)

    def query(self, columns: dict[str, str], tags: Sequence[str], *, model: str) -> SparkQuery:
        """Return the rows of the roll-up; *columns* maps its names to ours."""
        self._queried = columns
        known = {name: (self._columns[name], self.types[name]) for name in self.header}
        stored = {name: known[own] for name, own in columns.items()}
        named = [known.get(tag) for tag in tags]
        file = None if self._about is None else quoted(self._about.file)
        return SparkQuery(self.spark, self._frame, stored, named, model=model, file=file)

    def refuse_lacking(self, tally: Tally, *, nameless: bool) -> None:
        """Refuse files together of which one lacks a column that others have.

        Its rows would count as empty, or without their cached tokens. *nameless*: a row has no
        model. Only what such a file leaves behind is a reason to look for it.
        """
        if self._alike or self._about is None:
            return
        counted = {name: f"count({self._columns[own]}) = 0" for name, own in self._queried.items()}
        required = [counted[name] for name in _REQUIRED if name in counted]
        passed_over = [
            f"({counted[name]} AND count({self._columns[other]}) > 0)"
            for name, others in rival_columns(self._queried, self.header).items()
            for other in others
            if name not in _REQUIRED
        ]
        if not (passed_over or nameless or tally.empty or tally.rejected):
            return
        from pyspark.sql.functions import expr

        lacks = expr(" OR ".join([*required, *passed_over])).alias("lacks")
        with failing():
            files = self._all.groupBy(quoted(self._about.file)).agg(lacks).where("lacks").limit(1)
            if files.collect():
                raise NeedsPython("some files lack columns that others have")

    def misfits(self, tally: Tally) -> None:
        """Count the rows that do not fit the header; the first of them are named."""
        if self._about is None or self._about.misfit is None:
            return
        misfit, first = quoted(self._about.misfit), self._columns[self.header[0]]
        with failing():
            # Spark refuses a query of the column of misfits alone.
            counts = self._all.selectExpr(f"count({misfit})", f"count({first})").collect()
            rows = self._all.where(f"{misfit} IS NOT NULL").limit(SHOWN)
            named = rows.selectExpr(misfit, first, quoted(self._about.file)).collect()
        for row, _, file in named:
            tally.reject(
                None,
                _misfit(row, self.delimiter, len(self.header)),
                without_password(unquote(file)),
            )
        tally.reject_unnamed(counts[0][0] - len(named))


def local_table(spark: Spark, source: Source, opened: object) -> SparkTable:
    """Return a file of this machine, or of a file system all machines share."""
    address = f"file://{source.path.resolve()}"
    if not isinstance(opened, Table):
        return SparkTable(spark, spark.parquet([address]))
    if source.is_gzip:
        raise NeedsPython("gzip is read in one task anyway")
    refuse_loose_lines(spark.text([address]), opened.delimiter, len(opened.header))
    frame = spark.csv([address], opened.written_header, opened.delimiter)
    return text_table(spark, frame, opened.header, opened.delimiter, None)


def text_table(
    spark: Spark, frame: DataFrame, names: Sequence[str], delimiter: str, about: FileColumns | None
) -> SparkTable:
    """Return a frame of delimited text under the names of its header without blanks."""
    with failing():
        named = frame.toDF(*names, *frame.columns[len(names) :])
    table = SparkTable(spark, named, about=about)
    table.delimiter = delimiter
    return table


def refuse_loose_lines(lines: DataFrame, delimiter: str, columns: int) -> None:
    """Leave text to Python whose every line is not, strictly, one row that Spark can plan for."""
    if columns > _MOST_COLUMNS:
        raise NeedsPython(f"{columns:,} columns")
    if _has_loose_line(lines, delimiter):
        raise NeedsPython("quoted line breaks, stray quotes or bytes that are not UTF-8")


def _has_loose_line(lines: DataFrame, delimiter: str) -> bool:
    """Tell whether a line is not, strictly, one row by itself.

    Spark takes `"abc` at the end of a file for a field, a carriage return between quotes for the
    end of a line, and bytes that are no UTF-8 for U+FFFD.
    """
    from pyspark.sql.functions import col, is_valid_utf8, octet_length

    between = re.escape(delimiter)
    field = rf'(?:"[^"\r]*+(?:""[^"\r]*+)*+"|[^"\r{between}]*+)'
    row = rf"^{field}(?:{between}{field})*+\r?\z"
    blank = r"^[\x00-\x20]*[\x00-\x0C\x0E-\x20][\x00-\x20]*\z"
    value = col("value")
    # Regular expressions are slow: a first look spares nearly every line of them.
    loose = (value.contains('"') | value.contains("\r")) & ~value.rlike(row)
    empty = (value > "") & (value < "!") & value.rlike(blank)
    # Of two marks of the byte order the first is gone by now; Python takes the other for text.
    odd = value.startswith("\ufeff") | ~is_valid_utf8(value) | (octet_length(value) >= LINE_LIMIT)
    with failing():
        return bool(lines.where(loose | empty | odd).limit(1).collect())


def _leaves(schema: Any, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each column, or field of a structure, with its expression and type."""
    from pyspark.sql.types import StructType

    for field in schema.fields:
        here = (*path, field.name)
        if isinstance(field.dataType, StructType):
            yield from _leaves(field.dataType, here)
        else:
            yield ".".join(here), (".".join(map(quoted, here)), field.dataType.simpleString())


def _as_text(column: str, type_name: str) -> str:
    nested = type_name.startswith(("array", "map"))
    return f"to_json({column})" if nested else as_text(column, type_name)


def _misfit(row: str, delimiter: str, width: int) -> str:
    try:
        fields = next(csv.reader([row], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        return broken_quoting(error)
    return other_width(len(fields), width)
