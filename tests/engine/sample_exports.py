"""The sample exports, and what a reader must make of each: their tokens by hand."""

from __future__ import annotations

import json
from typing import Any

from tests import folders

DATA = folders.DATA / "engine"
EXPECTED: dict[str, dict[str, dict[str, Any]]] = json.loads(
    (DATA / "expected.json").read_text(encoding="utf-8")
)["files"]
METERS = {
    "input_uncached": "input",
    "cache_read": "cached_input",
    "cache_write_short": "cache_write",
    "cache_write_long": "cache_write_1h",
    "output": "output",
}
"""Columns of ``expected.json``, and the meters that they count."""
