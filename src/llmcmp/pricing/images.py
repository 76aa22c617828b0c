"""Placeholder until the image rules are merged."""

from __future__ import annotations

from ..spec import ImageTokens
from ..usage import Image


def image_tokens(rule: ImageTokens, image: Image) -> int:
    raise NotImplementedError
