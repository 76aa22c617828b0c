"""Finds ``models/``, and loads the registry, its overlays and its other tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ...errors import RegistryError, reason
from ...registry import Layer, OverlayInfo, Registry, Shelf, Spelling
from ...schema import AliasTarget, Calibration, Contract, Discount, ModelSpec, Source
from ...schema.gpu import Gpu, GpuPrice
from ..snapshots.cache import recall
from ..snapshots.snapshot import FORMAT, Snapshot, decode
from ..yaml_files.mistakes import Mistake, MistakesError, report
from ..yaml_files.text import Text, read_text

T = TypeVar("T")

SECTIONS = {
    "calibration": "llmcmp.schema.calibration:Calibration",
    "gpus": "llmcmp.schema.gpu:GpusFile",
    "hosting": "llmcmp.schema.hosting:HostingParameters",
}
"""Tables beside the models that the wheel carries as snapshots and `validate` knows."""

SECTION_FILES = frozenset({"gpus", "hosting", "throughput", "calibration", "tokenizers"})
"""Files under ``models/`` that hold no models."""

_PACKAGE = Path(__file__).resolve().parents[2]

_DEFINED_BY = ("records.py", "exact.py", "schema", "registry", "files")
"""The code that decides what a snapshot holds: an edit of it makes every snapshot stale."""


def models_folder() -> Path:
    """Return the folder of the registry: the checkout's where there is one, else the wheel's."""
    # An editable install leaves a stale copy in site-packages; the checkout beside src/ is alive.
    checkout = _PACKAGE.parent.parent / "models"
    if _PACKAGE.parent.name == "src" and checkout.is_dir():
        return checkout
    return _PACKAGE / "models"


def load_registry(overlays: Sequence[Path | str] = (), *, models: Path | None = None) -> Registry:
    """Return the registry under *overlays* (files or folders), of which the last one wins."""
    folder = models or models_folder()
    try:
        texts = registry_texts(folder)
        digest = _digest(texts)
        key = _key(digest)
        registry = _registry(recall("registry", key, lambda: _build_registry(key, texts, digest)))
    except MistakesError as error:
        raise report(error.mistakes, RegistryError) from None
    paths = [Path(path) for path in overlays]
    registry = _with_overlays(registry, key, [path for path in paths if path.suffix != ".shelf"])
    return _with_shelves(registry, [path for path in paths if path.suffix == ".shelf"])


def _with_shelves(registry: Registry, paths: Sequence[Path]) -> Registry:
    """Return *registry* with imported shelves asked before the one of the package."""
    if not paths:
        return registry
    from ..shelf.shelf import Shelves, open_shelf

    shelves = [open_shelf(path) for path in reversed(paths)]
    infos = tuple(
        OverlayInfo(name=path.name, sha256=shelf.sha256)
        for path, shelf in zip(paths, reversed(shelves), strict=True)
    )
    return registry.overlaid(infos, shelf=lambda: Shelves(*shelves, open_shelf()))


def _with_overlays(registry: Registry, key: str, paths: Sequence[Path]) -> Registry:
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            texts = overlay_texts(path)
            if mistakes:
                mistakes += _form_mistakes(texts)
            else:
                key = _key(key, _digest(texts))
                registry = _overlaid(registry, key, texts)
        except MistakesError as error:
            mistakes += error.mistakes
    if mistakes:
        raise report(mistakes, RegistryError)
    return registry


def _form_mistakes(texts: Sequence[Text]) -> list[Mistake]:
    # After a broken overlay only the form of the next ones can be checked, not how they fit.
    from .draft import draft_overlay

    return draft_overlay(texts).mistakes


def load_section(name: str, type_: type[T], *, models: Path | None = None) -> T:
    """Return the table ``models/NAME.yaml`` as a *type_*, through a snapshot."""
    path = (models or models_folder()) / f"{name}.yaml"
    try:
        text = read_text(path, name=f"{path.parent.name}/{path.name}")
    except MistakesError as error:
        raise report(error.mistakes, RegistryError) from None
    key = section_key(text, type_)
    snapshot = recall(name, key, lambda: build_section(key, text, type_))
    return snapshot.table("section", type_)[name]


def load_calibration(*, models: Path | None = None) -> Calibration:
    """Return the measured ratios between vocabularies."""
    return load_section("calibration", Calibration, models=models)


def section_key(text: Text, type_: type) -> str:
    """Return the key of a section's snapshot: its bytes and those of the code that reads it."""
    import sys

    module = sys.modules[type_.__module__].__file__
    folder = Path(module).parent if module else _PACKAGE
    return _key(_digest([text]), code_digest(folder))


def build_section(key: str, text: Text, type_: type) -> bytes:
    """Return the snapshot of one table, validated."""
    from ..snapshots.snapshot import pack
    from ..yaml_files.validated import read_yaml

    return pack(key, {}, {"section": {Path(text.name).stem: read_yaml(text, type_)}})


def registry_texts(folder: Path, *, spelled: Path | None = None) -> list[Text]:
    """Return the files of a registry folder that hold models or sources.

    Messages call it by its last name, unless *spelled* says how the user did.
    """
    folder_name = folder.name if spelled is None else str(spelled)
    paths = _yaml_files(folder)
    if not paths:
        what = "no registry here: no *.yaml files"
        raise MistakesError([Mistake(file=folder_name, what=what)])
    return [
        read_text(path, name=str(Path(folder_name) / path.name))
        for path in paths
        if path.stem not in SECTION_FILES
    ]


def overlay_texts(path: Path) -> list[Text]:
    """Return the files of an overlay: one file, or all of a folder."""
    if not path.is_dir():
        return [read_text(path)]
    texts = [read_text(file) for file in _yaml_files(path) if file.stem not in SECTION_FILES]
    if not texts:
        raise MistakesError([Mistake(file=str(path), what="no *.yaml files in this folder")])
    return texts


def _yaml_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        what = f"cannot be read: {reason(error)}"
        raise MistakesError([Mistake(file=folder.name, what=what)]) from None


def _digest(texts: Sequence[Text]) -> str:
    """Return the digest of files: their names and their bytes."""
    whole = sha256()
    for text in texts:
        whole.update(f"{Path(text.name).name}\0{len(text.raw)}\0".encode())
        whole.update(text.raw)
    return whole.hexdigest()


def _key(*parts: str) -> str:
    """Return the key of a snapshot; it changes with the data and with the code that defines it."""
    code = [code_digest(_PACKAGE / name) for name in _DEFINED_BY]
    return sha256("\n".join((FORMAT, *parts, *code)).encode()).hexdigest()


@cache
def code_digest(folder: Path) -> str:
    """Return the digest of a module, or of all in a folder and the folders in it."""
    whole = sha256()
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def shipped_snapshots(folder: Path) -> dict[str, bytes]:
    """Return the snapshots that a wheel carries, by name, for the build hook."""
    try:
        snapshots = {"registry": registry_snapshot(folder)}
    except MistakesError as error:
        raise report(error.mistakes, RegistryError) from None
    for name in SECTIONS:
        path = folder / f"{name}.yaml"
        if path.is_file():
            type_ = section_type(name)
            text = read_text(path, name=f"{folder.name}/{path.name}")
            snapshots[name] = build_section(section_key(text, type_), text, type_)
    return snapshots


def section_type(name: str) -> type:
    """Return the record that a section's file is an instance of."""
    from importlib import import_module

    module, _, record = SECTIONS[name].partition(":")
    cls: type = getattr(import_module(module), record)
    return cls


def registry_snapshot(folder: Path) -> bytes:
    """Return the snapshot of the registry in *folder*."""
    texts = registry_texts(folder)
    digest = _digest(texts)
    return _build_registry(_key(digest), texts, digest)


def _build_registry(key: str, texts: Sequence[Text], digest: str) -> bytes:
    from .assemble import build_registry

    return build_registry(key, texts, digest)


def _registry(snapshot: Snapshot) -> Registry:
    index = snapshot.index
    layer = Layer(
        models=snapshot.table("models", ModelSpec),
        moving_aliases=_moving_aliases(index),
        sources=snapshot.table("sources", Source),
    )
    return Registry(
        layer,
        version=index["version"],
        sha256=index["sha256"],
        names={key: Spelling(text=text, id=id_) for key, (text, id_) in index["names"].items()},
        notes=tuple(index["notes"]),
        shelf=_shelf,
    )


@cache
def _shelf() -> Shelf:
    """Return the imported models; opened when a name is not in the registry."""
    from ..shelf.shelf import open_shelf

    return open_shelf()


def _overlaid(registry: Registry, key: str, texts: Sequence[Text]) -> Registry:
    def build() -> bytes:
        from .assemble import build_overlay

        return build_overlay(key, texts, registry)

    snapshot = recall("overlay", key, build)
    layer = Layer(
        models=snapshot.table("models", ModelSpec),
        moving_aliases=_moving_aliases(snapshot.index),
        sources=snapshot.table("sources", Source),
        discounts=tuple(decode(Discount, entry) for entry in snapshot.index["discounts"]),
        contracts=tuple(decode(Contract, entry) for entry in snapshot.index["contracts"]),
        gpus=tuple(decode(Gpu, entry) for entry in snapshot.index["gpus"]),
        gpu_prices=tuple(decode(GpuPrice, entry) for entry in snapshot.index["gpu_prices"]),
    )
    overlays = tuple(decode(OverlayInfo, info) for info in snapshot.index["overlays"])
    return registry.overlaid(overlays, layer)


def _moving_aliases(index: Any) -> dict[str, tuple[AliasTarget, ...]]:
    return {
        alias: tuple(decode(AliasTarget, target) for target in targets)
        for alias, targets in index["moving_aliases"].items()
    }
