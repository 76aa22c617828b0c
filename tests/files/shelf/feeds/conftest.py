"""The feeds of tests/data/shelf, read once."""

from __future__ import annotations

import pytest

from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.files.shelf.feeds.reader import read_feed
from tests import folders

DATA = folders.DATA / "shelf"


@pytest.fixture(scope="module")
def genai() -> Feed:
    """Read the sample of genai-prices."""
    return read_feed(DATA / "genai_prices.json", version="0.2.3")


@pytest.fixture(scope="module")
def litellm() -> Feed:
    """Read the sample of litellm's price map."""
    return read_feed(DATA / "litellm.json", version="1.109.1")
