"""Records: read ``@record`` as ``@dataclass(frozen=True, slots=True, kw_only=True)``.

It is that dataclass with one difference: the methods that ``dataclass`` writes and compiles anew
for each class are functions here that all records share. Why: docs/decisions/0074.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from inspect import Parameter, Signature
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, TypeVar, dataclass_transform

__all__ = [
    "default_of",
    "field",
    "field_names",
    "is_record",
    "record",
    "records",
    "replace",
    "shown_names",
]

T = TypeVar("T")

PYDANTIC_CONFIG = {"extra": "forbid", "use_attribute_docstrings": True}
"""How ``pydantic.TypeAdapter`` validates a record; a plain dict, so nothing is imported here."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Turn *cls* into a frozen, slotted, keyword-only dataclass that Pydantic can validate."""
    as_dataclass: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)
    built = as_dataclass(cls)
    for name, method in _METHODS.items():
        setattr(built, name, method)
    if "__repr__" not in cls.__dict__:
        built.__repr__ = _repr
    built.__pydantic_config__ = PYDANTIC_CONFIG
    built.__signature__ = _SignatureOnDemand()
    built.__record_layout__ = _layout(built)
    return built  # type: ignore[no-any-return]


class _Layout(NamedTuple):
    """What the shared methods need to know of a class."""

    defaults: dict[str, Any]
    factories: dict[str, Callable[[], Any]]
    setters: tuple[tuple[str, Callable[[Any, Any], None]], ...]
    values: Callable[[Any], Any]
    has_invariants: bool


def _layout(cls: Any) -> _Layout:
    defaults, factories = {}, {}
    for each in fields(cls):
        if each.default is not MISSING:
            defaults[each.name] = each.default
        elif each.default_factory is not MISSING:
            factories[each.name] = each.default_factory
    names = field_names(cls)
    return _Layout(
        defaults,
        factories,
        setters=tuple((name, getattr(cls, name).__set__) for name in names),
        values=attrgetter(*names) if names else lambda _: (),
        has_invariants=hasattr(cls, "__post_init__"),
    )


class _SignatureOnDemand:
    """Shows ``help`` and ``inspect.signature`` the fields; few programs ever ask."""

    def __get__(self, instance: object, owner: Any) -> Signature:
        defaults, factories, *_ = owner.__record_layout__
        shown = {**defaults, **dict.fromkeys(factories, ...)}
        parameters = [
            Parameter(
                each.name,
                Parameter.KEYWORD_ONLY,
                default=shown.get(each.name, Parameter.empty),
                annotation=each.type,
            )
            for each in fields(owner)
        ]
        return Signature(parameters)


def is_record(value: object) -> bool:
    """Tell whether *value* is a record or the class of one."""
    return hasattr(value, "__record_layout__")


def default_of(cls: Any, name: str, missing: Any) -> Any:
    """Return the default of a field, or *missing* where it has none."""
    defaults, factories, *_ = cls.__record_layout__
    return factories[name]() if name in factories else defaults.get(name, missing)


def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of a record, or of its class, in order."""
    return tuple(cls.__dataclass_fields__)


def shown_names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields a report prints: all but those in ``__internal__``."""
    internal = getattr(cls, "__internal__", ())
    return tuple(name for name in field_names(cls) if name not in internal)


def replace(record: T, /, **changes: Any) -> T:
    """Return a copy of *record* with some fields changed and its invariants checked again."""
    values = {name: getattr(record, name) for name in field_names(record)}
    return type(record)(**{**values, **changes})


def records(cls: type[T], count: int, /, **columns: Iterable[Any]) -> list[T]:
    """Return *count* records from one column per field; no default and no check is applied.

    This takes a tenth of the time of as many calls of the constructor. It is for code that turns
    many thousands of checked sums into records.
    """
    instances: list[Any] = [object.__new__(cls) for _ in range(count)]
    layout: _Layout = cls.__record_layout__  # type: ignore[attr-defined]
    for name, set_value in layout.setters:
        deque(map(set_value, instances, columns[name]), maxlen=0)
    return instances


def _init(self: Any, /, **arguments: Any) -> None:
    layout: _Layout = self.__record_layout__
    values = {**layout.defaults, **arguments}
    for name, factory in layout.factories.items():
        if name not in arguments:
            values[name] = factory()
    if len(values) != len(layout.setters):
        _refuse_arguments(self, values)
    try:
        for name, set_value in layout.setters:
            set_value(self, values[name])
    except KeyError:
        _refuse_arguments(self, values)
    if layout.has_invariants:
        self.__post_init__()


def _refuse_arguments(self: Any, values: dict[str, Any]) -> NoReturn:
    """Name a field that is missing or unknown, as the constructor of a dataclass does."""
    names = field_names(self)
    unknown = [name for name in values if name not in names]
    missing = [name for name in names if name not in values]
    call = f"{type(self).__qualname__}.__init__()"
    if unknown:
        raise TypeError(f"{call} got an unexpected keyword argument {unknown[0]!r}")
    listing = ", ".join(map(repr, missing))
    raise TypeError(f"{call} missing required keyword-only arguments: {listing}")


def _repr(self: Any) -> str:
    pairs = (f"{name}={getattr(self, name)!r}" for name in field_names(self))
    return f"{type(self).__qualname__}({', '.join(pairs)})"


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    values = self.__record_layout__.values
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash((type(self), self.__record_layout__.values(self)))


def _refuse_change(_: Any, name: str, *__: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in field_names(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for (_, set_value), value in zip(self.__record_layout__.setters, state, strict=True):
        set_value(self, value)


_METHODS = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
    "__replace__": replace,
}
"""What every record does the same way; a record may only have a ``__repr__`` of its own."""
