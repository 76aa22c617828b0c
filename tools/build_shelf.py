"""Build the imported shelf from feeds of other projects: ``build_shelf.py FEED[=VERSION]...``.

The feeds in order of trust; ``genai-prices`` is the installed package, anything else a file:
litellm's price map out of its wheel, models.dev's ``api.json``. The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from llmcmp.files.shelf.feeds.feed import Feed
from llmcmp.files.shelf.feeds.merge import Merged
from llmcmp.files.shelf.feeds.reader import read_feed
from llmcmp.files.shelf.shelf import SHIPPED, pack
from llmcmp.schema import Source

TITLES = {
    "genai-prices": ("genai-prices price data", "https://github.com/pydantic/genai-prices"),
    "litellm": ("LiteLLM price map", "https://github.com/BerriAI/litellm"),
    "models.dev": ("models.dev API data", "https://models.dev"),
}


def main() -> int:
    """Build the shelf and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feeds", nargs="+", metavar="FEED[=VERSION]")
    parser.add_argument("--retrieved", required=True, help="day the feeds were read")
    parser.add_argument("--output", type=Path, default=SHIPPED)
    options = parser.parse_args()
    merged, sources = Merged(), {}
    for number, text in enumerate(options.feeds):
        path, _, version = text.partition("=")
        feed = read_feed(path, version=version or None)
        # A feed of resellers by the hundred only completes what the first two sell.
        day = feed.version if feed.kind == "models.dev" else options.retrieved
        merged.add(feed, as_of=day, only_known_channels=number > 1)
        sources[feed.source] = _source(feed, options.retrieved)
        print(f"{feed.source}: {len(feed.models)} offers, {len(feed.refused)} values refused")
    raw = pack(merged.models, merged.heads, sources)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(raw)
    specs = [model.spec for model in merged.models]
    disputed = sum(1 for spec in specs for row in spec.rates if row.disputes)
    print(f"{len(specs)} offers on {len({m.channel for m in merged.models})} channels")
    print(
        f"{sum(1 for spec in specs if spec.rates)} priced, {sum(len(s.rates) for s in specs)} rows"
    )
    print(f"{disputed} rows on which feeds disagree, {sum(len(s.disputes) for s in specs)} limits")
    print(f"{len(raw):,} bytes: {options.output.name}")
    return 0


def _source(feed: Feed, retrieved: str) -> Source:
    title, url = TITLES[feed.kind]
    return Source(
        title=f"{title} {feed.version}",
        url=url,
        kind="dataset",
        retrieved="data file of the project",
        checked=feed.version if feed.kind == "models.dev" else retrieved,
        note=f"sha256 of what was read: {feed.sha256}; licence MIT",
    )


if __name__ == "__main__":
    sys.exit(main())
