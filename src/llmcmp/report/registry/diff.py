"""What differs between two states of the registry, as a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ...records import record
from ...registry import Registry
from ...registry.changes import Change, changes
from ...schema import ModelSpec
from ..header import Report, registry_used
from .bill_effects import BillEffects


@record
class RegistryDiff(Report):
    """Prices before and after, the largest change first."""

    schema: str = "llmcmp/registry-diff/1"
    before: str
    """What the first state is."""
    after: str
    """What the second state is."""
    changes: tuple[Change, ...]
    bill: BillEffects | None = None
    """What it does to a bill; absent where none was given."""


def registry_diff(
    registry: Registry,
    before: tuple[str, Iterable[ModelSpec]],
    after: tuple[str, Iterable[ModelSpec]],
    *,
    at: date,
) -> RegistryDiff:
    """Compare two states, each given with what it is called."""
    differences = changes(before[1], after[1], at)
    return RegistryDiff(
        at=at,
        registry=registry_used(registry),
        warnings=(),
        before=before[0],
        after=after[0],
        changes=tuple(sorted(differences, key=_weight)),
    )


def _weight(change: Change) -> tuple[int, Decimal, str]:
    """Put lost prices first, then rates by how far they moved, then what is new."""
    if change.ratio is None:
        return (0 if change.kind == "removed" else 2, Decimal(0), change.model)
    far = (
        change.ratio if change.ratio >= 1 else 1 / change.ratio if change.ratio else Decimal(10**9)
    )
    return (1, -far, change.model)
