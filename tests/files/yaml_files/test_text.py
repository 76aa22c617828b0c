"""Files that cannot be read are each one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files.yaml_files.validated import read_yaml
from llmcmp.schema import OverlayFile


def unreadable(path: Path, message: str) -> None:
    """Expect the one sentence about a file that cannot be read."""
    with pytest.raises(RegistryError) as caught:
        read_yaml(path, OverlayFile, name="o.yaml")
    assert str(caught.value) == message


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe and a name with NUL are each one sentence."""
    os.mkfifo(tmp_path / "pipe")

    unreadable(tmp_path / "no.yaml", "o.yaml: no such file")
    unreadable(tmp_path, "o.yaml: a folder, not a file")
    unreadable(tmp_path / "pipe", "o.yaml: not a regular file")
    unreadable(Path("a\0b"), "o.yaml: not a name that a file can have")
    unreadable(tmp_path / ("a" * 300), "o.yaml: cannot be read: file name too long")


def test_large_file(tmp_path: Path) -> None:
    """A file above the limit is refused without being parsed."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# comment\n" * 900_000)

    unreadable(path, "o.yaml: larger than 8 MiB")
