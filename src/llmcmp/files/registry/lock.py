"""``llmcmp.lock``: the models, rates and sources a check rests on, with their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ...errors import RegistryError, reason
from ...records import record, replace
from ...registry import Layer, OverlayInfo, Registry
from ...registry.changes import Change, changes
from ...schema import AliasTarget, ModelSpec, Source
from ..snapshots.snapshot import decode, encode

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
    moving_aliases: dict[str, tuple[AliasTarget, ...]]
    """Names of theirs whose meaning changed over time."""
    sources: dict[str, Source]
    """What they cite."""
    sha256: str
    """Digest of the lock's content."""


def lock_text(registry: Registry, specs: Iterable[ModelSpec], at: date) -> str:
    """Return the lock of *specs*; equal models give equal bytes on every machine."""
    models: dict[str, ModelSpec] = {}
    for spec in specs:
        earlier = models.get(spec.id, spec)
        models[spec.id] = replace(
            earlier, rates=tuple(dict.fromkeys((*earlier.rates, *spec.rates)))
        )
    moving = _moving(registry, models)
    for targets in moving.values():
        for target in targets:
            models.setdefault(target.model, registry[target.model])
    keys = {key for spec in models.values() for row in spec.rates for key in row.sources}
    sources = {key: source for key in sorted(keys) if (source := registry.source(key)) is not None}
    body = {
        "registry": {"version": registry.version, "sha256": registry.sha256},
        "at": at.isoformat(),
        "models": {id_: encode(models[id_]) for id_ in sorted(models)},
        "moving_aliases": {
            alias: [encode(target) for target in targets] for alias, targets in moving.items()
        },
        "sources": {key: encode(source) for key, source in sources.items()},
    }
    head = {"schema": SCHEMA, "sha256": _digest(body)}
    return json.dumps({**head, **body}, indent=1, ensure_ascii=False) + "\n"


def _moving(
    registry: Registry, models: Mapping[str, ModelSpec]
) -> dict[str, tuple[AliasTarget, ...]]:
    """Return the moving aliases that can mean one of *models*."""
    return {
        alias: targets
        for alias, targets in sorted(registry.moving_aliases.items())
        if any(target.model in models for target in targets)
    }


def _digest(body: Any) -> str:
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def read_lock(path: Path) -> Lock:
    """Return the lock in a file; one that was edited by hand is refused."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RegistryError(
            f"cannot read the lock {path}: {reason(error)}",
            hint="run `llmcmp registry lock`",
        ) from None
    except UnicodeDecodeError:
        raise RegistryError(f"{path}: not a lock: not UTF-8", hint=_AGAIN) from None
    return parse_lock(text, str(path))


def parse_lock(text: str, path: str) -> Lock:
    """Return the lock written in *text*, called *path* in messages."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
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
            moving_aliases={
                alias: tuple(decode(AliasTarget, target) for target in targets)
                for alias, targets in body["moving_aliases"].items()
            },
            sources={key: decode(Source, value) for key, value in body["sources"].items()},
            sha256=content["sha256"],
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise RegistryError(f"{path}: a broken lock: {error}"[:200], hint=_AGAIN) from None


_AGAIN = "run `llmcmp registry lock` to write it anew"


def locked(registry: Registry, lock: Lock) -> Registry:
    """Return the registry that the lock was written from, with the models that the lock holds.

    Overlays, discounts and contracts are those of *registry*: they are in the repository, too.
    """
    models: dict[str, ModelSpec] = {}
    names = {name.casefold() for name in lock.moving_aliases}
    names |= {spec.id.casefold() for spec in lock.models}
    for spec in lock.models:
        # Feeds may call two models alike; the first keeps the name.
        free = tuple(alias for alias in spec.aliases if alias.casefold() not in names)
        names |= {alias.casefold() for alias in free}
        models[spec.id] = replace(spec, aliases=free)
    layer = Layer(
        models=models,
        moving_aliases=lock.moving_aliases,
        sources=lock.sources,
        discounts=registry.discounts,
        contracts=registry.contracts,
        gpus=registry.gpus,
        gpu_prices=registry.gpu_prices,
    )
    return Registry(
        layer,
        version=lock.registry,
        sha256=lock.registry_sha256,
        overlays=(*registry.overlays, OverlayInfo(name=NAME, sha256=lock.sha256)),
    )


def drift(registry: Registry, lock: Lock, at: date) -> tuple[Change, ...]:
    """Return what the registry says now that the lock does not."""
    now = [as_locked(registry, spec) for spec in lock.models if spec.id in registry]
    return changes(lock.models, now, at)


def as_locked(registry: Registry, spec: ModelSpec) -> ModelSpec:
    """Return what *registry* says of a locked model, on the channels and tiers of the lock."""
    now = registry[spec.id]
    for channel, tier in dict.fromkeys((row.channel, row.tier) for row in spec.rates):
        now = registry.with_channel(now, channel, tier)
    return now
