"""YAML as plain text scalars with line numbers, read from the parser's events.

Every limit is checked before the value it concerns is built, every scalar stays text, and only a
plain null becomes None. Why PyYAML's composer is not used: docs/decisions/0004.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import (
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from .mistakes import Mistake, MistakesError
from .text import Text

MAX_DEPTH = 64
"""Deepest nesting; the registry's own files need nine."""

MAX_EVENTS = 400_000
"""Most scalars, lists and mappings of one file together."""

MAX_ITEMS = 10_000
"""Most items of one list or mapping: each can be wrong in a dozen ways, all of them reported."""

_TOO_DEEP = f"nested more than {MAX_DEPTH} deep"

_NULL = frozenset({"", "~", "null", "Null", "NULL"})

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

Steps = tuple[str | int, ...]
"""The way to a value: keys of mappings, and places in lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A YAML file as dicts, lists, text and None, with the line of each value."""

    name: str
    """Name of the file, as the user gave it."""
    data: Any
    lines: dict[Steps, int]
    """Line of each value (of its key, in a mapping) by path, counted from 1."""

    def line(self, path: Steps) -> int:
        """Return the line of *path*, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Steps) -> Any:
        """Return the value at *path*, which must exist."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def mistake(self, path: Steps, what: str, *, at: Steps | None = None) -> Mistake:
        """Return a mistake at *path*; *at* names a line elsewhere."""
        line = self.line(path if at is None else at)
        return Mistake(file=self.name, line=line, where=self.spell(path), what=what)

    def spell(self, path: Steps) -> str:
        """Return *path* as people read it, list items by their id where they have one."""
        words, value = "", self.data
        for step in path:
            try:
                value = value[step]
            except (LookupError, TypeError):
                value = None
            if isinstance(step, int):
                named = value.get("id") or value.get("model") if isinstance(value, dict) else None
                words += f"[{named if isinstance(named, str) else step}]"
            else:
                words += f".{step}" if words else step
        return words


def read_tree(text: Text) -> Tree:
    """Return the content of a YAML text, or raise every mistake that its form has."""
    decoded = text.decode()
    reader = _Reader(text.name, _events(decoded))
    try:
        data = reader.document()
    except yaml.YAMLError as error:
        raise MistakesError([*reader.mistakes, _syntax(text.name, decoded, error)]) from None
    if reader.mistakes:
        raise MistakesError(reader.mistakes)
    return Tree(name=text.name, data=data, lines=reader.lines)


def _events(text: str) -> Iterator[Event]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _syntax(name: str, text: str, error: yaml.YAMLError) -> Mistake:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = None if mark is None else mark.line + 1
    lines = text.split("\n")
    problem = getattr(error, "problem", None) or "no YAML"
    if "nesting" in problem:
        # PyYAML has a limit of its own since 6.0.4, and looks ahead of the events we check.
        what = _TOO_DEEP
    elif line is not None and line <= len(lines) and "\t" in lines[line - 1]:
        what = "a tab where YAML wants spaces"
    else:
        what = f"not YAML: {problem}"
    return Mistake(file=name, line=line, what=what)


def _line(event: Event) -> int:
    mark: Any = event.start_mark
    return int(mark.line) + 1


class _Reader:
    """Reads one document by recursive descent, which `MAX_DEPTH` bounds."""

    def __init__(self, name: str, events: Iterator[Event]) -> None:
        self.name = name
        self.lines: dict[Steps, int] = {}
        self.mistakes: list[Mistake] = []
        self._events = self._checked(events)

    def document(self) -> Any:
        """Return the content of the only document, or None if there is none."""
        data, documents = None, 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(event, "a second document (---) in one file")
            elif isinstance(event, NodeEvent):
                self.lines[()] = _line(event)
                data = self._value(event, (), 0)
        return data

    def _checked(self, events: Iterator[Event]) -> Iterator[Event]:
        for count, event in enumerate(events):
            if count >= MAX_EVENTS:
                raise self._stop(event, f"more than {MAX_EVENTS:,} values in one file")
            if getattr(event, "anchor", None) is not None:
                raise self._stop(event, "anchors and aliases (&, *) are not allowed")
            if getattr(event, "tag", None) is not None:
                raise self._stop(event, "tags (!) are not allowed")
            yield event

    def _inside(self) -> Iterator[Event]:
        """Yield what begins each item of the list or mapping just entered, to its end."""
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                return
            yield event

    def _stop(self, event: Event, what: str) -> MistakesError:
        line = _line(event)
        return MistakesError([*self.mistakes, Mistake(file=self.name, line=line, what=what)])

    def _value(self, event: Event, path: Steps, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return None if event.implicit[0] and event.value in _NULL else event.value
        if depth >= MAX_DEPTH:
            raise self._stop(event, _TOO_DEEP)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth + 1)
        return self._list(path, depth + 1)

    def _list(self, path: Steps, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self._inside():
            self._limit(items, event)
            inner = (*path, len(items))
            self.lines[inner] = _line(event)
            items.append(self._value(event, inner, depth))
        return items

    def _mapping(self, path: Steps, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in self._inside():
            self._limit(values, event)
            key, line = self._key(event), _line(event)
            inner = (*path, key)
            if key in values:
                what = f"given twice: {key} (first on line {self.lines[inner]})"
                self.mistakes.append(Mistake(file=self.name, line=line, what=what))
            self.lines[inner] = line
            values[key] = self._value(next(self._events), inner, depth)
        return values

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise self._stop(event, "a list or mapping as a key")
        if event.implicit[0] and event.value in _NULL:
            raise self._stop(event, "a key without a name")
        return str(event.value)

    def _limit(self, items: Sized, event: Event) -> None:
        if len(items) >= MAX_ITEMS:
            raise self._stop(event, f"more than {MAX_ITEMS:,} items in one list or mapping")
