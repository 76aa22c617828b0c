"""How many prompt tokens an image makes, by each vendor's formula."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil, isqrt

from ..errors import UncountableError
from ..schema import ImageTokens
from ..usage import Image


def image_tokens(rule: ImageTokens, image: Image) -> int:
    """Return the prompt tokens of *image* under *rule*."""
    if image.detail == "low" and rule.low_detail is not None:
        return rule.low_detail
    match rule.rule:
        case "tiles":
            return _fact(rule, "base") + _fact(rule, "per_tile") * _tiles(rule, image)
        case "patches":
            return _patches(rule, image)
        case "area":
            return _area(rule, image)
        case "per-image":
            return _fact(rule, "base")
        case "small-or-tiles":
            return _small_or_tiles(rule, image)


def _fact(rule: ImageTokens, name: str) -> int:
    value: int | None = getattr(rule, name)
    if value is None:
        raise UncountableError(f"no image tokens under the rule {rule.rule}: {name} is not known")
    return value


def _scaled(image: Image, rule: ImageTokens) -> tuple[Fraction, Fraction]:
    """Return width and height after the rule's scaling; images are never scaled up."""
    width, height = Fraction(image.width), Fraction(image.height)
    if rule.fit_within is not None:
        factor = min(Fraction(1), rule.fit_within / max(width, height))
        width, height = width * factor, height * factor
    if rule.shortest_side is not None:
        factor = min(Fraction(1), rule.shortest_side / min(width, height))
        width, height = width * factor, height * factor
    return width, height


def _tiles(rule: ImageTokens, image: Image) -> int:
    width, height = _scaled(image, rule)
    tile = _fact(rule, "tile")
    return ceil(width / tile) * ceil(height / tile)


def _patches(rule: ImageTokens, image: Image) -> int:
    """Count patches; an image of more than ``cap`` is scaled down until it fits."""
    width, height = _scaled(image, rule)
    side = rule.tile or 32
    patches = ceil(width / side) * ceil(height / side)
    if rule.cap is not None and patches > rule.cap:
        patches = min(rule.cap, _shrunk_patches(width, height, side, rule.cap))
    tokens = patches * (rule.multiplier or Decimal(1))
    return int(tokens.to_integral_value(rounding=ROUND_CEILING))


def _shrunk_patches(width: Fraction, height: Fraction, side: int, cap: int) -> int:
    """Scale to the area of *cap* patches, then so that one side holds whole patches."""
    factor = _root(Fraction(side * side * cap) / (width * height))
    across, down = width * factor / side, height * factor / side
    factor *= min(max(across // 1, 1) / across, max(down // 1, 1) / down)
    return ceil(width * factor / side) * ceil(height * factor / side)


def _root(square: Fraction) -> Fraction:
    """Return the square root, exact to twelve digits."""
    unit = 10**12
    return Fraction(isqrt(square.numerator * unit * unit // square.denominator), unit)


def _area(rule: ImageTokens, image: Image) -> int:
    width, height = _scaled(image, rule)
    # Vendors state the quotient of a square of 1092 pixels as 1590, so it is rounded half up.
    tokens = int(width * height / _fact(rule, "divisor") + Fraction(1, 2))
    return tokens if rule.cap is None else min(tokens, rule.cap)


def _small_or_tiles(rule: ImageTokens, image: Image) -> int:
    if max(image.width, image.height) <= _fact(rule, "small_side"):
        return _fact(rule, "base")
    return _fact(rule, "base") * _tiles(rule, image)
