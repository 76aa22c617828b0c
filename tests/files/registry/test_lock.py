"""How old prices are, what is announced, what a lock holds and what a change costs."""

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
from llmcmp.pricing.effects import Use, effects
from llmcmp.registry import Registry
from llmcmp.registry.changes import changes
from llmcmp.registry.freshness import price_age, stale_notices
from llmcmp.schema import ModelSpec, Rates
from llmcmp.usage import Usage

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Load the registry of the package, with the imported shelf behind it."""
    return load_registry()


def with_input(spec: ModelSpec, rate: str) -> ModelSpec:
    """Return *spec* with another input rate in every row."""
    return replace(spec, rates=tuple(replace(row, input=Decimal(rate)) for row in spec.rates))


def test_curated_prices_are_as_old_as_the_registry(registry: Registry) -> None:
    """The registry was checked on 2026-11-21; sixty days later its prices are not yet stale."""
    row = registry["gpt-4o-mini"].rates[0]

    assert price_age(registry, "gpt-4o-mini", row, TODAY).days == 1
    assert not price_age(registry, "gpt-4o-mini", row, date(2027, 1, 20)).is_stale()
    assert price_age(registry, "gpt-4o-mini", row, date(2027, 1, 21)).is_stale()  # 61 days


def test_imported_prices_are_as_old_as_their_newest_feed(registry: Registry) -> None:
    """A row that two feeds state was checked when the later one was."""
    spec = registry["gpt-5.4"]
    row = next(row for row in spec.rates if row.channel == "openai")

    assert price_age(registry, "gpt-5.4", row, TODAY).checked == TODAY


def test_stale_prices_are_named_once(registry: Registry) -> None:
    """One warning per channel and tier, with the day and the age."""
    spec = registry["gpt-4o-mini"]
    rows = [row for row in spec.rates if row.channel == "openai" and row.tier == "standard"]
    ages = [price_age(registry, spec.id, row, date(2027, 3, 1)) for row in rows]
    (notice,) = stale_notices(ages)

    assert notice.code == "stale-price"
    assert "2026-11-21, 100 days before" in notice.text


def test_changes_are_told_rate_by_rate(registry: Registry) -> None:
    """Another input rate is one change per channel and tier in force, and nothing else is."""
    old = registry["gpt-4o-mini"]
    new = with_input(old, "0.2")
    found = changes([old], [new], TODAY)

    assert {change.meter for change in found} == {"input"}
    first = next(c for c in found if c.channel == "openai" and c.tier == "standard")
    assert (first.before, first.after) == (Decimal("0.15"), Decimal("0.2"))
    assert changes([old], [old], TODAY) == ()
    assert [c.kind for c in changes([old], [], TODAY)] == ["removed"]
    assert [c.kind for c in changes([], [old], TODAY)] == ["added"]


def test_effects_come_largest_first(registry: Registry) -> None:
    """A million tokens: 5 cents more on one model, 100 cents on the other, which leads."""
    old = {"a": registry["gpt-4o-mini"], "b": registry["gpt-4.1"]}
    new = {"a": with_input(old["a"], "0.2"), "b": with_input(old["b"], "3")}
    million = Usage(input=1_000_000)
    uses = [Use(model=name, channel="openai", usage=million, prompt=1_000) for name in "ab"]
    uses.append(Use(model="c", channel="openai", usage=million, prompt=1_000))

    dear, cheap, unknown = effects(
        uses, lambda name, _: old.get(name), lambda name, _: new.get(name), TODAY
    )
    assert (unknown.delta, unknown.reason) == (None, "unknown model: c")
    assert (dear.use.model, dear.delta) == ("b", Decimal(3) - Decimal(2))
    assert (cheap.use.model, cheap.delta) == ("a", Decimal("0.2") - Decimal("0.15"))


def test_a_lock_brings_the_models_back(registry: Registry, tmp_path: Path) -> None:
    """Curated and imported models are what they were, and equal models give equal bytes."""
    specs = [registry["gpt-4o-mini"], registry["claude-sonnet-4-5"]]
    text = lock_text(registry, specs, TODAY)
    path = tmp_path / "llmcmp.lock"
    path.write_text(text)
    lock = read_lock(path)

    assert text == lock_text(registry, reversed(specs), TODAY)
    assert {spec.id: spec for spec in lock.models} == {spec.id: spec for spec in specs}
    held = locked(registry, lock)
    assert held["gpt-4o-mini"] == specs[0]
    assert held["claude-sonnet-4-5"].rates == specs[1].rates
    assert drift(registry, lock, TODAY) == ()


def test_drift_from_a_lock_is_told(registry: Registry, tmp_path: Path) -> None:
    """What the registry says now and the lock does not is a change."""
    path = tmp_path / "llmcmp.lock"
    path.write_text(lock_text(registry, [with_input(registry["gpt-4o-mini"], "9")], TODAY))

    found = drift(registry, read_lock(path), TODAY)
    assert {(c.before, c.meter) for c in found} == {(Decimal(9), "input")}


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


def test_every_price_row_of_the_shelf_has_a_known_source(registry: Registry) -> None:
    """No imported price is without a feed that says when it was read."""
    from llmcmp.files.shelf.shelf import open_shelf

    shelf = open_shelf()
    rows: list[Rates] = [row for spec in shelf.models() for row in spec.rates]
    cited = {key for row in rows for key in row.sources}

    assert len(rows) > 7000
    assert cited == set(shelf.sources)
    assert all(row.sources for row in rows)
    assert all(source.checked for source in shelf.sources.values())
