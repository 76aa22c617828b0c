"""The one roll-up in SQL: the same text runs on DuckDB and on Spark.

It reads ``ROWS`` (columns as ``--map`` names them, plus ``tag_0``, ``tag_1``, ...) and
``CUT_POINTS`` (``model``, ``channel``, ``hourly``, ``cut_0``, ...), so no name or value of a
file is ever part of it. It sums integers; rows it cannot read with certainty are called odd and
left to Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...usage.load import EARLIEST
from ..options import CACHE_COLUMNS, TOKEN_COLUMNS
from ..rows.times import LATEST

Kind = Literal["text", "integer", "instant"]

ROWS, CUT_POINTS = "llmcmp_usage", "llmcmp_cut_points"
"""Names of the two views: on Spark they are listed with the user's own."""

COUNTS = (*TOKEN_COLUMNS, "requests")
NAMES = ("model", "channel", "tier")
PLAIN, EMPTY, ODD, TURNED = 0, 1, 2, 3
"""What a row is: understood, without usage, to be read by Python, or against the convention."""

_LARGEST = 2**40 - 1  # what is larger is rare and left to Python, so no engine's sum can overflow
_USUAL = "yyyy-MM-dd''T''HH:mm:ss''Z''"  # exactly so: no hour 24, no single digits
_ISO = (
    "^(19|20|21)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
    "(Z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)?)?$"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the view of rows has."""

    kinds: dict[str, Kind]
    """Its columns and how they are stored."""
    tags: int
    """How many ``tag_N`` columns there are."""
    cuts: int
    """Most cut points of one model."""
    hourly: bool
    """Some model has prices that depend on the hour."""
    exclusive: bool
    """Input tokens exclude cached ones."""
    may_turn: bool
    """A row whose cached tokens exceed its input shows that they are excluded."""

    @property
    def joins(self) -> bool:
        """Tell whether cut points are needed at all."""
        return self.cuts > 0 or self.hourly

    @property
    def tag_names(self) -> tuple[str, ...]:
        """Return the names of the tag columns."""
        return tuple(f"tag_{number}" for number in range(self.tags))

    def columns(self) -> tuple[str, ...]:
        """Return all columns of the view of rows."""
        return (*self.kinds, *self.tag_names)


def rollup(layout: Layout) -> str:
    """Return the roll-up of one file."""
    keys = _keys(layout)
    # DuckDB sums in 128 bits, which take twice as long to fetch; one that does not fit is NULL.
    # Spark's own sum of odd rows, which nobody needs, would break off the query.
    sums = [f"TRY_CAST(try_sum({name}) AS BIGINT) AS {name}" for name in _counts(layout)]
    span = (
        ["MIN(second_) AS first_at", "MAX(second_) AS last_at"]
        if "timestamp" in layout.kinds
        else []
    )
    selected = [f"{expression} AS {name}" for name, expression in keys.items()]
    columns = ", ".join([*selected, "COUNT(*) AS row_count", *sums, *span])
    return f"{_tables(layout)}\nSELECT {columns}\nFROM judged\nGROUP BY {', '.join(keys.values())}"


def key_names(layout: Layout) -> tuple[str, ...]:
    """Return the names of the key columns, in order."""
    return tuple(_keys(layout))


def sum_names(layout: Layout) -> tuple[str, ...]:
    """Return the names of the summed columns, in order."""
    return _counts(layout)


def odd_rows(layout: Layout) -> str:
    """Return the query of the rows that are left to Python, as text."""
    columns = ", ".join(f"CAST(raw_{name} AS STRING) AS {name}" for name in layout.columns())
    return f"{_tables(layout, raw=True)}\nSELECT {columns} FROM judged WHERE kind = {ODD}"


def minutes(layout: Layout) -> str:
    """Return the query of requests per minute."""
    counted = "requests" in layout.kinds
    requests, single = ("SUM(requests)", "single") if counted else ("COUNT(*)", "TRUE")
    minute = "second_ - second_ % 60"
    return (
        f"{_tables(layout)}\n"
        f"SELECT {minute} AS at_minute, {requests} AS requests, {single} AS alone FROM judged\n"
        f"WHERE kind = {PLAIN} AND second_ IS NOT NULL "
        f"GROUP BY {minute}{', single' if counted else ''}"
    )


def _counts(layout: Layout) -> tuple[str, ...]:
    return tuple(name for name in COUNTS if name in layout.kinds)


def _keys(layout: Layout) -> dict[str, str]:
    keys = {"kind": "kind"}
    if "timestamp" in layout.kinds:
        keys["at_day"] = "at_day"
        if layout.hourly:
            keys["at_hour"] = "at_hour"
    keys |= {name: name for name in NAMES if name in layout.kinds}
    if "requests" in layout.kinds:
        keys["single"] = "single"
    if layout.cuts:
        keys["bucket"] = "bucket"
    return keys | {name: name for name in layout.tag_names}


def _tables(layout: Layout, *, raw: bool = False) -> str:
    counts = [f"{_count(name, layout.kinds[name])} AS {name}" for name in _counts(layout)]
    names = [f"rows_.{name}" for name in NAMES if name in layout.kinds]
    tags = [f"rows_.{name}" for name in layout.tag_names]
    at = [f"{_second(layout.kinds['timestamp'])} AS second_"] if "timestamp" in layout.kinds else []
    blank = f"({_blank('input_tokens', layout)} AND {_blank('output_tokens', layout)}) AS blank"
    raws = [f"rows_.{name} AS raw_{name}" for name in layout.columns()] if raw else []
    cells = ", ".join([*names, *tags, *counts, *at, blank, *raws])
    judgement = ", ".join(_judgement(layout, raw=raw))
    return (
        f"WITH cells AS (\n  SELECT {cells}\n  FROM {ROWS} AS rows_\n),\n"  # noqa: S608
        f"judged AS (\n  SELECT {judgement}\n  FROM cells{_join(layout)}\n)"
    )


def _judgement(layout: Layout, *, raw: bool) -> list[str]:
    names = [name for name in NAMES if name in layout.kinds] + list(layout.tag_names)
    selected = [f"{_kind(layout)} AS kind", *(f"cells.{name} AS {name}" for name in names)]
    selected += [f"cells.{name} AS {name}" for name in _counts(layout)]
    if "timestamp" in layout.kinds:
        selected += ["second_", "second_ - second_ % 86400 AS at_day"]
        if layout.hourly:
            hour = "second_ - second_ % 3600"
            selected.append(f"CASE WHEN cut_points.hourly = 1 THEN {hour} END AS at_hour")
    if "requests" in layout.kinds:
        selected.append("requests = 1 AS single")
    if layout.cuts:
        above = " + ".join(
            f"COALESCE(CAST({_prompt(layout)} > cut_{number} AS INT), 0)"
            for number in range(layout.cuts)
        )
        selected.append(f"{above} AS bucket")
    return selected + [f"raw_{name}" for name in layout.columns() if raw]


def _join(layout: Layout) -> str:
    if not layout.joins:
        return ""
    on = ["cut_points.model = COALESCE(cells.model, '')"]  # which may be the model of --model
    if "channel" in layout.kinds:
        on.append("cut_points.channel = COALESCE(cells.channel, '')")
    return f" LEFT JOIN {CUT_POINTS} AS cut_points ON {' AND '.join(on)}"


def _prompt(layout: Layout) -> str:
    parts = ["input_tokens"]
    if layout.exclusive:
        parts += [name for name in CACHE_COLUMNS if name in layout.kinds]
    return f"({' + '.join(parts)})"


def _kind(layout: Layout) -> str:
    """Judge the plain row first, for nearly all are: every further test costs time per row."""
    # A NULL stays NULL and a negative or large count shows in the bits of all.
    plain = [f"({' | '.join(_counts(layout))}) BETWEEN 0 AND {_LARGEST}"]
    if "timestamp" in layout.kinds:
        plain.append(f"second_ BETWEEN {EARLIEST} AND {LATEST - 1}")
    cached = " + ".join(name for name in CACHE_COLUMNS if name in layout.kinds)
    turned = ""
    if cached and not layout.exclusive:
        plain.append(f"{cached} <= input_tokens")
        if layout.may_turn:
            turned = f" WHEN {plain[0]} AND {cached} > input_tokens THEN {TURNED}"
    return (
        f"CASE WHEN {' AND '.join(plain)} THEN {PLAIN} "
        f"WHEN blank THEN {EMPTY}{turned} ELSE {ODD} END"
    )


def _blank(name: str, layout: Layout) -> str:
    if layout.kinds[name] == "text":
        return f"(rows_.{name} IS NULL OR rows_.{name} = '')"
    return f"rows_.{name} IS NULL"


def _count(name: str, kind: Kind) -> str:
    column = f"rows_.{name}"
    required = name not in CACHE_COLUMNS
    if kind == "integer":
        cast = f"TRY_CAST({column} AS BIGINT)"
        return cast if required else f"CASE WHEN {column} IS NULL THEN 0 ELSE {cast} END"
    cast = f"TRY_CAST({column} AS BIGINT)"
    # Nearly all counts are narrow, and narrow casts, there and back, are an eighth cheaper.
    cases = " ".join(
        f"WHEN CAST({tried} AS STRING) = {column} THEN {tried}"
        for tried in (f"TRY_CAST({column} AS INT)", cast)
    )
    whole = f"TRY_CAST(regexp_replace({column}, '[.]0+$', '') AS BIGINT)"
    cases += f" WHEN regexp_like({column}, '^[0-9]+[.]0+$') THEN {whole}"
    if not required:
        cases += f" WHEN {column} IS NULL OR {column} = '' THEN 0"
    return f"CASE {cases} END"


def _second(kind: Kind) -> str:
    column = "rows_.timestamp"
    if kind == "instant":
        return f"unix_seconds({column})"
    if kind == "integer":
        return f"CASE WHEN {column} < 100000000000 THEN TRY_CAST({column} AS BIGINT) END"
    bare = f"regexp_replace({column}, '[.][0-9]+', '')"
    return (
        f"COALESCE(unix_seconds(try_to_timestamp({column}, '{_USUAL}')), "
        f"CASE WHEN regexp_like({column}, '{_ISO}') THEN unix_seconds(try_to_timestamp({bare}))"
        f" WHEN regexp_like({column}, '^[0-9]{{9,10}}$') THEN TRY_CAST({column} AS BIGINT) END)"
    )
