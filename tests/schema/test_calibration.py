"""Measured ratios between vocabularies: what a calibration file may state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from llmcmp.schema import CalibratedFamily, Calibration, Ratio, VocabularyPair

RATIO = Ratio(low=Decimal("0.9"), expected=Decimal(1), high=Decimal("1.2"))


def pair(base: str, to: str) -> VocabularyPair:
    """Return a measured pair of vocabularies."""
    return VocabularyPair(base=base, to=to, ratios={"english": RATIO})


def family(**changes: Any) -> CalibratedFamily:
    """Return the models of Acme, which count like one measured vocabulary."""
    fields = {"name": "acme", "models": ("acme",), "counts_like": "acme-1", "note": "measured"}
    return CalibratedFamily(**{**fields, **changes})


def calibration(**changes: Any) -> Calibration:
    """Return a calibration of one family by one pair."""
    fields: dict[str, Any] = {
        "measured": "2026-01-01",
        "script": "measure.py",
        "reference": "o200k_base",
        "classes": {"english": "news"},
        "families": (family(),),
        "pairs": (pair("o200k_base", "acme-1"),),
    }
    return Calibration(**{**fields, **changes})


@pytest.mark.parametrize(
    ("low", "expected", "high", "message"),
    [("1", "0.9", "1.2", "not a band"), ("0", "1", "2", "not a band"), ("1", "1", "NaN", "number")],
)
def test_a_ratio_lies_in_its_band(low: str, expected: str, high: str, message: str) -> None:
    """Low <= expected <= high, all of them positive numbers."""
    with pytest.raises(ValueError, match=message):
        Ratio(low=Decimal(low), expected=Decimal(expected), high=Decimal(high))


@pytest.mark.parametrize(
    ("model", "length"),
    [("acme", 4), ("acme-2", 4), ("acme.2", 4), ("acme-large-2", 10), ("acmeish", 0), ("x", 0)],
)
def test_the_longest_prefix_that_ends_at_a_word_covers(model: str, length: int) -> None:
    """``acme`` covers ``acme-2``, never ``acmeish``."""
    assert family(models=("acme", "acme-large")).covers(model) == length


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pairs": (pair("o200k_base", "acme-1"), pair("acme-1", "o200k_base"))}, "given twice"),
        ({"pairs": (pair("acme-1", "acme-1"),)}, "given twice"),
        ({"families": (family(counts_like="acme-2"),)}, "families: not measured: acme-2"),
        ({"families": (family(sources=("S1",)),)}, "families: acme: unknown source: S1"),
    ],
)
def test_a_calibration_agrees_with_itself(changes: dict[str, Any], message: str) -> None:
    """Each pair stands once, and no family rests on what was not measured or not cited."""
    assert calibration()
    with pytest.raises(ValueError, match=message):
        calibration(**changes)


@pytest.mark.parametrize("margin", ["-0.1", "1"])
def test_a_margin_is_a_share(margin: str) -> None:
    """A margin of 1 would let the low end of a band be nothing."""
    with pytest.raises(ValueError, match="margin: not a share"):
        family(margin=Decimal(margin))
