"""Any other table: columns named as ours, as others call them, or as the user maps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from ...errors import InputError, UsageFileError
from ..options import CACHE_COLUMNS, MAPPABLE, ReadOptions
from ..rows.cells import BadRow, count, optional, text
from ..rows.counts import from_disjoint, split_inclusive
from ..rows.row import Row
from ..rows.tiers import tier_of
from ..rows.times import offset, per_second, seconds
from .base import Format, Record, at

_ALIASES: dict[str, tuple[str, ...]] = {
    "timestamp": ("timestamp", "time", "datetime", "date", "day", "created_at", "start_time"),
    "model": ("model", "model_name", "model_id"),
    "input_tokens": ("input_tokens", "prompt_tokens", "tokens_in", "tokens_input"),
    "cached_input_tokens": (
        "cached_input_tokens",
        "cached_tokens",
        "cache_read_input_tokens",
        "cache_read_tokens",
    ),
    "cache_write_tokens": (
        "cache_write_tokens",
        "cache_creation_input_tokens",
        "cache_write_input_tokens",
    ),
    "cache_write_1h_tokens": ("cache_write_1h_tokens",),
    "output_tokens": ("output_tokens", "completion_tokens", "tokens_out", "tokens_output"),
    "requests": ("requests", "num_requests", "num_model_requests", "request_count"),
    "tier": ("tier", "service_tier"),
    "channel": ("channel", "provider"),
}
_REQUIRED = ("input_tokens", "output_tokens")
_TOKENS = frozenset(alias for name in _REQUIRED for alias in _ALIASES[name])


class CacheConventionTurned(Exception):  # noqa: N818 - a signal to read the file again, not an error
    """A row shows that input tokens of this table exclude cached ones."""

    def __init__(self, line: int | None) -> None:
        """Keep the line of that row, where it is known."""
        super().__init__(line)
        self.line = line


class Columns:
    """Which column of a table is what."""

    def __init__(self, names: Mapping[str, Any], options: ReadOptions, file: str) -> None:
        """Resolve what the user maps, then what the names tell."""
        self._at: dict[str, str] = {}
        for name, column in (options.mapping or {}).items():
            if name not in MAPPABLE:
                raise InputError(
                    f"unknown name in --map: {name}", hint=f"names are {', '.join(MAPPABLE)}"
                )
            if column not in names and at(names, *column.split(".")) is None:
                raise UsageFileError(
                    f"{file}: no column {column!r} for {name}",
                    hint=f"columns are {_listed(names)}",
                )
            self._at[name] = column
        self.find(names)
        for name in _REQUIRED:
            if name not in self._at:
                raise UsageFileError(
                    f"{file}: no column for {name}",
                    hint=f"name it: --map {name}=COLUMN; columns are {_listed(names)}",
                )

    def find(self, names: Mapping[str, Any]) -> None:
        """Resolve by *names* what is not resolved yet."""
        lower = {str(name).strip().lower(): name for name in reversed(list(names))}
        for name, aliases in _ALIASES.items():
            column = next((lower[alias] for alias in aliases if alias in lower), None)
            if name not in self._at and column is not None and column not in self._at.values():
                self._at[name] = column

    def __contains__(self, name: str) -> bool:
        """Tell whether the table has *name*."""
        return name in self._at

    def __getitem__(self, name: str) -> str:
        """Return the column of *name*."""
        return self._at[name]

    def get(self, name: str) -> str | None:
        """Return the column of *name*, None where there is none."""
        return self._at.get(name)

    @property
    def is_plain(self) -> bool:
        """Return whether this is llmcmp's own form, whose input always includes cached tokens."""
        return self._at.get("cached_input_tokens") == "cached_input_tokens"

    @property
    def has_cache(self) -> bool:
        """Tell whether the table counts cached tokens."""
        return any(name in self._at for name in CACHE_COLUMNS)


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(map(str, list(names)[:40]))


def looks_generic(names: Mapping[str, Any], options: ReadOptions) -> bool:
    """Tell whether a table can be read at all."""
    lower = {str(name).strip().lower() for name in names}
    mapped = options.mapping or {}
    return all(name in mapped or lower.intersection(_ALIASES[name]) for name in _REQUIRED)


def rival_columns(columns: Mapping[str, str], names: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns that could be one of ours, had another not been taken for it."""
    taken = set(columns.values())
    others = [name for name in names if name not in taken]
    rivals = {
        own: [name for name in others if name.strip().lower() in _ALIASES[own]] for own in columns
    }
    return {own: names for own, names in rivals.items() if names}


class _Generic(Format):
    columns: Columns
    is_exclusive = False
    """Input tokens of this file exclude cached ones; set before the rows are read."""
    may_turn = False
    """A row whose cached tokens exceed its input would show that they are excluded."""

    @classmethod
    def claims(cls, record: Mapping[str, Any]) -> bool:  # noqa: ARG003
        """Leave detection to ``looks_generic``, which knows the mapping."""
        return False

    def resolve(self, names: Mapping[str, Any], file: str, *, exclusive: bool | None) -> None:
        """Resolve the columns and the cache convention of *file*."""
        self.columns = Columns(names, self.options, file)
        asked = self.options.cache_convention
        self.is_exclusive = asked == "exclusive" if exclusive is None else exclusive
        self._may_ever_turn = exclusive is None and asked == "auto"
        self._names_met, self._file = set(names), file
        self._follow_columns()

    def _follow_columns(self) -> None:
        """Take over what follows from the columns."""
        asked = self.options.cache_convention
        self.may_turn = self._may_ever_turn and not self.columns.is_plain
        self.convention = _convention(self.columns, is_exclusive=self.is_exclusive, asked=asked)
        self._resolve_offsets()
        self._columns = {name: self.columns.get(name) for name in MAPPABLE}

    def read(self, record: Record) -> Row | None:
        """Return one row; one whose counts are all empty declares nothing."""
        row = self.row_of(self._values(record))
        if row is None and not self.options.mapping:
            self._refuse_other_names(record)
        return row

    @property
    def other_names(self) -> list[str]:
        """Columns that would hold tokens, had not another been taken: a row may use either."""
        if self.options.mapping:
            return []
        own = {name: self.columns[name] for name in _REQUIRED}
        rivals = rival_columns(own, map(str, self._names_met))
        return [name for names in rivals.values() for name in names]

    def _refuse_other_names(self, record: Record) -> None:
        """Refuse an empty row whose tokens have names that other rows do not use."""
        for name, value in record.items():
            if str(name).strip().lower() in _TOKENS and text(value) not in ("", "0"):
                column = self.columns["input_tokens"]
                raise BadRow(f"tokens under {name}, where other rows have {column}")

    def row_of(self, value: Record) -> Row | None:
        """Return a row from its values by the names of ``MAPPABLE``."""
        if not text(value["input_tokens"]) and not text(value["output_tokens"]):
            return None
        prompt = count(value["input_tokens"], self.columns["input_tokens"])
        output = count(value["output_tokens"], self.columns["output_tokens"])
        cached, write, write_1h = (self._optional(value, name) for name in CACHE_COLUMNS)
        if cached + write + write_1h > prompt and self.may_turn:
            raise CacheConventionTurned(self.line)
        split = from_disjoint if self.is_exclusive else split_inclusive
        requests = count(value["requests"], self.columns["requests"]) if self._counted() else 1
        model = text(value["model"]) or self.options.model or ""
        at, since_start = self._time(value["timestamp"])
        return Row(
            model=model,
            counts=split(prompt, output, cached=cached, write=write, write_1h=write_1h),
            tier=tier_of(text(value["tier"]), model),
            channel=text(value["channel"]).lower() or None,
            at=at,
            since_start=since_start,
            requests=requests,
            per_request=requests == 1,
        )

    def _values(self, record: Record) -> Record:
        return {
            name: None
            if column is None
            else record[column]
            if column in record
            else at(record, *column.split("."))
            for name, column in self._columns.items()
        }

    def _counted(self) -> bool:
        return "requests" in self.columns

    def _optional(self, value: Record, name: str) -> int:
        return optional(value[name], self.columns.get(name) or name)

    def _resolve_offsets(self) -> None:
        """Find out what numbers that are no dates mean in the column of times."""
        options, column = self.options, self.columns.get("timestamp")
        self._per_second = None if column is None else per_second(column, options.offset_unit)
        self._starts: int | None = None
        if options.starts is None:
            return
        if column is None:
            likely = [name for name in map(str, self._names_met) if per_second(name, None)]
            raise UsageFileError(
                f"{self._file}: no column of times to which --starts could apply",
                hint=f"name it: --map timestamp={likely[0] if len(likely) == 1 else 'COLUMN'}",
            )
        zone = options.starts.tzinfo or UTC
        self._starts = int(options.starts.replace(tzinfo=zone).timestamp())
        if self._per_second is None:
            raise UsageFileError(
                f"{self._file}: the name of {column!r} does not show its unit: "
                "seconds or milliseconds",
                hint="add --offset-unit s or --offset-unit ms",
            )

    def _time(self, written: Any) -> tuple[int | None, int | None]:
        """Return the second of a row since 1970, and that since the start of a trace."""
        column = self.columns.get("timestamp")
        if column is None:
            return None, None
        unit = self._per_second
        if self._starts is not None and unit is not None:
            since = offset(written, column, unit)
            if since is not None:
                return self._starts + since, since
        second = seconds(written, column, self.options.date_order)
        if second is not None:
            return second, None
        more = "" if unit is not None else " and --offset-unit s or ms"
        self.note(
            f"{column} counts from the start of the trace, so the rows have no dates "
            f"(set them with --starts DATE{more})"
        )
        return None, None if unit is None else offset(written, column, unit)


def _convention(columns: Columns, *, is_exclusive: bool, asked: str) -> str:
    if not columns.has_cache:
        return "no cache columns: input tokens are taken as uncached"
    if is_exclusive:
        return "input tokens exclude cached ones"
    if asked == "auto" and not columns.is_plain:
        return "input tokens are taken to include cached ones (--cache-convention exclusive if not)"
    return "input tokens include cached ones"


class GenericTable(_Generic):
    """A table in delimited text, whose columns are found by their names."""

    id = "generic-table"
    shape = "table"


class GenericJson(_Generic):
    """JSON lines, or a JSON array of flat objects."""

    id = "generic-json"

    def read(self, record: Record) -> Row | None:
        """Return one row; it may be the first that tells of a cache or a tier."""
        if not record.keys() <= self._names_met:
            self._names_met.update(record)
            self.columns.find(record)
            self._follow_columns()
        return super().read(record)
