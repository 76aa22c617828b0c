"""``llmcmp.lock``: the models, rates and sources a check rests on, with their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import RegistryError
from ..registry import OverlayInfo, Registry
from ..registry.changes import Change, changes
from ..spec import ModelSpec, Source, record, replace
from .snapshot import decode, encode

SCHEMA = "llmcmp/lock/1"
NAME = "llmcmp.lock"


@record
class Lock:
    """Models as they were when the lock was written."""

    registry: str
    """Version of the registry."""
    registry_sha256: str
    """Digest of the registry's files."""
    at: str
    """Day the lock was written for."""
    models: tuple[ModelSpec, ...]
    """The models used, with every price row."""
    sources: dict[str, Source]
    """What they cite."""
    sha256: str
    """Digest of the lock's content."""


def lock_text(registry: Registry, specs: Iterable[ModelSpec], at: date) -> str:
    """Return the lock of *specs*; equal models give equal bytes on every machine."""
    models = {spec.id: spec for spec in specs}
    cited = {key for spec in models.values() for row in spec.rates for key in row.sources}
    sources = {key: found for key in sorted(cited) if (found := registry.source(key)) is not None}
    body = {
        "registry": {"version": registry.version, "sha256": registry.sha256},
        "at": at.isoformat(),
        "models": {id_: encode(models[id_]) for id_ in sorted(models)},
        "sources": {key: encode(source) for key, source in sources.items()},
    }
    head = {"schema": SCHEMA, "sha256": _digest(body)}
    return json.dumps({**head, **body}, indent=1, ensure_ascii=False) + "\n"


def _digest(body: Any) -> str:
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def read_lock(path: Path) -> Lock:
    """Return the lock in a file; one that was edited by hand is refused."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryError(
            f"cannot read the lock {path}: {error.strerror}", hint="run `llmcmp registry lock`"
        ) from None
    except ValueError:
        raise RegistryError(f"{path}: not a lock: not JSON", hint=_AGAIN) from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise RegistryError(f"{path}: not a lock of this version ({SCHEMA})", hint=_AGAIN)
    body = {key: value for key, value in content.items() if key not in ("schema", "sha256")}
    if content.get("sha256") != _digest(body):
        raise RegistryError(f"{path}: its content does not match its hash", hint=_AGAIN)
    try:
        return Lock(
            registry=body["registry"]["version"],
            registry_sha256=body["registry"]["sha256"],
            at=body["at"],
            models=tuple(decode(ModelSpec, value) for value in body["models"].values()),
            sources={key: decode(Source, value) for key, value in body["sources"].items()},
            sha256=content["sha256"],
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise RegistryError(f"{path}: a broken lock: {error}"[:200], hint=_AGAIN) from None


_AGAIN = "run `llmcmp registry lock` to write it anew"


def locked(registry: Registry, lock: Lock) -> Registry:
    """Return *registry* with the models of the lock as they were when it was written."""
    info = OverlayInfo(name=NAME, sha256=lock.sha256)
    models: dict[str, ModelSpec] = {}
    taken: set[str] = set()
    for spec in lock.models:
        held = spec if registry.is_curated(spec.id) else _imported(registry, spec, taken)
        taken |= {held.id.casefold(), *map(str.casefold, held.aliases)}
        models[held.id] = held
    return registry.overlaid((info,), models=models, sources=lock.sources)


def _imported(registry: Registry, spec: ModelSpec, taken: set[str]) -> ModelSpec:
    """Return an imported model without the names that the registry's own models have."""
    free = (a for a in spec.aliases if not registry.is_curated(a) and a.casefold() not in taken)
    return replace(spec, aliases=tuple(free))


def drift(registry: Registry, lock: Lock, at: date) -> tuple[Change, ...]:
    """Return what the registry says now that the lock does not."""
    now = [registry[spec.id] for spec in lock.models if spec.id in registry]
    return changes(lock.models, now, at)
