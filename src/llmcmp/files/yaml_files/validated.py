"""The YAML door: trees become records, and every mistake becomes a sentence.

Imports Pydantic, so it is itself imported late: a command that finds a snapshot never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from ...errors import InputError, RegistryError
from ...readable import printable
from .mistakes import MOST, Mistake, MistakesError, report
from .text import Text, read_text
from .tree import Steps, Tree, read_tree

T = TypeVar("T")


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def adapter(type_: Any) -> TypeAdapter[Any]:
    """Return the validator of *type_*; building one takes longer than using it."""
    if type_ not in _ADAPTERS:
        _ADAPTERS[type_] = TypeAdapter(type_)
    return _ADAPTERS[type_]


def read_yaml(
    source: Path | Text,
    type_: type[T],
    *,
    name: str | None = None,
    error: type[InputError] = RegistryError,
) -> T:
    """Return the *type_* that a YAML file holds, or raise one *error* with all its mistakes."""
    try:
        text = source if isinstance(source, Text) else read_text(source, name=name)
        return validated(read_tree(text), type_)
    except MistakesError as caught:
        raise report(caught.mistakes, error) from None


def validated(tree: Tree, type_: type[T], data: Any = None, below: Steps = ()) -> T:
    """Return *data* (the whole tree, unless given) as *type_*; *below* is its place in the tree."""
    content = tree.data if data is None else data
    if not isinstance(content, dict) and is_dataclass(type_):
        what = "empty" if content is None else "not a mapping of keys to values"
        raise MistakesError([tree.mistake(below, what)])
    try:
        result: T = adapter(type_).validate_python(content)
    except ValidationError as error:
        mistakes = islice(_mistakes(tree, type_, content, below, error), MOST)
        raise MistakesError(mistakes) from None
    return result


def _mistakes(
    tree: Tree, type_: Any, content: Any, below: Steps, error: ValidationError
) -> Iterator[Mistake]:
    """Yield one mistake per place; those of the members of a union share one line."""
    refused: dict[Steps, tuple[list[str], str]] = {}
    for entry in error.errors(include_url=False):
        steps = _real_steps(content, entry["loc"])
        path, last = (*below, *steps), str(entry["loc"][-1]) if entry["loc"] else ""
        match entry["type"]:
            case "missing" | "missing_argument" | "missing_keyword_only_argument":
                yield tree.mistake(path, f"missing key: {last}")
            case "unexpected_keyword_argument" | "extra_forbidden":
                what = unknown_key(_fields_at(type_, steps[:-1]), last)
                yield tree.mistake(path[:-1], what, at=path)
            case "value_error":
                # A record that finds several things wrong puts each on a line of its own.
                for what in str(entry["ctx"]["error"]).splitlines():
                    yield tree.mistake(path, what, at=_about(tree, path, what))
            case _:
                words = refused.setdefault(path, ([], _shown(entry["input"])))[0]
                words.append(_expected(entry))
    for path, (words, shown) in refused.items():
        yield tree.mistake(path, f"{' and '.join(dict.fromkeys(words))}: {shown}")


def _about(tree: Tree, path: Steps, what: str) -> Steps:
    """Return the field that an invariant's message begins with, where the file has it."""
    field = (*path, what.partition(":")[0])
    return field if field in tree.lines else path


def _real_steps(content: Any, loc: tuple[str | int, ...]) -> Steps:
    """Return the part of Pydantic's *loc* that exists in the file: it also names union members."""
    steps: list[str | int] = []
    for step in loc:
        keys = content if isinstance(content, dict) else ()
        places = range(len(content)) if isinstance(content, list) else ()
        if step in keys or step in places:
            content = content[step]
            steps.append(step)
    return tuple(steps)


def _expected(entry: Mapping[str, Any]) -> str:
    """Return what a value should have been and is not."""
    if entry["type"] in ("enum", "literal_error"):
        return f"not {entry['ctx']['expected']}"
    return _EXPECTED.get(entry["type"], str(entry["msg"]).lower())


_EXPECTED = {
    "bool_parsing": "not yes or no",
    "bool_type": "not yes or no",
    "dataclass_type": "not a mapping of keys to values",
    "dataclass_exact_type": "not a mapping of keys to values",
    "date_from_datetime_parsing": "not a date",
    "date_parsing": "not a date",
    "date_type": "not a date",
    "decimal_parsing": "not a number",
    "decimal_type": "not a number",
    "dict_type": "not a mapping of keys to values",
    "finite_number": "not a number",
    "float_parsing": "not a number",
    "float_type": "not a number",
    "frozen_set_type": "not a list",
    "int_from_float": "not a whole number",
    "int_parsing": "not a whole number",
    "int_parsing_size": "not a whole number of reasonable size",
    "int_type": "not a whole number",
    "list_type": "not a list",
    "mapping_type": "not a mapping of keys to values",
    "string_type": "not a text",
    "tuple_type": "not a list",
}


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return printable(repr(value), 60)


def unknown_key(known: tuple[str, ...], key: str) -> str:
    """Say that *key* is none of *known*, and which of them it resembles."""
    near = get_close_matches(key[:100], known, n=1)
    return f"unknown key: {key[:100]}" + (f" (did you mean {near[0]}?)" if near else "")


def _fields_at(type_: Any, steps: Steps) -> tuple[str, ...]:
    """Return the fields of the record that belongs at *steps*, where there is one."""
    for step in steps:
        record = _record_in(type_)
        if record is not None:
            type_ = get_type_hints(record).get(str(step))
        else:
            arguments = [member for member in get_args(type_) if member is not Ellipsis]
            type_ = arguments[-1] if arguments else None
        type_ = _without_none(type_)
    record = _record_in(type_)
    return () if record is None else tuple(field.name for field in fields(record))


def _record_in(type_: Any) -> Any:
    return type_ if isinstance(type_, type) and is_dataclass(type_) else None


def _without_none(type_: Any) -> Any:
    if get_origin(type_) in (Union, UnionType):
        members = [member for member in get_args(type_) if member is not type(None)]
        return members[0]
    return type_
