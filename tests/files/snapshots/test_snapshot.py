"""Which types a snapshot holds, and that it refuses the others instead of guessing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcmp.files import models_folder
from llmcmp.files.registry.draft import draft_registry
from llmcmp.files.registry.load import registry_texts
from llmcmp.files.snapshots.snapshot import BrokenSnapshotError, decode, encode, pack, unpack
from llmcmp.records import record
from llmcmp.schema import ModelSpec, Tier


@record
class Inner:
    """A record in a record."""

    price: Decimal | None = None
    """A price."""


@record
class Zoo:
    """One field of every kind that records use."""

    text: str
    """A text."""
    day: date | None = None
    """A day."""
    tier: Tier = Tier.STANDARD
    """A closed choice."""
    limit: int | Literal["unknown"] = "unknown"
    """A number or a word."""
    share: Decimal | Literal["unknown"] = "unknown"
    """An exact number or a word."""
    inner: Inner | None = None
    """A record."""
    pairs: tuple[tuple[int, Decimal], ...] = ()
    """Tuples of fixed length."""
    table: Mapping[str, tuple[Inner, ...]] | None = None
    """Records by name."""
    by_tier: Mapping[Tier, bool] | None = None
    """Values by choice."""
    words: frozenset[str] = frozenset()
    """A set."""
    raw: Any = None
    """Plain data."""


prices = st.decimals(allow_nan=False, allow_infinity=False)
inners = st.builds(Inner, price=st.none() | prices)

zoos = st.builds(
    Zoo,
    text=st.text(),
    day=st.none() | st.dates(),
    tier=st.sampled_from(Tier),
    limit=st.integers() | st.just("unknown"),
    share=prices | st.just("unknown"),
    inner=st.none() | inners,
    pairs=st.lists(st.tuples(st.integers(), prices)).map(tuple),
    table=st.none() | st.dictionaries(st.text(), st.lists(inners, max_size=2).map(tuple)),
    by_tier=st.none() | st.dictionaries(st.sampled_from(Tier), st.booleans()),
    words=st.frozensets(st.text(), max_size=1),
    raw=st.none() | st.lists(st.text()),
)


@given(zoo=zoos)
def test_every_record_survives(zoo: Zoo) -> None:
    """Packing and unpacking changes nothing, not even the trailing zeros of a decimal."""
    raw = pack("key", {"n": 1}, {"zoo": {"a": zoo}})

    assert repr(unpack(raw, "key").table("zoo", Zoo)["a"]) == repr(zoo)


def test_defaults_are_left_out() -> None:
    """What a record says by default is not written down."""
    assert encode(Zoo(text="a", inner=Inner())) == {"text": "a", "inner": {}}


@pytest.mark.parametrize("type_", [Decimal | str, Decimal | date, complex, set[str]])
def test_ambiguous_types_are_refused(type_: Any) -> None:
    """A type that JSON could not tell apart is an error for the programmer, not a guess."""
    with pytest.raises(TypeError, match="a snapshot cannot"):
        decode(type_, "1")
    with pytest.raises(TypeError):
        encode(1j)


def same(folder: Path) -> None:
    """Expect that every model of *folder* survives the way through a snapshot."""
    drafted = draft_registry(registry_texts(folder))
    assert drafted.mistakes == []
    specs = {spec.id: spec for _, _, spec in drafted.models}
    raw = pack("key", {}, {"models": specs})

    assert dict(unpack(raw, "key").table("models", ModelSpec)) == specs
    assert all(repr(decode(ModelSpec, encode(spec))) == repr(spec) for spec in specs.values())


def test_snapshot_equals_yaml(models: Path) -> None:
    """A model read from the snapshot is the model that the YAML gave."""
    same(models)


@pytest.mark.skipif(not list(models_folder().glob("*.yaml")), reason="no registry here")
def test_snapshot_equals_yaml_for_the_real_registry() -> None:
    """Each of the registry's own models survives the snapshot unchanged."""
    same(models_folder())


def test_snapshot_of_another_key() -> None:
    """A snapshot is only what its key says."""
    raw = pack("one", {"a": 1}, {})

    assert unpack(raw, "one").index == {"a": 1}
    with pytest.raises(BrokenSnapshotError):
        unpack(raw, "two")
