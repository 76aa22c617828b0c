"""What differs between two sets of models, price row by price row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from ..records import record
from ..schema import UNKNOWN, Meter, ModelSpec, Rates, Tier, first_day, last_day

Series = tuple[str, str, Tier, int | None, tuple[str, ...]]


@record
class Change:
    """One price, or one model, before and after."""

    kind: Literal["added", "removed", "changed"]
    model: str
    channel: str | None = None
    """Channel; None where the whole model came or went."""
    tier: Tier | None = None
    prompt_over: int | None = None
    """Prompt size, in tokens, above which the row applies."""
    hours: tuple[str, ...] = ()
    """UTC windows in which the row holds."""
    meter: Meter | None = None
    """What is priced; None where the whole model came or went."""
    before: Decimal | None = None
    """USD in the unit of the meter."""
    after: Decimal | None = None
    """USD in the unit of the meter."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of the newer rate, or of the older one where it is gone."""

    @property
    def ratio(self) -> Decimal | None:
        """The new rate over the old one."""
        return self.after / self.before if self.before and self.after is not None else None


def changes(
    before: Iterable[ModelSpec], after: Iterable[ModelSpec], at: date
) -> tuple[Change, ...]:
    """Return what differs in the rates in force on *at*, by model and channel."""
    old = {spec.id: spec for spec in before}
    new = {spec.id: spec for spec in after}
    differences: list[Change] = []
    for id_ in sorted(old.keys() | new.keys()):
        if id_ not in new:
            differences.append(Change(kind="removed", model=id_))
        elif id_ not in old:
            differences.append(Change(kind="added", model=id_))
        else:
            differences += _row_changes(id_, in_force(old[id_], at), in_force(new[id_], at))
    return tuple(differences)


def in_force(spec: ModelSpec, at: date) -> dict[Series, Rates]:
    """Return the row of each channel, tier, band and window that holds on *at*."""
    newest: dict[Series, tuple[date, Rates]] = {}
    for row in spec.rates:
        begins = date.min if row.since == UNKNOWN else first_day(row.since)
        key = (spec.id, row.channel, row.tier, row.prompt_over, row.hours)
        if begins <= at and (key not in newest or newest[key][0] < begins):
            newest[key] = (begins, row)
    return {key: row for key, (_, row) in newest.items() if not _over(row, at)}


def _over(row: Rates, at: date) -> bool:
    return row.ended not in (None, UNKNOWN) and last_day(str(row.ended)) < at


def _row_changes(
    model: str, old: Mapping[Series, Rates], new: Mapping[Series, Rates]
) -> list[Change]:
    differences = []
    for key in sorted({*old, *new}, key=lambda key: (key[1], key[2], key[3] or 0, key[4])):
        was, now = old.get(key), new.get(key)
        for meter in Meter:
            before = was.rate(meter) if was else None
            after = now.rate(meter) if now else None
            if before == after:
                continue
            kind: Literal["added", "removed", "changed"] = "changed"
            if before is None or after is None:
                kind = "added" if before is None else "removed"
            differences.append(
                Change(
                    kind=kind,
                    model=model,
                    channel=key[1],
                    tier=key[2],
                    prompt_over=key[3],
                    hours=key[4],
                    meter=meter,
                    before=before,
                    after=after,
                    sources=(now or was).sources if (now or was) else (),  # type: ignore[union-attr]
                )
            )
    return differences
