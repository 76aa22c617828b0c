"""Validated records as JSON and back: what a command reads instead of YAML.

A snapshot is a few lines of text: a head with a key and a digest, an index, then one JSON
value per record, so that a command which needs two models decodes two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from ...records import default_of, field_names, is_record

T = TypeVar("T")

FORMAT = "llmcmp-snapshot/1"

Decoder = Callable[[Any], Any]


class BrokenSnapshotError(Exception):
    """The bytes are no whole snapshot of the wanted key; never leaves this package."""


def pack(key: str, index: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the snapshot of *tables* (records by id) with *index* at its head."""
    order = {name: list(table) for name, table in tables.items()}
    head = {"index": index, "tables": order}
    lines = [_dump(head)]
    lines += [_dump(encode(value)) for table in tables.values() for value in table.values()]
    payload = "\n".join(lines).encode()
    digest = hashlib.sha256(payload).hexdigest()
    return f"{FORMAT} {key} {digest}\n".encode() + payload


def unpack(raw: bytes, key: str) -> Snapshot:
    """Return the snapshot in *raw*, or raise unless it is whole and belongs to *key*."""
    head, _, payload = raw.partition(b"\n")
    expected = f"{FORMAT} {key} {hashlib.sha256(payload).hexdigest()}".encode()
    if head != expected:
        raise BrokenSnapshotError
    first, *lines = payload.split(b"\n")
    content = json.loads(first)
    tables: dict[str, dict[str, bytes]] = {}
    rest = iter(lines)
    for name, ids in content["tables"].items():
        tables[name] = {id_: next(rest) for id_ in ids}
    return Snapshot(content["index"], tables)


class Snapshot:
    """An index, read, and tables of records, not yet decoded."""

    def __init__(self, index: Mapping[str, Any], tables: Mapping[str, Mapping[str, bytes]]) -> None:
        """Keep both as they are."""
        self.index = index
        self._tables = tables

    def table(self, name: str, type_: type[T]) -> Mapping[str, T]:
        """Return the records of one table, each decoded when it is first asked for."""
        return Records(self._tables[name], type_)


class Records(Mapping[str, T], Generic[T]):
    """Records by id, decoded one by one."""

    def __init__(self, lines: Mapping[str, bytes], type_: type[T]) -> None:
        """Take the JSON text of each record."""
        self._lines, self._type = lines, type_
        self._decoded: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._decoded:
            self._decoded[key] = decode(self._type, json.loads(self._lines[key]))
        return self._decoded[key]

    def __contains__(self, key: object) -> bool:
        return key in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def encode(value: Any) -> Any:
    """Return *value* as plain JSON data; fields at their defaults are left out."""
    match value:
        case Enum():
            plain: Any = value.value
        case Decimal() | date():
            plain = str(value)
        case Mapping():
            plain = {encode(key): encode(content) for key, content in value.items()}
        case tuple() | list():
            plain = [encode(item) for item in value]
        case frozenset():
            plain = sorted(encode(item) for item in value)
        case None | str() | int() | float():
            plain = value
        case _:
            plain = _encode_record(value)
    return plain


def _encode_record(value: Any) -> dict[str, Any]:
    if not is_record(value):
        raise TypeError(f"a snapshot cannot hold {type(value)}")
    return {
        name: encode(content)
        for name in field_names(value)
        if (content := getattr(value, name)) != default_of(value, name, _NONE)
    }


_NONE = object()
"""Equal to no value of a field."""


def decode(type_: Any, value: Any) -> Any:
    """Return the *type_* that `encode` made *value* from."""
    reader = _reader(type_)
    return value if reader is None else reader(value)


_PLAIN = (Any, str, int, float, bool, NoneType)


@cache
def _reader(type_: Any) -> Decoder | None:
    """Return what turns JSON data into *type_*; None where it already is what it should be."""
    origin = get_origin(type_)
    if origin is None:
        return None if type_ in _PLAIN else _class_reader(type_)
    if origin is Literal:
        return None
    if origin in (Union, UnionType):
        return _union_reader(get_args(type_))
    if issubclass(origin, Mapping):
        return _mapping_reader(*get_args(type_))
    return _collection_reader(origin, get_args(type_))


def _class_reader(type_: Any) -> Decoder:
    if is_record(type_):
        return _record_reader(type_)
    if issubclass(type_, Enum | Decimal):
        return type_  # type: ignore[no-any-return]
    if type_ is date:
        return date.fromisoformat
    raise TypeError(f"a snapshot cannot hold {type_}")


def _union_reader(members: tuple[Any, ...]) -> Decoder | None:
    readers = [(member, _reader(member)) for member in members if member is not NoneType]
    real = [reader for _, reader in readers if reader is not None]
    if not real:
        return None
    literals = {
        value
        for member, _ in readers
        if get_origin(member) is Literal
        for value in get_args(member)
    }
    if len(real) > 1 or any(member is str for member, _ in readers):
        raise TypeError(f"a snapshot cannot tell the members of {members} apart")
    reader = real[0]
    plain = tuple(member for member, inner in readers if inner is None and type(member) is type)

    def read(value: Any) -> Any:
        if value is None or isinstance(value, plain):
            return value
        if isinstance(value, str) and value in literals:
            return value
        return reader(value)

    return read


def _mapping_reader(key: Any, content: Any) -> Decoder:
    read_key, read_content = _reader(key), _reader(content)

    def read(value: Any) -> Any:
        return {
            (read_key(k) if read_key else k): (read_content(v) if read_content else v)
            for k, v in value.items()
        }

    return read


def _collection_reader(kind: Any, members: tuple[Any, ...]) -> Decoder:
    if kind not in (tuple, list, frozenset):
        raise TypeError(f"a snapshot cannot hold {kind}")
    if kind is tuple and members[-1] is not Ellipsis:
        return lambda value: tuple(map(decode, members, value))
    reader = _reader(members[0])
    if reader is None:
        return kind  # type: ignore[no-any-return]
    return lambda value: kind(map(reader, value))


def _record_reader(type_: Any) -> Decoder:
    # Hints are evaluated once per class; they are most of the cost of decoding a first record.
    readers = {
        name: reader
        for name, hint in get_type_hints(type_).items()
        if (reader := _reader(hint)) is not None
    }

    def read(value: Any) -> Any:
        return type_(
            **{
                name: readers[name](content) if name in readers else content
                for name, content in value.items()
            }
        )

    return read
