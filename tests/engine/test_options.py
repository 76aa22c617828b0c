"""Options that name what does not exist are refused with the choices."""

from __future__ import annotations

from pathlib import Path

from tests.engine.refused import GOOD, HEADER, refused


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    """A column, a format or a name to map that does not exist is an error with the choices."""
    path = tmp_path / "usage.csv"
    path.write_text(HEADER + GOOD)
    assert refused(path, by=("teem",)) == "unknown column: teem"
    assert refused(path, format="csv") == "unknown format: csv"
    assert refused(path, format="focus-csv") == "FILE: columns of focus-csv are missing"
    assert refused(path, format="otel-genai-spans") == "FILE: not JSON, as otel-genai-spans is"
    assert refused(path, mapping={"input": "a"}) == "unknown name in --map: input"
    assert refused(path, mapping={"model": "a"}) == "FILE: no column 'a' for model"
