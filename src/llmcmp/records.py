"""How every record of the domain is declared: frozen, slotted, closed, keyword-only.

A record is a standard dataclass to everybody who asks (``fields``, ``replace``, Pydantic), only
nothing is generated for it, and ``dataclasses`` is imported when somebody asks: see
docs/decisions/0070-records-without-generated-code.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")

PYDANTIC_CONFIG = {"extra": "forbid", "use_attribute_docstrings": True}
"""Read by ``pydantic.TypeAdapter`` at the YAML door; a plain dict, so nothing is imported here."""


class _Factory:
    """A default that is made anew for every record."""

    def __init__(self, default_factory: Callable[[], Any]) -> None:
        self.default_factory = default_factory


def field(*, default_factory: Callable[[], T]) -> T:
    """Declare a field whose default is made anew for every record."""
    made: Any = _Factory(default_factory)
    return made  # type: ignore[no-any-return]


class _Shape(NamedTuple):
    """What the shared methods need to know of a class."""

    annotations: dict[str, str]
    defaults: dict[str, Any]
    factories: dict[str, Callable[[], Any]]
    setters: tuple[tuple[str, Callable[[Any, Any], None]], ...] = ()
    values: Callable[[Any], Any] = tuple
    checked: bool = False


class _Described:
    """Lets the standard library describe a record when it first asks."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: Any) -> Any:
        from dataclasses import dataclass
        from dataclasses import field as standard_field

        shape: _Shape = owner.__record_shape__
        made = {n: standard_field(default_factory=f) for n, f in shape.factories.items()}
        body = {"__annotations__": shape.annotations, "__module__": owner.__module__}
        plain = type(owner.__name__, (), {**body, **shape.defaults, **made})
        twin: Any = dataclass(init=False, repr=False, eq=False, kw_only=True)(plain)
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(owner, name, getattr(twin, name))
        return getattr(owner, self._name)


class _Signature:
    """Lets ``help`` and editors show what a record is made of."""

    def __get__(self, instance: object, owner: Any) -> Any:
        from inspect import Parameter, Signature

        shape: _Shape = owner.__record_shape__
        defaults = {**shape.defaults, **dict.fromkeys(shape.factories, ...)}
        parameters = [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=defaults.get(name, Parameter.empty),
                annotation=annotation,
            )
            for name, annotation in shape.annotations.items()
        ]
        return Signature(parameters)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Turn *cls* into a frozen, slotted, keyword-only dataclass that Pydantic can validate."""
    shape = _shape(cls)
    own = [name for name in cls.__annotations__ if name not in _inherited(cls)]
    kept = ("__dict__", "__weakref__", *shape.annotations)
    body: dict[str, Any] = {k: v for k, v in cls.__dict__.items() if k not in kept}
    body["__slots__"] = tuple(own)
    body["__pydantic_config__"] = PYDANTIC_CONFIG
    body |= {name: _Described(name) for name in ("__dataclass_fields__", "__dataclass_params__")}
    body["__signature__"] = _Signature()
    body = {**_METHODS, **body, **_CONTRACT}
    metaclass: Any = type(cls)
    built = metaclass(cls.__name__, cls.__bases__, body)
    names = tuple(shape.annotations)
    built.__record_shape__ = shape._replace(
        setters=tuple((name, getattr(built, name).__set__) for name in names),
        values=attrgetter(*names) if names else lambda _: (),
        checked=hasattr(built, "__post_init__"),
    )
    return built  # type: ignore[no-any-return]


def _inherited(cls: Any) -> dict[str, str]:
    for base in cls.__mro__[1:]:
        if "__record_shape__" in base.__dict__:
            found: dict[str, str] = base.__record_shape__.annotations
            return found
    return {}


def _shape(cls: Any) -> _Shape:
    above = getattr(cls, "__record_shape__", _Shape({}, {}, {}))
    annotations = {**above.annotations, **cls.__annotations__}
    given = {name: cls.__dict__[name] for name in cls.__annotations__ if name in cls.__dict__}
    made = {n: v.default_factory for n, v in given.items() if hasattr(v, "default_factory")}
    plain = {name: value for name, value in given.items() if name not in made}
    return _Shape(annotations, {**above.defaults, **plain}, {**above.factories, **made})


def is_record(value: object) -> bool:
    """Tell whether *value* is a record or the class of one."""
    return hasattr(value, "__record_shape__")


def default_of(cls: Any, name: str, missing: Any) -> Any:
    """Return the default of a field, or *missing* where it has none."""
    shape: _Shape = cls.__record_shape__
    return shape.factories[name]() if name in shape.factories else shape.defaults.get(name, missing)


def field_names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of a record, or of its class, in order."""
    return tuple(cls.__record_shape__.annotations)


def shown_names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields a report prints: all but those in ``__internal__``."""
    internal = getattr(cls, "__internal__", ())
    return tuple(name for name in field_names(cls) if name not in internal)


def replace(record: T, /, **changes: Any) -> T:
    """Return *record* with some fields changed, its invariants checked again."""
    kept = {name: getattr(record, name) for name in field_names(record)}
    return type(record)(**{**kept, **changes})


def records(cls: type[T], count: int, /, **columns: Iterable[Any]) -> list[T]:
    """Return *count* records from one column per field, all given and known to be valid.

    Field by field and unchecked, a tenth of the time of as many calls of the constructor: for
    code that makes many thousand records out of sums it has checked.
    """
    made: list[Any] = [object.__new__(cls) for _ in range(count)]
    shape: _Shape = cls.__record_shape__  # type: ignore[attr-defined]
    for name, put in shape.setters:
        deque(map(put, made, columns[name]), maxlen=0)
    return made


def _init(self: Any, /, **given: Any) -> None:
    shape: _Shape = self.__record_shape__
    values = {**shape.defaults, **given}
    for name, factory in shape.factories.items():
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
    names = field_names(self)
    unknown = [name for name in values if name not in names]
    missing = [name for name in names if name not in values]
    where = f"{type(self).__qualname__}.__init__()"
    if unknown:
        raise TypeError(f"{where} got an unexpected keyword argument {unknown[0]!r}")
    said = ", ".join(map(repr, missing))
    raise TypeError(f"{where} missing required keyword-only arguments: {said}")


def _repr(self: Any) -> str:
    said = (f"{name}={getattr(self, name)!r}" for name in field_names(self))
    return f"{type(self).__qualname__}({', '.join(said)})"


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    values = self.__record_shape__.values
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash((type(self), self.__record_shape__.values(self)))


def _refuse_change(_: Any, name: str, *__: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in field_names(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for (_, put), value in zip(self.__record_shape__.setters, state, strict=True):
        put(self, value)


_METHODS = {"__repr__": _repr}
"""What a record may define for itself."""

_CONTRACT = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
    "__replace__": replace,
}
"""What every record does the same way."""
