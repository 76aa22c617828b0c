"""From YAML texts to the snapshot of a registry or of an overlay; imported late, as Pydantic is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import PurePath

from ...registry import OverlayInfo, Registry
from ...schema import OverlayFile
from ..snapshots.snapshot import encode, pack
from ..yaml_files.text import Text
from .draft import Draft, draft_overlay, draft_registry
from .trial import OverlayTrial


def build_registry(key: str, texts: Sequence[Text], digest: str) -> bytes:
    """Return the snapshot of the registry that *texts* hold, or raise all their mistakes."""
    draft = draft_registry(texts)
    draft.finish()
    specs = {spec.id: spec for _, _, spec in draft.models}
    names = {
        folded: [text, spec.id]
        for spec in specs.values()
        for text in (*spec.aliases, spec.id)
        for folded in [text.casefold()]
    }
    index = {
        "version": draft.version,
        "sha256": digest,
        "notes": draft.notes,
        "names": names,
        "moving_aliases": encode(draft.moving_aliases),
    }
    return pack(key, index, {"models": specs, "sources": draft.sources})


def build_overlay(key: str, texts: Sequence[Text], registry: Registry) -> bytes:
    """Return the snapshot of what *texts* change in *registry*, or raise all their mistakes."""
    draft = draft_overlay(texts)
    draft.finish()
    trial = OverlayTrial(registry, draft)
    trial.check()
    index = {
        "overlays": [
            encode(OverlayInfo(name=file.name or PurePath(text.name).stem, sha256=_digest(text)))
            for text, file in zip(texts, _files(texts, draft), strict=True)
        ],
        "moving_aliases": encode(draft.moving_aliases),
        "discounts": encode(trial.discounts),
        "contracts": encode([item for _, file in draft.overlays for item in file.contracts]),
        "gpus": encode([gpu for _, file in draft.overlays for gpu in file.gpus]),
        "gpu_prices": encode([row for _, file in draft.overlays for row in file.gpu_prices]),
    }
    return pack(key, index, {"models": trial.changed, "sources": draft.sources})


def _digest(text: Text) -> str:
    return sha256(text.raw).hexdigest()


def _files(texts: Sequence[Text], draft: Draft) -> Iterator[OverlayFile]:
    by_name = {tree.name: file for tree, file in draft.overlays}
    for text in texts:
        yield by_name.get(text.name) or OverlayFile()
