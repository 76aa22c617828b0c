"""What token counts become on another vocabulary: arithmetic on measured ratios."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from .errors import InputError, UncountableError
from .records import record
from .schema import (
    CONTENT_CLASSES,
    CalibratedFamily,
    Calibration,
    ContentClass,
    ModelSpec,
    Ratio,
)

EXACT = frozenset(
    {"o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "r50k_base", "gpt2"}
    | {"llama3", "qwen2", "mistral-v1", "mistral-v3", "tekken"}
)
"""Vocabularies that can be counted exactly, some through an extra."""

SAME_TEXT_TOKENS = {"o200k_harmony": "o200k_base", "gpt2": "r50k_base"}
"""Names of vocabularies that differ from another in special tokens only."""

PUBLISHED = EXACT | {"gemma3"}
"""Vocabularies that can be read, so that ratios between them are measured."""

_DOWN = Context(prec=12, rounding=ROUND_FLOOR)
_UP = Context(prec=12, rounding=ROUND_CEILING)


@record
class Rescaled:
    """A number of tokens on another vocabulary."""

    expected: Decimal
    """Best estimate, in tokens."""
    low: Decimal
    """Lower end of the 5 to 95 % band."""
    high: Decimal
    """Upper end of the 5 to 95 % band."""
    basis: str
    """How it was computed, as a sentence."""


def vocabulary_of(spec: ModelSpec, calibration: Calibration) -> str:
    """Return the vocabulary whose measured ratios hold for *spec*."""
    name = spec.tokenizer.name
    if name in PUBLISHED:
        return SAME_TEXT_TOKENS.get(name, name)
    family = family_of(spec, calibration)
    if family is None:
        raise UncountableError(
            f"no token count for {spec.id}: its vocabulary is {name}",
            hint="use the count that the vendor's own endpoint reports",
        )
    return family.counts_like


def family_of(spec: ModelSpec, calibration: Calibration) -> CalibratedFamily | None:
    """Return the family that *spec* is counted with, by the longest prefix of its id."""
    if spec.tokenizer.name == "unknown":
        return None
    best = max(calibration.families, key=lambda family: family.covers(spec.id), default=None)
    return best if best is not None and best.covers(spec.id) else None


def ratio_between(
    base: str, to: str, content_class: ContentClass, calibration: Calibration
) -> Ratio:
    """Return tokens on *to* for each token on *base*, with the band."""
    base, to = SAME_TEXT_TOKENS.get(base, base), SAME_TEXT_TOKENS.get(to, to)
    if base == to:
        return Ratio(expected=Decimal(1), low=Decimal(1), high=Decimal(1))
    if content_class not in CONTENT_CLASSES:
        raise InputError(
            f"unknown class of content: {content_class}", hint=f"use {', '.join(CONTENT_CLASSES)}"
        )
    for pair in calibration.pairs:
        if {pair.base, pair.to} == {base, to} and content_class in pair.ratios:
            ratio = pair.ratios[content_class]
            return ratio if pair.base == base else _reciprocal(ratio)
    raise UncountableError(
        f"no measured ratio from {base} to {to} for {content_class}",
        hint="keep the token counts as they are with --same-tokens",
    )


def rescale(
    quantity: int | Decimal,
    base: str,
    to: str,
    content_class: ContentClass,
    calibration: Calibration,
    *,
    margin: Decimal = Decimal(0),
) -> Rescaled:
    """Return what *quantity* tokens on *base* are on *to*, for text of one class."""
    ratio = ratio_between(base, to, content_class, calibration)
    expected = ratio.expected * quantity
    if ratio.low == ratio.high == 1 and not margin:
        return Rescaled(expected=expected, low=expected, high=expected, basis="same vocabulary")
    return Rescaled(
        expected=expected,
        low=ratio.low * (1 - margin) * quantity,
        high=ratio.high * (1 + margin) * quantity,
        basis=f"{ratio.expected:.4g} {to} tokens per {base} token of {content_class} text, "
        f"measured {calibration.measured}",
    )


def rescale_model(
    quantity: int | Decimal,
    base: ModelSpec,
    to: ModelSpec,
    content_class: ContentClass,
    calibration: Calibration,
) -> Rescaled:
    """Return what *quantity* tokens of the model *base* are on the model *to*."""
    return rescale(
        quantity,
        vocabulary_of(base, calibration),
        vocabulary_of(to, calibration),
        content_class,
        calibration,
        margin=_joint_margin(base, to, calibration),
    )


def _joint_margin(base: ModelSpec, to: ModelSpec, calibration: Calibration) -> Decimal:
    """Return the wider margin of two models; none within one family, whose counts agree."""
    families = (family_of(base, calibration), family_of(to, calibration))
    if families[0] == families[1]:
        return Decimal(0)
    return max(family.margin for family in families if family is not None)


def _reciprocal(ratio: Ratio) -> Ratio:
    # Ends are rounded outwards, so that the band of the way back never excludes a measured sample.
    low = _DOWN.divide(Decimal(1), ratio.high)
    high = _UP.divide(Decimal(1), ratio.low)
    expected = min(max(_DOWN.divide(Decimal(1), ratio.expected), low), high)
    return Ratio(expected=expected, low=low, high=high)
