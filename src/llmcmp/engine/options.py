"""What the user decides about how usage files are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from ..records import record
from ..schema import Meter
from ..usage.choices import CacheConvention, DateOrder, Engine, OffsetUnit

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the file, the bytes done and the bytes in total (0 where unknown)."""

TOKEN_COLUMNS = {
    "input_tokens": Meter.INPUT,
    "cached_input_tokens": Meter.CACHED_INPUT,
    "cache_write_tokens": Meter.CACHE_WRITE,
    "cache_write_1h_tokens": Meter.CACHE_WRITE_1H,
    "output_tokens": Meter.OUTPUT,
}
"""Columns of a table that hold tokens, and what they count (cached tokens are also input)."""

CACHE_COLUMNS = tuple(
    column
    for column, meter in TOKEN_COLUMNS.items()
    if meter.side == "prompt" and meter is not Meter.INPUT
)
"""Those of them that count a part of the prompt."""

MAPPABLE = ("timestamp", "model", *TOKEN_COLUMNS, "requests", "tier", "channel")
"""What ``--map`` can name, besides the columns of the file."""


@record
class ReadOptions:
    """How usage files are read; the defaults detect everything."""

    format: str | None = None
    """Id of the format; None detects it from the header or the keys."""
    mapping: Mapping[str, str] | None = None
    """Column of the file per name of ``MAPPABLE``."""
    model: str | None = None
    """The model of rows that name none."""
    by: tuple[str, ...] = ()
    """Columns of the file to group by."""
    since: date | None = None
    """First UTC day, inclusive."""
    until: date | None = None
    """Last UTC day, inclusive."""
    skip_bad_rows: bool = False
    """Count bad rows instead of failing on them."""
    cache_convention: CacheConvention = "auto"
    """Whether input tokens of a table include cached ones; auto follows the rows."""
    date_order: DateOrder | None = None
    """Order of dates such as ``10/02/2026``; without it they are refused."""
    starts: datetime | None = None
    """The instant of 0 in tables whose times count from a start; without it they have no dates."""
    offset_unit: OffsetUnit | None = None
    """Unit of such times; None takes it from the name of their column, where that tells it."""
    engine: Engine = "auto"
    """What sums the rows."""
    hash_private: bool = True
    """Replace keys, users and project folders by the start of their SHA-256."""
    load: bool = False
    """Also count requests per minute."""
    today: date | None = None
    """The day of the run, to warn of rows dated after it."""
    progress: Progress | None = None
    """Called while files are read."""
