"""How much is used: token counts per meter, workloads, and load over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, localcontext
from operator import add, sub
from typing import Literal, TypeAlias

from .errors import InputError, UncountableError
from .records import record, replace
from .schema import PROMPT_METERS, ContentClass, Meter, Tier
from .schema.numbers import EXACT_DIGITS as _EXACT_DIGITS

Quantity = int | Decimal
"""Counts read from files are ``int``; shares and re-scaled counts are exact ``Decimal``."""

EXACT_DIGITS = _EXACT_DIGITS
"""Digits kept in products and sums: counts up to 10^18 times rates of 12 decimals, exactly."""

HOURS_PER_MONTH = Decimal(730)
"""Hours of a month where no calendar month is meant."""

DAYS_PER_MONTH = Decimal("30.4375")
"""Days of a month where no calendar month is meant."""

PER_MONTH: dict[str, Decimal] = {
    "month": Decimal(1),
    "day": DAYS_PER_MONTH,
    "hour": HOURS_PER_MONTH,
}
"""Factor from a period to a month."""


_METERS = tuple(Meter)  # iterating the class itself is ten times slower


@record
class Usage:
    """Tokens per meter (calls, for ``web_search``), of one request or of a sum of requests."""

    input: Quantity = 0
    """Uncached prompt tokens."""
    cached_input: Quantity = 0
    """Prompt tokens read from a cache."""
    cache_write: Quantity = 0
    """Prompt tokens written to a short-lived cache."""
    cache_write_1h: Quantity = 0
    """Prompt tokens written to a long-lived cache."""
    output: Quantity = 0
    """Tokens the model wrote, reasoning included."""
    input_audio: Quantity = 0
    """Audio tokens of the prompt."""
    cached_input_audio: Quantity = 0
    """Audio tokens of the prompt read from a cache."""
    output_audio: Quantity = 0
    """Audio tokens the model spoke."""
    web_search: Quantity = 0
    """Web searches, in calls."""

    def __post_init__(self) -> None:
        """Refuse what cannot have been used."""
        for meter in _METERS:
            quantity: Quantity = getattr(self, meter)
            if type(quantity) is int and quantity >= 0:
                continue  # nearly all are, and a file may hold many thousand sums
            if isinstance(quantity, Decimal) and not quantity.is_finite():
                raise InputError(f"{meter}: not a number of tokens: {quantity}")
            if quantity < 0:
                raise InputError(f"{meter}: negative: {quantity}")

    def all_meters(self) -> Iterator[tuple[Meter, Quantity]]:
        """Yield every meter with its quantity, zeros included."""
        for meter in _METERS:
            yield meter, getattr(self, meter)

    def metered(self) -> Iterator[tuple[Meter, Quantity]]:
        """Yield the meters that were used."""
        return ((meter, quantity) for meter, quantity in self.all_meters() if quantity)

    @property
    def prompt(self) -> Quantity:
        """Tokens of the whole prompt, cached and written ones included: what a band tests."""
        with localcontext(prec=EXACT_DIGITS):
            total: Quantity = sum((getattr(self, meter) for meter in PROMPT_METERS), 0)
        return total

    def __add__(self, other: Usage) -> Usage:
        """Add meter by meter."""
        return self._with(other, add)

    def __sub__(self, other: Usage) -> Usage:
        """Subtract meter by meter; a meter below zero is refused."""
        return self._with(other, sub)

    def times(self, factor: Quantity) -> Usage:
        """Multiply every meter."""
        with localcontext(prec=EXACT_DIGITS):
            return Usage(**{meter.value: quantity * factor for meter, quantity in self.metered()})

    def _with(self, other: Usage, combine: Callable[[Quantity, Quantity], Quantity]) -> Usage:
        with localcontext(prec=EXACT_DIGITS):
            return Usage(
                **{
                    meter.value: combine(quantity, getattr(other, meter))
                    for meter, quantity in self.all_meters()
                }
            )


@record
class Image:
    """An image of a prompt."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    detail: Literal["high", "low"] = "high"
    """How closely the model looks at it."""

    def __post_init__(self) -> None:
        """Refuse sizes no image has."""
        for side in (self.width, self.height):
            if not 1 <= side <= 1_000_000:
                raise InputError(f"image: not a size in pixels: {self.width}x{self.height}")


@record
class TokenCount:
    """How many tokens a text is on one model, and how sure that is."""

    tokens: int
    """Tokens; the best estimate where the count is calibrated."""
    kind: Literal["exact", "calibrated"]
    """``exact``: counted on the model's own vocabulary; ``calibrated``: by a measured ratio."""
    low: int
    """Lower end of the band; the count itself where it is exact."""
    high: int
    """Upper end of the band; the count itself where it is exact."""
    tokenizer: str
    """Vocabulary that was counted, or the measured one that stands in."""
    content_class: ContentClass | None = None
    """Class of the text, found or given; absent where texts of several classes were added."""
    notes: tuple[str, ...] = ()
    """Rules that were used."""
    warnings: tuple[str, ...] = ()
    """What a reader must know of the text."""

    def __add__(self, other: TokenCount) -> TokenCount:
        """Add two counts of one model; the sum is as sure as the less sure of them."""
        both = {self.kind, other.kind}
        same = self.content_class == other.content_class
        return TokenCount(
            tokens=self.tokens + other.tokens,
            kind="calibrated" if "calibrated" in both else "exact",
            low=self.low + other.low,
            high=self.high + other.high,
            tokenizer=self.tokenizer,
            content_class=self.content_class if same else None,
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
            warnings=tuple(dict.fromkeys(self.warnings + other.warnings)),
        )


@record
class TokenItem:
    """One line of the tokens of a request."""

    what: str
    """What makes these tokens."""
    tokens: int
    """Tokens."""
    low: int
    """Lower end of the band."""
    high: int
    """Upper end of the band."""
    rule: str
    """The rule or vocabulary they were counted by."""
    meter: Meter = Meter.INPUT
    """What they are charged as."""


@record
class PromptText:
    """Text that is part of every request, as each model counts it."""

    files: tuple[str, ...]
    """Where the text was read."""
    counts: Mapping[str, TokenCount]
    """Tokens of all of it, by id of the model."""
    uncounted: Mapping[str, str]
    """Why it cannot be counted, by id of the model."""


@record
class Workload:
    """Usage per request x requests per month, and its shape."""

    requests: Quantity = 1
    """Requests in one period."""
    per: Literal["month", "day", "hour"] = "month"
    """The period of ``requests``."""
    input_tokens: int = 0
    """Prompt tokens of one request, cached ones included, images excluded."""
    output_tokens: int = 0
    """Output tokens of one request, reasoning included."""
    cached_share: Decimal = Decimal(0)
    """Share of the prompt read from a cache, 0 to 1."""
    cache_write_share: Decimal = Decimal(0)
    """Share of the prompt written to a cache, 0 to 1."""
    images: tuple[Image, ...] = ()
    """Images of one request."""
    name: str | None = None
    """What the user calls it."""
    prompt: PromptText | None = None
    """Text of one request, beside ``input_tokens``; every model counts it in its own way."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("requests", "input_tokens", "output_tokens"):
            value = getattr(self, name)
            if isinstance(value, Decimal) and not value.is_finite():
                raise InputError(f"{name}: not a number: {value}")
            if value < 0:
                raise InputError(f"{name}: negative: {value}")
            if value > 10**15:
                raise InputError(f"{name}: more than 1,000,000,000,000,000: {value}")
        for name in ("cached_share", "cache_write_share"):
            share = getattr(self, name)
            if not share.is_finite() or not 0 <= share <= 1:
                raise InputError(f"{name}: not a share from 0 to 1: {share}")
        if self.cached_share + self.cache_write_share > 1:
            raise InputError(
                "cached_share and cache_write_share: together more than 1: "
                f"{self.cached_share + self.cache_write_share}"
            )

    def prompt_on(self, model: str) -> TokenCount | None:
        """Return the tokens of ``prompt`` on *model*; raise where they cannot be counted."""
        if self.prompt is None:
            return None
        if model in self.prompt.counts:
            return self.prompt.counts[model]
        why = self.prompt.uncounted.get(model, f"nobody counted the prompt on {model}")
        raise UncountableError(why)

    def on(self, model: str) -> tuple[Workload, ...]:
        """Return the workload with the prompt's own tokens on *model*.

        Where these are calibrated, the low and the high end of the band follow.
        """
        count = self.prompt_on(model)
        if count is None:
            return (self,)
        ends = () if count.low == count.high else (count.low, count.high)
        return tuple(
            replace(self, input_tokens=self.input_tokens + tokens, prompt=None)
            for tokens in (count.tokens, *ends)
        )

    @property
    def monthly_requests(self) -> Quantity:
        """Requests per month of 30.4375 days (730 hours where ``per`` is hour)."""
        with localcontext(prec=EXACT_DIGITS):
            return self.requests * PER_MONTH[self.per]


@record
class LoadProfile:
    """Requests per minute, in order, over the time a usage file covers."""

    start: date | None = None
    """First UTC day, where the file has dates."""
    minutes: tuple[int, ...]
    """Requests in each minute; the first minute is the first with a request."""
    span: int = 1
    """Minutes in which the file counts requests together; they are spread evenly over these."""

    @property
    def days(self) -> Decimal:
        """Days from the first minute with a request to the last, as a fraction."""
        return Decimal(len(self.minutes)) / 1440


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
    """Highest size class a request of this sum can lie in: how many cut points it exceeds."""
    bucket_low: int = 0
    """Lowest size class a request of this sum can lie in; equal to ``bucket`` where it is known."""
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
    """The export."""
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
    """Rows of the file that lie in the period asked for."""
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
    """The file."""
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
