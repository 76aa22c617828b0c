"""A record is a standard dataclass whose methods are shared instead of generated."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from dataclasses import field as standard_field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from llmcmp.records import field, record, records, replace


@record
class Pair:
    """Two values."""

    left: int
    """The first."""
    right: str = "r"
    """The second."""
    tags: Mapping[str, int] = field(default_factory=dict)
    """More."""

    def __post_init__(self) -> None:
        """Refuse what is negative."""
        if self.left < 0:
            raise ValueError(f"left: negative: {self.left}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """The same, as the standard library would build it."""

    left: int
    right: str = "r"
    tags: Mapping[str, int] = standard_field(default_factory=dict)


GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "left": st.integers(0, 9),
        "right": st.text(max_size=2),
        "tags": st.dictionaries(st.text(max_size=1), st.integers(), max_size=2),
        "other": st.integers(),
    },
)


def outcome(cls: Any, values: dict[str, Any]) -> object:
    """Return the fields of a new instance, or the type of what was raised."""
    try:
        return dataclasses.asdict(cls(**values))
    except TypeError:
        return TypeError


@given(GIVEN)
def test_takes_the_arguments_a_dataclass_takes(values: dict[str, Any]) -> None:
    """Defaults, factories, missing and unknown arguments: as in a generated constructor."""
    assert outcome(Pair, values) == outcome(Generated, values)


@given(GIVEN, GIVEN)
def test_is_equal_where_a_dataclass_is(one: dict[str, Any], two: dict[str, Any]) -> None:
    """Two records are equal exactly where two dataclasses of the same fields are."""
    one, two = ({"left": 0, **values} for values in (one, two))
    one.pop("other", None), two.pop("other", None)
    assert (Pair(**one) == Pair(**two)) == (Generated(**one) == Generated(**two))
    other: Any = Generated(**one)
    assert Pair(**one) != other


def test_names_what_is_wrong_with_the_arguments() -> None:
    """A missing and an unknown argument are named; positional ones are refused."""
    with pytest.raises(TypeError, match="missing required keyword-only arguments: 'left'"):
        Pair(right="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'middle'"):
        Pair(left=1, middle=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'middle'"):
        Pair(middle=2)  # type: ignore[call-arg]  # as many as there are required ones
    with pytest.raises(TypeError):
        Pair(1)  # type: ignore[call-arg]


def test_each_instance_has_its_own_default_mapping() -> None:
    """A default factory is called for every instance."""
    assert Pair(left=1).tags == {}
    assert Pair(left=1).tags is not Pair(left=1).tags


def test_is_frozen_and_slotted() -> None:
    """Nothing can be set, deleted or added."""
    pair = Pair(left=1)
    with pytest.raises(FrozenInstanceError, match="cannot change field 'left'"):
        pair.left = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del pair.left
    with pytest.raises(FrozenInstanceError):
        pair.other = 2  # type: ignore[attr-defined]
    assert not hasattr(pair, "__dict__")


def test_is_a_dataclass_to_the_standard_library() -> None:
    """``fields``, ``replace``, ``is_dataclass``, ``repr``, copying and pickling work."""
    pair: Any = Pair(left=1, tags={"a": 2})
    assert dataclasses.is_dataclass(type(pair))
    assert [entry.name for entry in dataclasses.fields(Pair)] == ["left", "right", "tags"]
    assert dataclasses.replace(pair, left=3) == Pair(left=3, tags={"a": 2})
    with pytest.raises(ValueError, match="negative"):
        dataclasses.replace(pair, left=-3)
    assert replace(pair, left=3) == dataclasses.replace(pair, left=3)
    with pytest.raises(ValueError, match="negative"):
        replace(pair, left=-3)
    assert repr(pair) == "Pair(left=1, right='r', tags={'a': 2})"
    assert copy.copy(pair) == copy.deepcopy(pair) == pickle.loads(pickle.dumps(pair)) == pair
    assert hash(Tag(name="x")) == hash(Tag(name="x"))
    assert len({Tag(name="x"), Tag(name="x"), Tag(name="y")}) == 2


@record
class Named(Pair):
    """A record that extends another."""

    right: str = "n"
    """Another default."""
    name: str
    """One more field."""


def test_extends_a_record() -> None:
    """Fields of a base come first; a redeclared one keeps its place and takes the new default."""
    named = Named(left=1, name="x")
    assert not hasattr(named, "__dict__")
    assert repr(named) == "Named(left=1, right='n', tags={}, name='x')"
    assert [entry.name for entry in dataclasses.fields(Named)] == ["left", "right", "tags", "name"]
    with pytest.raises(ValueError, match="negative"):
        Named(left=-1, name="x")


def test_shares_its_methods() -> None:
    """Nothing is compiled for a record, not even for one that extends another."""
    for name in ("__init__", "__eq__", "__hash__", "__setattr__", "__repr__"):
        assert getattr(Pair, name) is getattr(Tag, name) is getattr(Named, name)


def test_shows_its_fields_to_help() -> None:
    """A signature has the fields with their types and defaults."""
    assert str(inspect.signature(Tag)) == "(*, name: 'str')"
    assert str(inspect.signature(Named)) == (
        "(*, left: 'int', right: 'str' = 'n', tags: 'Mapping[str, int]' = Ellipsis, name: 'str')"
    )


@record
class Tag:
    """One field."""

    name: str
    """Its name."""


def test_pydantic_validates_and_describes_it() -> None:
    """Validation runs the invariants, refuses unknown keys, and schemas hold the docstrings."""
    adapter = TypeAdapter(Pair)
    assert adapter.validate_python({"left": 1}) == Pair(left=1)
    with pytest.raises(ValidationError, match="negative: -1"):
        adapter.validate_python({"left": -1})
    with pytest.raises(ValidationError, match="other"):
        adapter.validate_python({"left": 1, "other": 2})
    assert adapter.json_schema()["properties"]["left"]["description"] == "The first."


def test_records_made_by_column_equal_those_made_one_by_one() -> None:
    """Building many records at once skips the constructor, and nothing else differs."""
    tags: list[dict[str, int]] = [{"a": 1}, {}]
    pairs = records(Pair, 2, left=(1, 2), right=("x", "y"), tags=tags)
    assert pairs == [Pair(left=1, right="x", tags={"a": 1}), Pair(left=2, right="y")]
