"""How many tokens the same text makes on different vocabularies, as measured."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, get_args

from ..records import field, record
from .source import Source

ContentClass = Literal["english", "other-latin", "cjk", "other-script", "code", "json"]
"""Kinds of text between which vocabularies differ; ``json`` includes tables."""

CONTENT_CLASSES: tuple[ContentClass, ...] = get_args(ContentClass)


@record
class Ratio:
    """Tokens on one vocabulary for each token on another."""

    expected: Decimal
    """All tokens measured on the one, divided by all on the other."""
    low: Decimal
    """5th percentile of the samples."""
    high: Decimal
    """95th percentile of the samples."""

    def __post_init__(self) -> None:
        """Refuse what is no band."""
        if not all(value.is_finite() for value in (self.low, self.expected, self.high)):
            raise ValueError("expected, low, high: not numbers")
        if not 0 < self.low <= self.expected <= self.high:
            raise ValueError(f"not a band: {self.low} <= {self.expected} <= {self.high}")


@record
class VocabularyPair:
    """Measured ratios between two vocabularies."""

    base: str
    """Vocabulary whose tokens are given."""
    to: str
    """Vocabulary whose tokens are wanted."""
    ratios: Mapping[ContentClass, Ratio]
    """Tokens on ``to`` for each token on ``base``, by class of content."""


@record
class CalibratedFamily:
    """Models without a public vocabulary that count like a measured one."""

    name: str
    """Name of the family."""
    models: tuple[str, ...]
    """Ids of the models, or what their ids begin with, up to a ``-`` or ``.``."""
    counts_like: str
    """Name of the vocabulary that was measured in their stead."""
    margin: Decimal = Decimal(0)
    """Share by which the band is widened on both sides, for what was not measured."""
    sources: tuple[str, ...] = ()
    """Ids of the sources that support the family."""
    note: str
    """What supports it, and what does not."""

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0 <= self.margin < 1:
            raise ValueError(f"margin: not a share from 0 to 1: {self.margin}")

    def covers(self, model: str) -> int:
        """Return the length of the longest prefix that covers the id *model*; 0 if none does."""
        return max((len(prefix) for prefix in self.models if _begins(model, prefix)), default=0)


@record
class Calibration:
    """Every measured ratio, and which models it stands for."""

    measured: str
    """Day of the measurement."""
    script: str
    """Program that measured it."""
    reference: str
    """Exact vocabulary that calibrated counts start from."""
    classes: Mapping[ContentClass, str]
    """What was measured, by class of content."""
    families: tuple[CalibratedFamily, ...]
    """Models counted by a ratio."""
    pairs: tuple[VocabularyPair, ...]
    """Ratios, each pair of vocabularies once; the other direction is the reciprocal."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Sources by id."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""

    def __post_init__(self) -> None:
        """Refuse families that were never measured and pairs that appear twice."""
        seen = {frozenset((pair.base, pair.to)) for pair in self.pairs}
        if len(seen) != len(self.pairs) or any(pair.base == pair.to for pair in self.pairs):
            raise ValueError("pairs: a pair of vocabularies is given twice")
        for family in self.families:
            if frozenset((self.reference, family.counts_like)) not in seen:
                raise ValueError(f"families: not measured: {family.counts_like}")
            for source in family.sources:
                if source not in self.sources:
                    raise ValueError(f"families: {family.name}: unknown source: {source}")


def _begins(model: str, prefix: str) -> bool:
    return model == prefix or model.startswith((f"{prefix}-", f"{prefix}."))
