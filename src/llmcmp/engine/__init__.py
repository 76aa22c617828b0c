"""Reads usage files and returns integer sums; it never sees a price."""

from __future__ import annotations

from .formats import FORMAT_IDS
from .options import MAPPABLE, ReadOptions
from .run import read_usage

__all__ = ["FORMAT_IDS", "MAPPABLE", "ReadOptions", "read_usage"]
