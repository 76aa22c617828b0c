"""Whatever the cache folder is, the answer is right; at worst it takes longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files import load_registry, load_section
from llmcmp.files.registry import load as registry_files
from llmcmp.files.registry.load import code_digest
from llmcmp.files.snapshots import cache
from llmcmp.files.snapshots.snapshot import BrokenSnapshotError, pack, unpack
from llmcmp.schema import SourcesFile
from tests.files.acme_registry import ACME, make_registry


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder that only this test uses, and that does not exist yet."""
    path = tmp_path / "deep" / "cache"
    monkeypatch.setenv("LLMCMP_CACHE_DIR", str(path))
    return path


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return the folder of a registry with two models of one developer."""
    return make_registry(tmp_path)


def answers(models: Path) -> bool:
    """Tell whether the registry can be loaded and read."""
    return [spec.id for spec in load_registry(models=models).models()] == ["acme-1", "acme-2"]


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


def test_sections_have_snapshots_too(folder: Path, models: Path) -> None:
    """Any table beside the models is read by the same door and kept the same way."""
    for _ in range(2):
        table = load_section("sources", SourcesFile, models=models)
        assert table.sources["page"].title == "A price page"
    assert [path.name.partition("-")[0] for path in folder.iterdir()] == ["sources"]


def test_shipped_snapshot_comes_first(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the snapshot that the wheel carries nothing is written to the user's folder."""
    shipped = tmp_path / "snapshot"
    shipped.mkdir()
    monkeypatch.setattr(cache, "SHIPPED", shipped)
    for name, raw in registry_files.shipped_snapshots(models).items():
        (shipped / f"{name}.snapshot").write_bytes(raw)

    assert answers(models)
    assert not folder.exists()


def test_broken_registry_stops_the_build(models: Path) -> None:
    """No wheel is made of a registry with a mistake in it; the mistake is told."""
    (models / "acme.yaml").write_text(ACME.replace("0.15", "x", 1))

    with pytest.raises(RegistryError, match=r"^models/acme.yaml:18: .*: not a number: 'x'$"):
        registry_files.shipped_snapshots(models)


def test_checkout_comes_before_the_installed_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A package under ``src`` reads the ``models`` beside it, an installed one its own."""
    monkeypatch.setattr(registry_files, "_PACKAGE", tmp_path / "src" / "llmcmp")
    assert registry_files.models_folder() == tmp_path / "src" / "llmcmp" / "models"

    (tmp_path / "models").mkdir()
    assert registry_files.models_folder() == tmp_path / "models"

    monkeypatch.setattr(registry_files, "_PACKAGE", tmp_path / "site-packages" / "llmcmp")
    assert registry_files.models_folder() == tmp_path / "site-packages" / "llmcmp" / "models"


def test_snapshot_of_another_key() -> None:
    """A snapshot is only what its key says."""
    raw = pack("one", {"a": 1}, {})

    assert unpack(raw, "one").index == {"a": 1}
    with pytest.raises(BrokenSnapshotError):
        unpack(raw, "two")


def test_an_edit_of_a_nested_module_makes_snapshots_stale(tmp_path: Path) -> None:
    """The key covers modules in folders of folders: an edited reader serves no old prices."""
    nested = tmp_path / "yaml_files" / "tree.py"
    nested.parent.mkdir()
    nested.write_text("LIMIT = 1\n")
    before = code_digest(tmp_path)
    nested.write_text("LIMIT = 2\n")
    code_digest.cache_clear()

    assert code_digest(tmp_path) != before
