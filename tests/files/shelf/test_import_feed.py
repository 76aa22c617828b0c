"""Importing a feed: what is written, and everything that can go wrong on the way."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from llmcmp.errors import InputError
from llmcmp.files import load_registry
from llmcmp.files.shelf.import_feed import import_feed
from llmcmp.files.shelf.shelf import open_shelf
from llmcmp.registry import select
from tests import folders

DATA = folders.DATA / "shelf"
PRICES = {"prices": [{"id": "acme-1", "vendor": "acme", "name": "Acme 1", "input": 2, "output": 8}]}


def written(folder: Path, content: object, name: str = "prices.json") -> str:
    """Return the path of a file with *content*."""
    path = folder / name
    path.write_text(json.dumps(content))
    return str(path)


def test_an_import_prices_what_the_feed_prices(tmp_path: Path) -> None:
    """The shelf it writes is an overlay: its models are found, the curated ones stay."""
    report = import_feed(written(tmp_path, PRICES), folder=tmp_path / "data")

    registry = load_registry([report.path])
    offer = select(registry, "acme-1", at=date(2026, 11, 22))
    assert (offer.spec.id, offer.channel) == ("acme/acme-1", "acme")
    assert offer.spec.rates[0].input == 2
    assert [info.name for info in registry.overlays] == ["llm-prices.shelf"]
    assert select(registry, "gpt-4o-mini", at=date(2026, 11, 22)).channel == "openai"
    assert registry.source(report.source) is not None


def test_the_previous_version_is_kept(tmp_path: Path) -> None:
    """A second import replaces the shelf whole and leaves the first beside it."""
    path = written(tmp_path, PRICES)
    first = import_feed(path, folder=tmp_path)
    before = first.path.read_bytes()
    changed = {"prices": [{**PRICES["prices"][0], "input": 3}]}
    second = import_feed(written(tmp_path, changed), folder=tmp_path)

    assert (first.previous, second.previous) == (None, tmp_path / "llm-prices.shelf.previous")
    assert second.previous is not None
    assert second.previous.read_bytes() == before
    assert open_shelf(second.path).find("acme-1").rates[0].input == 3  # type: ignore[union-attr]
    assert sorted(path.name for path in tmp_path.glob(".llmcmp-*")) == []


def test_the_same_feed_gives_the_same_bytes(tmp_path: Path) -> None:
    """An import depends on nothing but what was read."""
    origin = str(DATA / "litellm.json")
    one = import_feed(origin, folder=tmp_path / "one", version="1")
    two = import_feed(origin, folder=tmp_path / "two", version="1")

    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.sha256 == two.sha256


def test_a_change_of_unit_needs_force(tmp_path: Path) -> None:
    """A price a thousand times the last one is refused, and nothing is written."""
    first = import_feed(written(tmp_path, PRICES), folder=tmp_path)
    before = first.path.read_bytes()
    dear = {"prices": [{**PRICES["prices"][0], "input": 0.002, "output": 0.008}]}
    path = written(tmp_path, dear, "cheap.json")

    with pytest.raises(InputError, match=r"acme-1: input 2 became 0\.002, a factor of about 1,000"):
        import_feed(path, folder=tmp_path)
    assert first.path.read_bytes() == before
    assert len(import_feed(path, folder=tmp_path, force=True).jumps) == 2


def test_the_installed_package_is_a_feed(tmp_path: Path) -> None:
    """``genai-prices`` is read from the package, with its version."""
    pytest.importorskip("genai_prices")
    report = import_feed("genai-prices", folder=tmp_path)

    assert report.source.startswith("genai-prices-")
    assert report.priced > 1000


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_feed_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    """A missing file and a folder are errors of the user, not bugs."""
    with pytest.raises(InputError, match="cannot read the feed"):
        import_feed(str(tmp_path / name), folder=tmp_path)
