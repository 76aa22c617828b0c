"""The options that say how usage files are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError
from ...records import record, replace
from ...usage.choices import CacheConvention, DateOrder, Engine, OffsetUnit
from ..option_groups import OptionGroup
from . import values

if TYPE_CHECKING:
    from pathlib import Path

    from ...engine import ReadOptions
    from ...engine.sums.rollup import HoursFor
    from ...schema.config import SavedMap
    from ...usage import CutsFor, UsageData
    from .session import Session


@record
class FileOptions(OptionGroup):
    """How usage files are read; without any of them everything is detected."""

    format_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FORMAT", help="Format of the usage files (default: detected)."
        ),
    ] = None
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="NAME=COLUMN,...",
            help="Columns that hold timestamp, model, input_tokens, cached_input_tokens, "
            "cache_write_tokens, output_tokens, requests, tier or channel; or the name of a "
            "mapping in llmcmp.yaml (repeatable).",
        ),
    ] = None
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="First UTC day to include."),
    ] = None
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last UTC day to include."),
    ] = None
    skip_bad_rows: Annotated[
        bool,
        typer.Option(
            "--skip-bad-rows", help="Skip and count rows that cannot be used, instead of failing."
        ),
    ] = False
    cache_convention: Annotated[
        CacheConvention,
        typer.Option(
            "--cache-convention", help="Whether the input tokens in a table include cached tokens."
        ),
    ] = "auto"
    date_order: Annotated[
        DateOrder | None,
        typer.Option("--date-order", help="Order of month and day in dates such as 10/02/2026."),
    ] = None
    starts: Annotated[
        str | None,
        typer.Option(
            "--starts",
            metavar="DATE[THH:MM]",
            help="UTC time at which the trace starts, if its times are offsets.",
        ),
    ] = None
    offset_unit: Annotated[
        OffsetUnit | None,
        typer.Option(
            "--offset-unit",
            help="Unit of those offsets, if the column name does not say.",
        ),
    ] = None

    def read_options(
        self,
        session: Session,
        by: Sequence[str] = (),
        *,
        load: bool = False,
        saved: SavedMap | None = None,
    ) -> ReadOptions:
        """Return the options of the engine; progress goes to the terminal."""
        from ...engine import ReadOptions
        from ..progress import progress

        options = ReadOptions(
            format=self.format_,
            mapping=self._mapping(saved),
            model=None if saved is None else saved.model,
            by=tuple(by),
            since=values.optional(values.day, "--since", self.since, session.today),
            until=values.optional(values.day, "--until", self.until, session.today),
            skip_bad_rows=self.skip_bad_rows,
            cache_convention=self.cache_convention,
            date_order=self.date_order,
            starts=values.optional(values.instant, "--starts", self.starts),
            offset_unit=self.offset_unit,
            load=load,
            today=session.today,
            progress=progress(session.quiet),
        )
        return replace(options, **self.further())

    def further(self) -> dict[str, Any]:
        """Return engine options that a larger group of options adds."""
        return {}

    def refuse_without_usage(self) -> None:
        """Refuse these options if there are no usage files."""
        for flag in self.flags_given():
            raise InputError(f"{flag}: needs --usage")

    def saved(self, session: Session) -> SavedMap | None:
        """Return the mapping of ``llmcmp.yaml`` that ``--map NAME`` asks for."""
        names = [text for text in self.columns or () if "=" not in text]
        if not names:
            return None
        file = session.configured()
        known = {} if file is None else file.config.maps
        if len(names) > 1:
            raise InputError("--map: takes only one saved mapping")
        if names[0] not in known:
            raise InputError(
                f"--map: neither NAME=COLUMN nor a saved mapping: {values.shown(names[0])}",
                hint=f"saved mappings: {', '.join(known)}"
                if known
                else "write input_tokens=COLUMN, or save a mapping under maps: in llmcmp.yaml",
            )
        return known[names[0]]

    def _mapping(self, saved: SavedMap | None) -> Mapping[str, str] | None:
        """Return the columns by name; those of the command line replace saved ones."""
        columns = mapping([text for text in self.columns or () if "=" in text]) or {}
        return {**({} if saved is None else saved.columns), **columns} or None


@record
class ReadingOptions(FileOptions):
    """How usage files are read and what their models are called."""

    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Model of rows without a model name."),
    ] = None
    alias: Annotated[
        list[str] | None,
        typer.Option(
            "--alias",
            metavar="NAME=ID",
            help="Registry id of a model name in the files (repeatable).",
        ),
    ] = None
    allow_unpriced: Annotated[
        bool,
        typer.Option(
            "--allow-unpriced", help="Leave out rows without a known price, and report them."
        ),
    ] = False

    engine: Annotated[
        Engine, typer.Option("--engine", help="Engine that sums the rows of large tables.")
    ] = "auto"

    def further(self) -> dict[str, Any]:
        """Return the engine, and the model of rows without a model name."""
        return {"engine": self.engine} | ({"model": self.model} if self.model else {})

    def aliases(self, saved: SavedMap | None) -> dict[str, str]:
        """Return registry ids by model name; those of the command line replace saved ones."""
        return {**({} if saved is None else saved.aliases), **aliases(self.alias or ())}


def mapping(texts: Sequence[str]) -> Mapping[str, str] | None:
    """Read ``NAME=COLUMN,...``; a comma within a column stays if no name follows it."""
    from ...engine import MAPPABLE

    columns: dict[str, str] = {}
    for part in (part for text in texts for part in re.split(r",(?=\s*\w+\s*=)", text)):
        name, equals, column = part.partition("=")
        name, column = name.strip(), column.strip()
        if not equals or not name or not column:
            raise InputError(
                f"--map: not NAME=COLUMN: {values.shown(part)}",
                hint=f"write input_tokens=COLUMN; names are {', '.join(MAPPABLE)}",
            )
        if columns.setdefault(name, column) != column:
            raise InputError(f"--map: given twice: {values.shown(name)}")
    return columns or None


def aliases(texts: Sequence[str]) -> dict[str, str]:
    """Read ``NAME=ID``: how files call a model, and what the registry calls it."""
    ids: dict[str, str] = {}
    for text in texts:
        name, equals, model = (part.strip() for part in text.rpartition("="))
        if not equals or not name or not model:
            raise InputError(
                f"--alias: not NAME=ID: {values.shown(text)}",
                hint="write --alias 'my-deployment=gpt-4o-mini'",
            )
        if ids.setdefault(name, model) != model:
            raise InputError(f"--alias: given twice: {values.shown(name)}")
    return ids


def read_files(
    paths: Sequence[str | Path], options: ReadOptions, cuts: CutsFor, hours: HoursFor | None = None
) -> UsageData:
    """Read usage files, and remove the progress bar also if that fails."""
    from ...engine import read_usage

    more = {} if hours is None else {"hours_for": hours}
    try:
        return read_usage(paths, options=options, cuts_for=cuts, **more)
    finally:
        if options.progress is not None:
            options.progress("", 1, 1)


MOST_FILES = 10
"""Number of files that are named one by one."""


def files_read(data: UsageData) -> list[str]:
    """Return a line for each file: its detected format, its rows and how it counts tokens."""
    lines = [
        f"{file.file}: {file.format}, {file.counts.read:,} "
        f"row{'' if file.counts.read == 1 else 's'}; {file.convention}"
        for file in data.files[:MOST_FILES]
    ]
    if len(data.files) > MOST_FILES:
        formats = dict.fromkeys(file.format for file in data.files[MOST_FILES:])
        lines.append(f"and {len(data.files) - MOST_FILES:,} more files: {', '.join(formats)}")
    return lines
