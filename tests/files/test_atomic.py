"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llmcmp.files.atomic import replace_file


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return path.stat().st_mode & 0o777


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    """It is as readable as one that an editor makes, not private as a temporary file is."""
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_bytes(b"1")
    replace_file(ours, b"1")

    assert (ours.read_bytes(), mode(ours)) == (b"1", mode(plain))


def test_a_private_file_is_for_its_owner(tmp_path: Path) -> None:
    """Snapshots hold the prices somebody negotiated."""
    replace_file(tmp_path / "ours", b"1", private=True)

    assert mode(tmp_path / "ours") == 0o600


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    """What was private stays private."""
    path = tmp_path / "private"
    path.write_bytes(b"old")
    path.chmod(0o600)
    replace_file(path, b"new")

    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


def test_a_failure_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file keeps what it held, and nothing lies beside it."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")

    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """A folder is never made."""
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "file", b"new")
