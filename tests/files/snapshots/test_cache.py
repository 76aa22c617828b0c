"""Whatever the cache folder is, the answer is right; at worst it takes longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from llmcmp.files import load_registry
from llmcmp.files.snapshots import cache
from tests.files.acme_registry import ACME, answers


def test_missing_folder_is_made(folder: Path, models: Path) -> None:
    """The first command makes the folder and leaves one snapshot there, and nothing else."""
    assert answers(models)
    assert [path.suffix for path in folder.iterdir()] == [".snapshot"]


def test_folder_that_is_a_file(folder: Path, models: Path) -> None:
    """Where nothing can be written, the YAML is read each time."""
    folder.parent.mkdir()
    folder.write_text("in the way")

    assert answers(models)
    assert answers(models)
    assert folder.read_text() == "in the way"


def test_snapshot_that_is_a_folder(folder: Path, models: Path) -> None:
    """A folder in the snapshot's place is left alone, and no temporary file stays behind."""
    assert answers(models)
    (snapshot,) = folder.iterdir()
    snapshot.unlink()
    snapshot.mkdir()

    assert answers(models)
    assert list(folder.iterdir()) == [snapshot]


GARBAGE = {
    "empty": lambda raw: raw[:0],
    "noise": lambda raw: raw[:1] + bytes(range(256)) * 40,
    "cut in the head": lambda raw: raw[:40],
    "cut in the middle": lambda raw: raw[: len(raw) // 2],
    "cut at the end": lambda raw: raw[:-1],
    "one digit of a price": lambda raw: raw.replace(b'"0.15"', b'"0.16"'),
    "another format": lambda raw: raw.replace(b"llmcmp-snapshot/1", b"llmcmp-snapshot/0"),
    "lines of another file": lambda raw: raw.partition(b"\n")[0] + b"\n{}",
}


@pytest.mark.parametrize("spoil", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_replaced(folder: Path, models: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A snapshot that is not whole is built anew, and the new one is whole."""
    assert answers(models)
    (snapshot,) = folder.iterdir()
    whole = snapshot.read_bytes()
    snapshot.write_bytes(spoil(whole))

    assert load_registry(models=models)["acme-1"].rates[0].input is not None
    assert answers(models)
    assert snapshot.read_bytes() == whole


def test_stale_snapshot_is_not_used(folder: Path, models: Path) -> None:
    """An edit of the YAML shows at once."""
    assert answers(models)
    (models / "acme.yaml").write_text(ACME.replace("0.15", "0.25"))

    assert str(load_registry(models=models)["acme-1"].rates[0].input) == "0.25"


def test_two_processes_at_once(folder: Path, models: Path) -> None:
    """Processes that fill the cache at the same time all answer, and one whole file remains."""
    code = (
        "from pathlib import Path; from llmcmp.files import load_registry\n"
        f"print(len(list(load_registry(models=Path({str(models)!r})).models())))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(4)
    ]

    assert [process.communicate()[0].strip() for process in running] == [b"2"] * 4
    assert len(list(folder.iterdir())) == 1
    assert answers(models)


def test_folder_does_not_grow_for_ever(folder: Path) -> None:
    """The oldest snapshots go once there are many."""
    for number in range(60):
        cache.keep(folder, f"{number}.snapshot", b"x")

    assert len(list(folder.iterdir())) == 48


def test_where_the_folder_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder is ours by name, else the desktop's, else the one in the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LLMCMP_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache.cache_folder() == tmp_path / ".cache" / "llmcmp"

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.cache_folder() == tmp_path / "xdg" / "llmcmp"

    monkeypatch.setenv("LLMCMP_CACHE_DIR", str(tmp_path / "own"))
    assert cache.cache_folder() == tmp_path / "own"
