"""A JSON report of an earlier run is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.errors import InputError
from llmcmp.files.json_files import read_json


def test_numbers_stay_as_they_were_written(tmp_path: Path) -> None:
    """A float would change an amount; whole numbers are numbers."""
    path = tmp_path / "report.json"
    path.write_text('{"cost": 0.10, "requests": 3}')

    assert read_json(path) == {"cost": "0.10", "requests": 3}


@pytest.mark.parametrize(
    ("text", "reason"), [("{", "not JSON: Expecting"), ("[" * 100_000, "not JSON: nested too deep")]
)
def test_what_is_no_json_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """In one sentence that names the file."""
    path = tmp_path / "report.json"
    path.write_text(text)

    with pytest.raises(InputError) as caught:
        read_json(path)
    assert str(caught.value).startswith(f"{path}: {reason}")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """As an error of ours, not of the system."""
    with pytest.raises(InputError, match=r"none\.json"):
        read_json(tmp_path / "none.json")
