"""Images cost what the vendors' formulas say."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest

from llmcmp.errors import UncountableError
from llmcmp.pricing.images import image_tokens
from llmcmp.schema import ImageTokens
from llmcmp.usage import Image

GPT_4O = ImageTokens(
    rule="tiles", base=85, per_tile=170, low_detail=85, fit_within=2048, shortest_side=768, tile=512
)

GPT_4O_MINI = ImageTokens(
    rule="tiles",
    base=2833,
    per_tile=5667,
    low_detail=2833,
    fit_within=2048,
    shortest_side=768,
    tile=512,
)

PATCHES = ImageTokens(rule="patches", tile=32, cap=1536, multiplier=Decimal("1.62"))
CLAUDE = ImageTokens(rule="area", fit_within=1568, divisor=750, cap=1600)
GEMINI = ImageTokens(rule="small-or-tiles", base=258, small_side=384, tile=768)


def image(width: int, height: int, detail: Literal["high", "low"] = "high") -> Image:
    """Return an image."""
    return Image(width=width, height=height, detail=detail)


def test_openai_published_examples() -> None:
    """2048x4096 fits within 2048 as 1024x2048, then 768x1536: 2 x 3 tiles; 1024x1024: 2 x 2."""
    assert image_tokens(GPT_4O, image(2048, 4096)) == 85 + 6 * 170 == 1105
    assert image_tokens(GPT_4O_MINI, image(2048, 4096)) == 2833 + 6 * 5667 == 36835
    assert image_tokens(GPT_4O, image(1024, 1024)) == 85 + 4 * 170 == 765
    assert image_tokens(GPT_4O_MINI, image(1024, 1024)) == 2833 + 4 * 5667 == 25501


def test_low_detail_is_one_price() -> None:
    """With low detail the size does not matter."""
    assert image_tokens(GPT_4O, image(4096, 4096, "low")) == 85


def test_small_images_are_not_scaled_up() -> None:
    """A 512-pixel square is one tile, and one more pixel makes two in that direction."""
    assert image_tokens(GPT_4O, image(512, 512)) == 85 + 170
    assert image_tokens(GPT_4O, image(513, 512)) == 85 + 2 * 170


def test_scaling_is_exact_at_a_tile_edge() -> None:
    """3072x1536 is scaled to 2048x1024 and 1536x768: 3 x 2 tiles, no rounding makes a seventh."""
    assert image_tokens(GPT_4O, image(3072, 1536)) == 85 + 6 * 170


def test_claude_published_example() -> None:
    """1092 x 1092 / 750 = 1589.95, published as 1590; larger ones are scaled to the ceiling."""
    assert image_tokens(CLAUDE, image(1092, 1092)) == 1590
    assert image_tokens(CLAUDE, image(200, 200)) == 53  # 40,000 / 750 = 53.3
    assert image_tokens(CLAUDE, image(3000, 3000)) == 1600


def test_patches_are_counted_and_multiplied() -> None:
    """1024x1024 has 32 x 32 patches; 1024 x 1.62 = 1658.88, rounded up."""
    assert image_tokens(PATCHES, image(1024, 1024)) == 1659


def test_too_many_patches_are_scaled_down_to_the_cap() -> None:
    """1800x2400 has 57 x 75 patches; scaled to 1056 pixels across it has 33 x 44 = 1452."""
    plain = ImageTokens(rule="patches", tile=32, cap=1536)

    assert image_tokens(plain, image(1800, 2400)) == 33 * 44 == 1452


def test_gemini_small_images_and_tiles() -> None:
    """Up to 384 pixels an image is 258 tokens, beyond it 258 for each tile of 768."""
    assert image_tokens(GEMINI, image(384, 384)) == 258
    assert image_tokens(GEMINI, image(385, 384)) == 258
    assert image_tokens(GEMINI, image(1024, 1024)) == 4 * 258


def test_any_image_the_same() -> None:
    """Where a vendor charges per image, its size does not matter."""
    assert image_tokens(ImageTokens(rule="per-image", base=258), image(9000, 9000)) == 258


def test_missing_number_is_an_error() -> None:
    """A formula with an unknown number gives no number."""
    with pytest.raises(UncountableError, match="per_tile is not known"):
        image_tokens(ImageTokens(rule="tiles", base=85, tile=512), image(10, 10))
