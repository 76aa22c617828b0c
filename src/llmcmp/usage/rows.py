"""What was read from usage files: sums per key that a price depends on, and what became of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from ..records import record
from ..schema import Meter, Tier
from .load import LoadProfile
from .meters import Usage

CutsFor: TypeAlias = Callable[[str, str | None], tuple[int, ...]]
"""Ascending prompt sizes at which a model (as written, with its channel) changes its price."""


@record
class UsageRow:
    """A sum of rows of usage files that share everything a price depends on."""

    written_model: str
    """The model as the file spells it; empty where the file names none."""
    channel: str | None = None
    """Where the file says the model was had: ``openai``, ``bedrock``, ...; a hint."""
    tier: str = Tier.STANDARD
    """A ``Tier`` where the file's word is known, else that word (``free``, ``fast``, ``scale``)."""
    day: date | None = None
    """UTC day; None where the file has no dates."""
    hour: int | None = None
    """UTC hour, only where a price depends on it."""
    bucket: int = 0
    """Highest size class a request of this sum can have: how many cut points it exceeds."""
    bucket_low: int = 0
    """Lowest size class a request of this sum can have; equal to ``bucket`` where it is known."""
    per_request: bool = True
    """Every source row was one request; False where the file only tells sums of requests."""
    region: str | None = None
    """Region scope, where the file tells one that changes the price."""
    tags: tuple[str | None, ...] = ()
    """Values of the ``--by`` columns, in their order; None is untagged."""
    rows: int = 1
    """Source rows in this sum."""
    requests: int | None = None
    """Requests in this sum; None where the format does not count them."""
    usage: Usage
    """Integer sums per meter."""
    reported_cost: Decimal | None = None
    """What the file itself says this cost, in USD; a check, never a price."""


@record
class ReportedCost:
    """What a bill or a cost export says was charged."""

    file: str
    day: date | None = None
    """UTC day the charge is for."""
    model: str | None = None
    """The model as the export spells it; None where the charge names none."""
    channel: str | None = None
    """The channel, where the export tells it; some names mean something on one channel only."""
    tier: str | None = None
    """The tier, where the export tells it."""
    meter: Meter | None = None
    """What was charged for, where the export tells it."""
    amount: Decimal
    """Net amount, discounts and credits applied; may be negative."""
    currency: str = "USD"
    """ISO code of ``amount``."""
    kind: Literal["usage", "credit", "purchase", "other"] = "usage"
    """What sort of charge it is; purchases are not added to usage."""
    description: str = ""
    """The line's own words."""
    rows: int = 1
    """Source rows in this sum."""


@record
class RowCounts:
    """What became of the rows of a usage file; ``read = kept + rejected + empty``."""

    read: int = 0
    """Rows of the file in the period asked for."""
    rejected: int = 0
    """Rows that could not be understood or cannot be true."""
    empty: int = 0
    """Rows that declare no usage, or repeat a row already counted."""
    outside: int = 0
    """Rows left out by ``--since`` and ``--until``; not part of ``read``."""

    @property
    def kept(self) -> int:
        """Rows whose usage or cost was taken."""
        return self.read - self.rejected - self.empty

    def __add__(self, other: RowCounts) -> RowCounts:
        """Add count by count."""
        return RowCounts(
            read=self.read + other.read,
            rejected=self.rejected + other.rejected,
            empty=self.empty + other.empty,
            outside=self.outside + other.outside,
        )


@record
class Rejected:
    """One row that was refused."""

    file: str
    line: int | None
    """The line the row begins on, from 1; None where the file has no lines (Parquet)."""
    reason: str
    """What is wrong, naming the column."""


@record
class UsageFileInfo:
    """What one usage file is and what was found in it."""

    file: str
    """The file, as the user named it."""
    format: str
    """Id of the format: ``openai-dashboard-csv``, ``generic-table``, ..."""
    convention: str
    """How the format counts tokens, in one sentence."""
    engine: str = "python"
    """What read it: ``python``, ``duckdb`` or ``spark``."""
    counts: RowCounts
    """What became of its rows."""
    first: datetime | None = None
    """Earliest instant of a kept row, UTC."""
    last: datetime | None = None
    """Latest instant of a kept row, UTC."""
    warnings: tuple[str, ...] = ()
    """What a reader of the result should know."""
    columns: tuple[str, ...] = ()
    """Names ``--by`` can take from this file."""


@record
class UsageData:
    """Everything read from the usage files of one run."""

    rows: tuple[UsageRow, ...] = ()
    """Sums per price-relevant key, in a stable order."""
    reported: tuple[ReportedCost, ...] = ()
    """Charges of bills and cost exports, in a stable order."""
    files: tuple[UsageFileInfo, ...] = ()
    """One entry per file, in the order read."""
    rejected: tuple[Rejected, ...] = ()
    """The first ten refused rows; ``counts.rejected`` tells how many there are."""
    by: tuple[str, ...] = ()
    """Names of the columns in ``UsageRow.tags``."""
    load: LoadProfile | None = None
    """Requests per minute, where asked for and every request has its time."""
    size_classes: Mapping[tuple[str, str | None], tuple[int, ...]] | None = None
    """Cut points the requests were sorted by, per written model and channel; absent where the rows
    were not read but made, by the cut points they are priced with."""

    @property
    def counts(self) -> RowCounts:
        """What became of all rows of all files."""
        return sum((file.counts for file in self.files), RowCounts())
