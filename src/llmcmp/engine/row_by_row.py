"""Reading a file in Python, row by row: every format can be read so, and every line named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from .formats.any_table import CacheConventionTurned, GenericJson, GenericTable
from .formats.base import Format, Record
from .intake import FileIntake, Tags
from .opened_file import OpenedFile
from .rows.cells import BadRow
from .rows.row import Row
from .sources.json_items import TruncatedLine
from .sums.tally import SHOWN

_NAMES_FROM = 1000
"""Rows that are looked into for names of columns."""


def read_rows(opened: OpenedFile, file: FileIntake, *, exclusive: bool | None) -> None:
    """Read every row of a file; *exclusive*: its input tokens exclude cached ones."""
    rows = opened.rows()
    form, tally = opened.format, file.tally
    header = tuple(opened.samples[0]) if form.shape == "table" else ()
    form.start(header)
    file.columns = dict.fromkeys(header)
    if isinstance(form, GenericTable | GenericJson):
        opened.resolve_columns(exclusive=exclusive)
    understand = _understanding(form, opened.options.by)
    for line, item in rows:
        form.line = line
        if isinstance(item, BadRow):
            _refuse(form, file, line, item)
            continue
        for record in form.explode(item):
            if tally.read < _NAMES_FROM:
                file.columns.update(dict.fromkeys(form.tag_names(record)))
            file.add(line, record, understand)


def name_refused(opened: OpenedFile, file: FileIntake) -> None:
    """Read a table as far as the first refused rows, for their lines; its notes are kept apart."""
    form = opened.format
    notes = dict(form.notes)
    understand = _understanding(form, opened.options.by)
    for line, item in opened.rows():
        if isinstance(item, BadRow):
            _refuse(form, file, line, item)
        else:
            file.add(line, item, understand)
        if file.tally.rejected == SHOWN:
            break
    form.notes = notes


def line_that_turns(opened: OpenedFile) -> int | None:
    """Read as far as the row that shows that input excludes cached tokens; nothing is counted."""
    form = opened.format
    try:
        for form.line, item in opened.rows():
            with suppress(BadRow):
                if not isinstance(item, BadRow):
                    form.read(item)
    except CacheConventionTurned as turned:
        return turned.line
    return None


def _understanding(
    form: Format, by: tuple[str, ...]
) -> Callable[[Record], tuple[Row, Tags] | None]:
    def understand(record: Record) -> tuple[Row, Tags] | None:
        row = form.read(record)
        return None if row is None else (row, tuple([form.tag(record, name) for name in by]))

    return understand


def _refuse(form: Format, file: FileIntake, line: int | None, bad: BadRow) -> None:
    if isinstance(bad, TruncatedLine) and form.is_live_log:
        file.tally.skip()
        form.note(f"the last line, {line}, is half written and left out")
    else:
        file.tally.reject(line, str(bad))
