"""What a check found, in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...readable import listed, usd
from .baseline import Delta
from .case import PolicyResult

MOST_BROKEN = 3
"""Broken policies that a verdict names; the others it counts."""


def check_verdict(
    results: Sequence[PolicyResult], monthly: Decimal | None, delta: Delta | None
) -> str:
    """Say whether the check passes and why not, what all costs and what that was before."""
    broken = [item for item in results if item.held is False and item.severity == "error"]
    warned = [item for item in results if item.held is False and item.severity == "warn"]
    sentences = []
    if broken:
        reasons = [f"{item.id}: {item.message}" for item in broken[:MOST_BROKEN]]
        sentences.append(f"The check fails. {'. '.join(reasons)}.")
        if len(broken) > len(reasons):
            sentences.append(f"{len(broken) - len(reasons)} more below.")
    else:
        sentences.append("The check passes.")
    if warned:
        sentences.append(
            f"{len(warned)} warning{'s' if len(warned) > 1 else ''} "
            f"({listed([item.id for item in warned])})."
        )
    if monthly is not None:
        sentences.append(f"All workloads together cost {usd(monthly)} a month.")
    if delta is not None:
        sentences.append(_change(delta))
    return " ".join(sentences)


def _change(delta: Delta) -> str:
    if not delta.total:
        return "That is what the baseline cost."
    more = "more" if delta.total > 0 else "less"
    return f"That is {usd(abs(delta.total))} {more} than the baseline."
