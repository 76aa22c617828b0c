"""The priced rows of an estimate, added up by day and by whatever is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..errors import InputError
from ..exact import exact
from ..records import record
from ..usage import UsageData
from .priced_usage import PricedUsage
from .sums import Sum, sort_key

UNTAGGED = "(untagged)"
"""How reports call usage that does not carry the tag asked for."""

OWN_KEYS = ("model", "written_model", "channel", "tier", "day", "month")
"""Names ``by`` takes that need no column of the file."""


@record
class DayCosts:
    """What one UTC day cost, in USD."""

    day: date
    cost: Decimal
    requests: int | None
    """Requests; None where they are not counted."""
    tokens: Mapping[str, int]
    """Tokens by meter."""


@record
class Group:
    """What one combination of the ``by`` columns cost, in USD."""

    key: Mapping[str, str]
    """Value by column; ``(untagged)`` where there is none."""
    cost: Decimal
    requests: int | None
    """Requests; None where they are not counted."""
    tokens: Mapping[str, int]
    """Tokens by meter."""


class Ledger:
    """The priced rows, added up in every way the report shows."""

    def __init__(self, usage: PricedUsage, keys: Mapping[str, int | None]) -> None:
        """Add up the rows by day and by *keys*: index of the tag, None for a row's own values."""
        self._keys = keys
        self.total = Sum()
        self.days: dict[date, Sum] = {}
        self._groups: dict[tuple[str | None, ...], Sum] = {}
        with exact():
            self._add_up(usage)

    def _add_up(self, usage: PricedUsage) -> None:
        for priced in usage.rows:
            row, counts, costs = priced.row, priced.counts, priced.costs
            values = tuple(
                priced.own(name) if index is None else row.tags[index]
                for name, index in self._keys.items()
            )
            self._groups.setdefault(values, Sum()).add(row, counts, costs)
            if row.day is not None:
                self.days.setdefault(row.day, Sum()).add(row, counts, costs)
        for group in self._groups.values():
            self.total.merge(group)

    @property
    def by(self) -> tuple[str, ...]:
        """What the groups are grouped by."""
        return tuple(self._keys)

    def day_lines(self) -> tuple[DayCosts, ...]:
        """Return the days in order."""
        return tuple(
            DayCosts(
                day=day, cost=day_sum.cost, requests=day_sum.requests, tokens=day_sum.by_meter()
            )
            for day, day_sum in sorted(self.days.items())
        )

    def group_lines(self) -> tuple[Group, ...]:
        """Return the groups, most expensive first, equals in the order of their keys."""
        ordered = sorted(self._groups.items(), key=lambda item: (-item[1].cost, sort_key(item[0])))
        return tuple(
            Group(
                key={
                    name: UNTAGGED if value is None else value
                    for name, value in zip(self._keys, values, strict=True)
                },
                cost=group.cost,
                requests=group.requests,
                tokens=group.by_meter(),
            )
            for values, group in ordered
        )


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """Return the ``by`` names that a reader must find in the files."""
    return tuple(name for name in by if name not in OWN_KEYS)


def keys_of(by: Sequence[str], data: UsageData) -> dict[str, int | None]:
    """Map each ``by`` name to its index among the tags, None for those known without a tag."""
    keys: dict[str, int | None] = {}
    for name in by or ("model",):
        if name in OWN_KEYS:
            keys[name] = None
        elif name in data.by:
            keys[name] = data.by.index(name)
        else:
            columns = sorted({column for file in data.files for column in file.columns})
            raise InputError(
                f"no column to group by: {name}",
                hint=f"use one of: {', '.join((*OWN_KEYS, *columns))}",
            )
    return keys
