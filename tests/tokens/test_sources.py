"""Folders and globs give text files; binaries are skipped and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmcmp.errors import InputError
from llmcmp.tokens import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small repository."""
    for name, content in {
        "a.md": b"text",
        "b.txt": "caf\xe9".encode("latin-1"),
        "photo.png": b"\x89PNG\r\n\x1a\n\0\0",
        "build/out.md": b"made",
        "docs/.gitignore": b"*.md\n!keep.md\n",
        "docs/draft.md": b"draft",
        "docs/keep.md": b"keep",
        "docs/deep/more.md": b"draft",
        ".gitignore": b"build/\n*.log\n",
        "x.log": b"log",
        ".git/config": b"[core]",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def names(paths: tuple[Path, ...], folder: Path) -> list[str]:
    """Return the paths below *folder*."""
    return [path.relative_to(folder).as_posix() for path in paths]


def test_folders_follow_gitignore(folder: Path) -> None:
    """What git ignores is not counted; an inner file overrules an outer one."""
    result, skipped = find_files([str(folder)])

    assert names(result, folder) == [
        ".gitignore", "a.md", "b.txt", "docs/.gitignore", "docs/keep.md",
    ]  # fmt: skip
    assert [(one.path.name, one.reason) for one in skipped] == [("photo.png", "binary")]


def test_a_folder_inside_follows_the_rules_above(folder: Path) -> None:
    """Rules between the root of the repository and the folder hold, too."""
    (folder / "docs" / "x.log").write_text("log")
    (folder / "docs" / "y.txt").write_text("text")
    result, _ = find_files([str(folder / "docs")])

    assert names(result, folder) == ["docs/.gitignore", "docs/keep.md", "docs/y.txt"]


def test_named_files_are_taken_at_their_word(folder: Path) -> None:
    """A file that is named is counted even if git ignores it; a named binary is an error."""
    assert find_files([str(folder / "x.log")])[0] == (folder / "x.log",)
    with pytest.raises(InputError, match=r"not a text file: .*photo\.png"):
        find_files([str(folder / "photo.png")])


def test_globs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern gives the files that match, each once."""
    monkeypatch.chdir(folder)
    assert [str(path) for path in find_files(["*.md", "a.*", "docs/**/keep.md"])[0]] == [
        "a.md", "docs/keep.md",
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"no file matches: \*\.rst"):
        find_files(["*.rst"])


def test_nothing_to_count_is_an_error(folder: Path) -> None:
    """A missing file and a folder without text are named."""
    with pytest.raises(InputError, match=r"cannot read .*gone: no such file"):
        find_files([str(folder / "gone")])
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match="no text file in"):
        find_files([str(folder / "empty")])
