"""Price feeds of other projects, each read into the registry's own records."""

from .feed import Feed, FeedModel, Refusal
from .reader import KINDS, parse_feed, read_feed

__all__ = ["KINDS", "Feed", "FeedModel", "Refusal", "parse_feed", "read_feed"]
