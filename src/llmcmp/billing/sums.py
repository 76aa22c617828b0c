"""Adding up usage rows: integers and exact amounts, by whatever they are grouped by."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from ..exact import quotient
from ..schema import PER_CALL, PROMPT_METERS, Meter
from ..usage import Usage, UsageRow

METERS = tuple(meter.value for meter in Meter)
"""Names of the meters, in their order."""

counts_of = attrgetter(*METERS)
"""The counts of a ``Usage``, in the order of ``METERS``."""

_PROMPT = frozenset(meter.value for meter in PROMPT_METERS)
_CACHED = frozenset({Meter.CACHED_INPUT.value, Meter.CACHED_INPUT_AUDIO.value})


@dataclass(slots=True)
class Sum:
    """Usage rows added up; whoever adds sets the exact context."""

    cost: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    rows: int = 0
    requests: int | None = 0
    """None once a row does not tell how many requests it is."""
    tokens: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        row: UsageRow,
        counts: Iterable[tuple[str, int]],
        costs: tuple[Decimal, Decimal, Decimal],
    ) -> None:
        """Add a row: its counts that are not zero, and its cost, low and high."""
        tokens = self.tokens
        for meter, count in counts:
            tokens[meter] = tokens.get(meter, 0) + count
        cost, low, high = costs
        self.cost += cost
        self.low += low
        self.high += high
        self.rows += row.rows
        if self.requests is not None:
            self.requests = None if row.requests is None else self.requests + row.requests

    def merge(self, other: Sum) -> None:
        """Add *other*; requests become None where either sum does not know them."""
        for meter, count in other.tokens.items():
            self.tokens[meter] = self.tokens.get(meter, 0) + count
        self.cost += other.cost
        self.low += other.low
        self.high += other.high
        self.rows += other.rows
        if self.requests is not None:
            self.requests = None if other.requests is None else self.requests + other.requests

    def by_meter(self) -> dict[str, int]:
        """Return the counts in the order of the meters."""
        return {meter: self.tokens[meter] for meter in METERS if meter in self.tokens}

    @property
    def cache_hit_rate(self) -> Decimal | None:
        """Share of all prompt tokens that were read from a cache."""
        prompt = sum(count for meter, count in self.tokens.items() if meter in _PROMPT)
        cached = sum(count for meter, count in self.tokens.items() if meter in _CACHED)
        return quotient(cached, prompt) if prompt else None

    @property
    def cost_per_request(self) -> Decimal | None:
        """USD per request, where every row tells its requests."""
        return quotient(self.cost, self.requests) if self.requests else None


def used(usage: Usage) -> list[tuple[str, int]]:
    """Return the meters that were used, by name, with their counts."""
    return [(meter, count) for meter, count in zip(METERS, counts_of(usage), strict=True) if count]


def token_count(usage: Usage) -> int:
    """Return all tokens, calls left out."""
    return sum(count for meter, count in used(usage) if meter not in PER_CALL)


def sort_key(values: Iterable[Hashable]) -> tuple[tuple[bool, str], ...]:
    """Order keys that may hold None: last."""
    return tuple((value is None, "" if value is None else str(value)) for value in values)
