"""JSON and JSON lines: torn, endless and impossible values."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

from tests.engine.refused import refused


def test_torn_last_line(tmp_path: Path) -> None:
    """A torn last JSON line is refused, except in a live log, where it is left out and told."""
    path = tmp_path / "usage.jsonl"
    good = {"timestamp": "2026-10-02", "model": "m", "input_tokens": 1, "output_tokens": 1}
    path.write_text(json.dumps(good) + "\n" + '{"timestamp": "2026', encoding="utf-8")
    assert "FILE:2: not JSON" in refused(path)


def test_not_a_number_in_json(tmp_path: Path) -> None:
    """NaN is not JSON and not a count."""
    path = tmp_path / "usage.jsonl"
    good = '{"model": "m", "input_tokens": 1, "output_tokens": 1}\n'
    path.write_text(good + '{"model": "m", "input_tokens": NaN, "output_tokens": 1}\n')
    assert refused(path).endswith("FILE:2: not a number: NaN")


def test_one_enormous_line_is_refused_in_constant_memory(tmp_path: Path) -> None:
    """A line of 200 MB is refused after its first 32 MB, without holding the rest."""
    path = tmp_path / "usage.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"model": "')
        stream.truncate(200_000_000)  # a sparse file: the line never ends
    tracemalloc.start()
    try:
        messages = refused(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert messages == "FILE:1: the line is longer than 32 MB"
    assert peak < 150_000_000
