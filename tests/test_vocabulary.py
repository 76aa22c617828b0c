"""Counts move between vocabularies by measured ratios, with their band."""

from __future__ import annotations

from decimal import Decimal

import pytest

from llmcmp.errors import InputError, UncountableError
from llmcmp.schema import (
    CONTENT_CLASSES,
    CalibratedFamily,
    Calibration,
    ModelSpec,
    Ratio,
    VocabularyPair,
)
from llmcmp.vocabulary import (
    Rescaled,
    family_of,
    ratio_between,
    rescale,
    rescale_model,
    vocabulary_of,
)
from tests.tokens.token_models import make_model

GERMAN = Ratio(expected=Decimal("1.6"), low=Decimal("1.25"), high=Decimal(2))
TABLE = Calibration(
    measured="2026-11-22",
    script="none",
    reference="o200k_base",
    classes={"other-latin": "German"},
    families=(
        CalibratedFamily(name="old", models=("acme-4",), counts_like="acme", note="n"),
        CalibratedFamily(
            name="new", models=("acme-4-7",), counts_like="acme", margin=Decimal("0.5"), note="n"
        ),
    ),
    pairs=(VocabularyPair(base="o200k_base", to="acme", ratios={"other-latin": GERMAN}),),
)


def ends(scaled: Rescaled) -> list[Decimal]:
    """Return the estimate and its band."""
    return [scaled.expected, scaled.low, scaled.high]


def test_quantities_are_multiplied_exactly() -> None:
    """1,000 tokens become 1,600, between 1,250 and 2,000."""
    scaled = rescale(1000, "o200k_base", "acme", "other-latin", TABLE)

    assert ends(scaled) == [1600, 1250, 2000]
    assert "1.6 acme tokens per o200k_base token of other-latin text" in scaled.basis


def test_the_way_back_is_the_reciprocal() -> None:
    """1 / 1.6 = 0.625; the ends change places: 1 / 2 and 1 / 1.25."""
    scaled = rescale(1000, "acme", "o200k_base", "other-latin", TABLE)

    assert ends(scaled) == [625, 500, 800]


def test_same_vocabulary_changes_nothing() -> None:
    """On the same vocabulary a count is exact, whatever names it has."""
    for base, to in (("acme", "acme"), ("o200k_base", "o200k_harmony"), ("gpt2", "r50k_base")):
        scaled = rescale(7, base, to, "code", TABLE)
        assert ends(scaled) == [7, 7, 7]


def test_margin_widens_the_band() -> None:
    """A margin of one half: 1,250 x 0.5 and 2,000 x 1.5."""
    scaled = rescale(1000, "o200k_base", "acme", "other-latin", TABLE, margin=Decimal("0.5"))

    assert ends(scaled) == [1600, 625, 3000]


def test_longest_prefix_decides() -> None:
    """acme-4-7-fast is of the new family, acme-4-1 and acme-4.5 of the old, acme-40 of none."""
    names = {
        id_: (family := family_of(make_model(id_, "undisclosed"), TABLE)) and family.name
        for id_ in ("acme-4-7-fast", "acme-4-1", "acme-4.5", "acme-4", "acme-40", "other")
    }

    assert names == {
        "acme-4-7-fast": "new", "acme-4-1": "old", "acme-4.5": "old", "acme-4": "old",
        "acme-40": None, "other": None,
    }  # fmt: skip


def test_unmeasured_is_an_error() -> None:
    """An unknown vocabulary, pair or class of content is refused."""
    with pytest.raises(UncountableError, match="no token count for gpt-6-sol"):
        vocabulary_of(make_model("gpt-6-sol", "unknown"), TABLE)
    with pytest.raises(UncountableError, match="no measured ratio from acme to tekken"):
        ratio_between("acme", "tekken", "code", TABLE)
    with pytest.raises(InputError, match="unknown class of content: german"):
        ratio_between("acme", "tekken", "german", TABLE)  # type: ignore[arg-type]


def test_the_shipped_table_is_whole(calibration: Calibration) -> None:
    """Every pair of the twelve measured vocabularies has a band for every class."""
    assert len(calibration.pairs) == 12 * 11 // 2
    for pair in calibration.pairs:
        assert set(pair.ratios) == set(CONTENT_CLASSES)
    assert set(calibration.classes) == set(CONTENT_CLASSES)


def test_newer_claude_makes_more_tokens(calibration: Calibration) -> None:
    """Claude from Opus 4.7 on makes about 1.3 times the tokens of earlier ones, as reported."""
    old, new = make_model("claude-3-haiku", "undisclosed"), make_model(
        "claude-sonnet-5", "undisclosed"
    )  # fmt: skip
    scaled = rescale_model(1000, old, new, "english", calibration)

    assert Decimal(1250) < scaled.expected < Decimal(1400)
    assert scaled.low < scaled.expected < scaled.high


def test_opt_makes_more_tokens_than_gpt_4o(
    mini: ModelSpec, opt: ModelSpec, calibration: Calibration
) -> None:
    """The same code and German text are 1.3 to 2 times as many tokens on the GPT-2 vocabulary."""
    for kind in ("code", "other-latin"):
        scaled = rescale_model(1000, mini, opt, kind, calibration)
        assert 1300 < scaled.expected < 2000
