"""The texts a command counts: files, standard input, and what is neither."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell import Done
from tests.token_counts import counted

AT = ("--at", "2026-11-22")
Run = Callable[..., Done]


def test_standard_input(run: Run, empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is standard input, read as the same bytes in a file would be."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hello world")))

    assert counted(run, "gpt-4o-mini", "-")["counts"][0]["tokens"] == 2


def test_a_pipe_is_read_once(run: Run, empty_folder: Path) -> None:
    """``<(git diff)`` is a file that is gone once it is read; nothing of it is lost."""
    reader, writer = os.pipe()
    os.write(writer, b"hello world")
    os.close(writer)

    assert counted(run, "gpt-4o-mini", f"/dev/fd/{reader}")["counts"][0]["tokens"] == 2
    os.close(reader)


def test_a_model_wins_over_a_file_of_its_name(run: Run, hello: Path) -> None:
    """What the registry knows is a model, with a warning; ``./`` makes it a file."""
    (hello / "gpt-4o").write_bytes(b"hello")

    report = counted(run, "gpt-4o-mini", "gpt-4o", "hello.txt")
    assert [each["id"] for each in report["counts"]] == ["gpt-4o-mini", "gpt-4o-2024-08-06"]
    assert "also-a-file" in [each["code"] for each in report["warnings"]]

    report = counted(run, "gpt-4o-mini", "./gpt-4o")
    assert [file["file"] for file in report["files"]] == ["gpt-4o"]


def test_utf_16_is_told_apart_from_pictures(run: Run, empty_folder: Path) -> None:
    """A text an editor saved as UTF-16 looks binary; the hint says what it is."""
    (empty_folder / "note.txt").write_bytes("hello".encode("utf-16"))
    result = run("tokens", "gpt-4o-mini", "note.txt", *AT)

    assert result.code == 2
    assert "save it as UTF-8 first" in result.err


def test_suggestions_for_both(run: Run, hello: Path) -> None:
    """What is neither a model nor a file may have been meant as either."""
    (hello / "gpt4o.md").write_text("x")
    result = run("tokens", "gpt4o-mi", "hello.txt", *AT)

    assert "the model gpt-4o-mini" in result.err
    assert "the file gpt4o.md" in result.err
