"""What a lock holds, and how it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from llmcmp.errors import RegistryError
from llmcmp.files import load_registry
from llmcmp.files.registry.lock import drift, lock_text, locked, read_lock
from llmcmp.registry import Registry
from llmcmp.schema import ModelSpec

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


def with_input(spec: ModelSpec, rate: str) -> ModelSpec:
    """Return *spec* with another input rate in every row."""
    return replace(spec, rates=tuple(replace(row, input=Decimal(rate)) for row in spec.rates))


def test_a_lock_brings_the_models_back(registry: Registry, tmp_path: Path) -> None:
    """Curated and imported models are what they were, and equal models give equal bytes."""
    specs = [registry["gpt-4o-mini"], registry["claude-sonnet-4-5"]]
    text = lock_text(registry, specs, TODAY)
    path = tmp_path / "llmcmp.lock"
    path.write_text(text)
    lock = read_lock(path)

    assert text == lock_text(registry, reversed(specs), TODAY)
    assert {spec.id: spec for spec in lock.models} == {spec.id: spec for spec in specs}
    holds = locked(registry, lock)
    assert holds["gpt-4o-mini"] == specs[0]
    assert holds["claude-sonnet-4-5"].rates == specs[1].rates
    assert drift(registry, lock, TODAY) == ()


def test_drift_from_a_lock_is_told(registry: Registry, tmp_path: Path) -> None:
    """What the registry says now and the lock does not is a change."""
    path = tmp_path / "llmcmp.lock"
    path.write_text(lock_text(registry, [with_input(registry["gpt-4o-mini"], "9")], TODAY))

    result = drift(registry, read_lock(path), TODAY)
    assert {(c.before, c.meter) for c in result} == {(Decimal(9), "input")}


def test_a_lock_edited_by_hand_is_refused(registry: Registry, tmp_path: Path) -> None:
    """Its hash no longer matches; what is no lock at all is named as such."""
    path = tmp_path / "llmcmp.lock"
    content = json.loads(lock_text(registry, [registry["gpt-4o-mini"]], TODAY))
    content["models"]["gpt-4o-mini"]["rates"][0]["input"] = "0"
    for text, message in (
        (json.dumps(content), "does not match its hash"),
        ("{}", "not a lock of this version"),
        ("{", "not JSON"),
    ):
        path.write_text(text)
        with pytest.raises(RegistryError, match=message):
            read_lock(path)
    with pytest.raises(RegistryError, match="cannot read the lock"):
        read_lock(tmp_path / "none")
