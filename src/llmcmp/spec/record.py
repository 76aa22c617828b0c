"""How every record of the domain is declared: frozen, slotted, closed, keyword-only.

A record is a standard dataclass in every respect (``fields``, ``replace``, ``is_dataclass``,
Pydantic), only its methods are shared functions instead of code compiled for each class at
import: see docs/decisions/0070-records-without-generated-code.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")

PYDANTIC_CONFIG = {"extra": "forbid", "use_attribute_docstrings": True}
"""Read by ``pydantic.TypeAdapter`` at the YAML door; a plain dict, so nothing is imported here."""


class _Shape(NamedTuple):
    """What the shared methods need to know of a class."""

    setters: tuple[tuple[str, Callable[[Any, Any], None]], ...]
    defaults: dict[str, Any]
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    values: Callable[[Any], Any]
    checked: bool


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Turn *cls* into a frozen, slotted, keyword-only dataclass that Pydantic can validate."""
    plain = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)
    built: Any = plain(cls)
    built.__pydantic_config__ = PYDANTIC_CONFIG
    built.__record_shape__ = _shape(built)
    built.__init__ = _init
    built.__eq__, built.__hash__ = _eq, _hash
    built.__setattr__, built.__delattr__ = _refuse_change, _refuse_change
    built.__getstate__, built.__setstate__ = _getstate, _setstate
    if "__repr__" not in cls.__dict__:
        built.__repr__ = _repr
    return built  # type: ignore[no-any-return]


def _shape(cls: Any) -> _Shape:
    declared = fields(cls)
    names = [entry.name for entry in declared]
    return _Shape(
        setters=tuple((name, getattr(cls, name).__set__) for name in names),
        defaults={e.name: e.default for e in declared if e.default is not MISSING},
        factories=tuple(
            (e.name, e.default_factory) for e in declared if e.default_factory is not MISSING
        ),
        values=attrgetter(*names) if names else lambda _: (),
        checked=hasattr(cls, "__post_init__"),
    )


def _init(self: Any, /, **given: Any) -> None:
    shape: _Shape = self.__record_shape__
    values = {**shape.defaults, **given}
    for name, factory in shape.factories:
        if name not in given:
            values[name] = factory()
    if len(values) != len(shape.setters):
        _refuse_arguments(self, values)
    try:
        for name, put in shape.setters:
            put(self, values[name])
    except KeyError:
        _refuse_arguments(self, values)
    if shape.checked:
        self.__post_init__()


def _refuse_arguments(self: Any, values: dict[str, Any]) -> NoReturn:
    """Say which fields are missing or unknown, as the constructor of a dataclass does."""
    names = [name for name, _ in self.__record_shape__.setters]
    unknown = [name for name in values if name not in names]
    missing = [name for name in names if name not in values]
    where = f"{type(self).__qualname__}.__init__()"
    if unknown:
        raise TypeError(f"{where} got an unexpected keyword argument {unknown[0]!r}")
    said = ", ".join(map(repr, missing))
    raise TypeError(f"{where} missing required keyword-only arguments: {said}")


def _repr(self: Any) -> str:
    said = (f"{name}={getattr(self, name)!r}" for name, _ in self.__record_shape__.setters)
    return f"{type(self).__qualname__}({', '.join(said)})"


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    values = self.__record_shape__.values
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash((type(self), self.__record_shape__.values(self)))


def _refuse_change(_: Any, name: str, *__: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name, _ in self.__record_shape__.setters]


def _setstate(self: Any, state: list[Any]) -> None:
    for (_, put), value in zip(self.__record_shape__.setters, state, strict=True):
        put(self, value)
