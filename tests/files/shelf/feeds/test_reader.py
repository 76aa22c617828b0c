"""Which feed a file is; what is none is refused in one sentence."""

from __future__ import annotations

import pytest

from llmcmp.errors import InputError
from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.files.shelf.feeds.reader import parse_feed


def test_every_value_names_its_feed(genai: Feed, litellm: Feed) -> None:
    """Each price row cites feed and version."""
    for feed, source in ((genai, "genai-prices-0.2.3"), (litellm, "litellm-1.109.1")):
        rows = [row for model in feed.models for row in model.spec.rates]
        assert rows
        assert {row.sources for row in rows} == {(source,)}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not whole JSON"),
        (b'{"a": {"litellm_provider": "openai", "inp', "not whole JSON"),
        (b"[]", "not a price feed"),
        (b"{}", "not a price feed"),
        (b'{"a": 1}', "not a price feed"),
        (b'[{"models": []}]', "without 'id'"),
        (b'[{"id": "x", "models": [{"id": "m"}]}]', "without 'match'"),
        (b'[{"id": "x", "models": []}]', "without a single model"),
        (b'{"data": [{"id": "m"}]}', "without 'pricing'"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": 1}]}', "without 'output'"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": "x", "output": 1}]}', "not a number"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": -1, "output": 1}]}', "not a price"),
        (b'{"prices": [{"id": "m", "vendor": "v", "input": NaN, "output": 1}]}', "NaN"),
        (b"[" * 100_000, "not whole JSON"),
    ],
)
def test_a_feed_of_another_shape_is_one_sentence(raw: bytes, message: str) -> None:
    """Missing keys, other shapes and broken-off downloads are named, never half read."""
    with pytest.raises(InputError, match=message):
        parse_feed(raw)
