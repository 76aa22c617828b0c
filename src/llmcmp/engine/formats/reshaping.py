"""Rows of a table as JSON objects, and JSON objects as rows of a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from ..sources.json_items import number
from .base import Record, Shape

Reshape = Callable[[Mapping[str, Any]], Record]


def reshaping(
    format_shape: Shape, stored_shape: Shape, samples: Sequence[Mapping[str, Any]]
) -> Reshape | None:
    """Return what makes a stored row one as its format has it; None where it is one already.

    A table whose header names fields of objects (``metadata.team``) gets these objects back.
    """
    if format_shape == "document":
        return None if stored_shape == "document" else as_object
    blank = dict.fromkeys(chain(*samples), "")
    if stored_shape == "document":
        return partial(_as_row, blank)
    if any("." in name for name in blank):
        return lambda record: _as_row(blank, as_object(record))
    return None


def as_object(record: Mapping[str, Any]) -> Record:
    """Return the JSON object a row was flattened from.

    Cells that hold JSON are decoded, dotted names nested, and empty cells left out.
    """
    whole: Record = {}
    # Whole objects before their parts: `usage` may come before or after `usage.input`.
    for name, cell in sorted(record.items(), key=_depth):
        if cell != "":
            _put(whole, name, _decoded(cell))
    return whole


def _depth(field: tuple[str, Any]) -> int:
    return field[0].count(".")


def _put(whole: Record, name: str, value: Any) -> None:
    """Keep *value* below a dotted *name*; where a part of it is no object, under the whole name."""
    *path, last = name.split(".")
    inside = whole
    for key in path:
        deeper = inside.setdefault(key, {})
        if not isinstance(deeper, dict):
            whole[name] = value
            return
        inside = deeper
    inside[last] = value


def _decoded(cell: Any) -> Any:
    """Return the object or list that a cell holds as JSON, anything else as it is."""
    if not isinstance(cell, str) or cell.lstrip()[:1] not in ("{", "["):
        return cell
    try:
        return json.loads(cell, parse_float=number, object_pairs_hook=_present)
    except (ValueError, RecursionError):
        return cell


def _present(pairs: list[tuple[str, Any]]) -> Record:
    """Leave out what is null: a table of objects has the fields of all of them."""
    return {name: value for name, value in pairs if value is not None}


def _as_row(blank: Record, item: Mapping[str, Any]) -> Record:
    """Return a JSON object as a row with every column, what is null or absent empty."""
    return blank | {name: "" if value is None else value for name, value in item.items()}
