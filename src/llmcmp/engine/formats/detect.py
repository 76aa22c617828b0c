"""Which format a file has: recognised by its header, or by the keys of its first objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import InputError, UsageFileError
from ..options import ReadOptions
from . import FORMAT_IDS, FORMATS
from .any_table import GenericJson, GenericTable, looks_generic
from .base import Format, Record, Shape, at


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of a file before its format is."""

    file: str
    """How messages name it."""
    stored: Shape
    rows: list[Mapping[str, Any]]
    """Its first objects, or its header as one row without values."""
    objects: Callable[[], list[Record]] = list
    """Returns the first rows as JSON objects, for JSON that was saved as a table."""


def detect(sample: Sample, options: ReadOptions) -> type[Format]:
    """Return the format of a file, or refuse one that has none.

    It may be of the other shape: a table saved as JSON, or JSON saved as a table.
    """
    if options.format is not None:
        return _forced(options.format, sample, options)
    known = None if options.mapping else _claiming(sample.stored, sample.rows)
    if known is None and not options.mapping and sample.stored == "document":
        known = _claiming("table", sample.rows)
    if known is not None:
        return known
    is_generic = any(looks_generic(row, options) for row in sample.rows)
    if is_generic and not _maps_deeper(sample, options):
        return GenericTable if sample.stored == "table" else GenericJson
    if sample.stored == "table":
        known = _within(sample.objects(), options)
        if known is not None:
            return known
    raise _unknown(sample)


def _within(objects: list[Record], options: ReadOptions) -> type[Format] | None:
    """Return the format of JSON objects that a table holds, None where there is none."""
    if not options.mapping:
        return _claiming("document", objects)
    return GenericJson if any(looks_generic(one, options) for one in objects) else None


def _claiming(shape: Shape, rows: Iterable[Mapping[str, Any]]) -> type[Format] | None:
    """Return the first format of a shape that recognises one of the rows."""
    rows = list(rows)
    return next(
        (
            known
            for known in FORMATS
            if known.shape == shape and any(known.claims(row) for row in rows)
        ),
        None,
    )


def _maps_deeper(sample: Sample, options: ReadOptions) -> bool:
    """Tell whether the mapping of a table names fields inside of its columns."""
    columns = (options.mapping or {}).values()
    deep = [name for name in columns if "." in name and name not in sample.rows[0]]
    if sample.stored == "document" or not deep:
        return False
    objects = sample.objects()
    return all(any(at(one, *name.split(".")) is not None for one in objects) for name in deep)


def _forced(name: str, sample: Sample, options: ReadOptions) -> type[Format]:
    known = next((known for known in FORMATS if known.id == name), None)
    if known is None:
        raise InputError(f"unknown format: {name}", hint=f"formats are {', '.join(FORMAT_IDS)}")
    generic = known in (GenericTable, GenericJson)
    if known.shape != sample.stored:
        rows = sample.rows if sample.stored == "document" else sample.objects()
        if generic or not any(known.claims(row) for row in rows):
            kinds = {"table": "a table", "document": "JSON"}
            raise UsageFileError(f"{sample.file}: not {kinds[known.shape]}, as {name} is")
    elif generic:
        if not any(looks_generic(row, options) for row in sample.rows):
            raise _unknown(sample, objects=False)
    elif sample.stored == "table" and not known.claims(sample.rows[0]):
        raise UsageFileError(f"{sample.file}: columns of {name} are missing")
    return known


def _unknown(sample: Sample, *, objects: bool = True) -> UsageFileError:
    """Return the error of a file of no known format; *objects* looks into its cells for a hint."""
    names = list(sample.rows[0]) if sample.rows else []
    shown = ", ".join(str(name)[:40] for name in names[:12])
    rows = sample.objects() if objects else []
    cells = (cell for row in rows for cell in row.values() if isinstance(cell, str))
    if any(cell.startswith(("{'", "[{'")) for cell in cells):
        return UsageFileError(
            f"{sample.file}: not a known usage format; its cells hold Python objects, not JSON",
            hint="save it as JSON lines: frame.to_json(PATH, orient='records', lines=True)",
        )
    if sample.stored == "table" and len(names) == 1:
        return UsageFileError(
            f"{sample.file}: only one column: {shown}",
            hint="tables are separated by comma, semicolon, tab or |",
        )
    return UsageFileError(
        f"{sample.file}: not a known usage format; it has {shown or 'no columns'}",
        hint="name its columns: --map input_tokens=COLUMN,output_tokens=COLUMN,timestamp=COLUMN",
    )
