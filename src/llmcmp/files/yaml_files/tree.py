"""YAML as plain text scalars with line numbers, built from events and never composed.

PyYAML's composer recurses (50,000 nested brackets kill the process), keeps the last of two equal
keys and turns ``12:30`` into 750. So the events are read one by one: depth, number, anchors, tags
and duplicate keys are checked as they come, every scalar stays text, only null becomes None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .mistakes import Mistake, MistakesError
from .text import Text

MAX_DEPTH = 64
"""Deepest nesting; the registry's own files need nine."""

MAX_EVENTS = 400_000
"""Most scalars, lists and mappings of one file together."""

MAX_ITEMS = 10_000
"""Most items of one list or mapping: each can be wrong in a dozen ways, all of them reported."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A YAML file as dicts, lists, text and None, with the line of each value."""

    name: str
    """Name of the file, as the user gave it."""
    data: Any
    """Its content."""
    lines: dict[Path, int]
    """Line of each value (of its key, in a mapping) by path, counted from 1."""

    def line(self, path: Path) -> int:
        """Return the line of *path*, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> Any:
        """Return the value at *path*, which must exist."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def mistake(self, path: Path, what: str, *, at: Path | None = None) -> Mistake:
        """Return a mistake at *path*; *at* names a line elsewhere."""
        line = self.line(path if at is None else at)
        return Mistake(file=self.name, line=line, where=self.spell(path), what=what)

    def spell(self, path: Path) -> str:
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
    builder = _Builder(text.name)
    try:
        for event in _events(decoded):
            builder.take(event)
    except yaml.YAMLError as error:
        raise MistakesError([*builder.mistakes, _syntax(text.name, decoded, error)]) from None
    if builder.mistakes:
        raise MistakesError(builder.mistakes)
    return Tree(name=text.name, data=builder.root, lines=builder.lines)


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
    if line is not None and line <= len(lines) and "\t" in lines[line - 1]:
        what = "a tab where YAML wants spaces"
    else:
        problem = getattr(error, "problem", None) or "no YAML"
        what = f"not YAML: {problem}"
    return Mistake(file=name, line=line, what=what)


def _line(event: Event) -> int:
    mark: Any = event.start_mark
    return int(mark.line) + 1


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    keys: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Builds dicts and lists from events, on a stack of its own instead of Python's."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.mistakes: list[Mistake] = []
        self._stack: list[_Open] = []
        self._events = 0
        self._documents = 0

    def take(self, event: Event) -> None:
        """Check one event and put it in its place."""
        self._check(event)
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._stop(event, "a second document (---) in one file")
            case MappingStartEvent():
                self._open(event, {})
            case SequenceStartEvent():
                self._open(event, [])
            case MappingEndEvent() | SequenceEndEvent():
                self._stack.pop()
            case ScalarEvent():
                self._scalar(event)

    def _check(self, event: Event) -> None:
        self._events += 1
        if self._events > MAX_EVENTS:
            raise self._stop(event, f"more than {MAX_EVENTS:,} values in one file")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._stop(event, "anchors and aliases (&, *) are not allowed")
        if getattr(event, "tag", None) is not None:
            raise self._stop(event, "tags (!) are not allowed")

    def _stop(self, event: Event, what: str) -> MistakesError:
        line = _line(event)
        return MistakesError([*self.mistakes, Mistake(file=self.name, line=line, what=what)])

    def _open(self, event: Event, value: dict[str, Any] | list[Any]) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop(event, f"nested more than {MAX_DEPTH} deep")
        path = self._place(event, value)
        self._stack.append(_Open(value, path))

    def _scalar(self, event: ScalarEvent) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event)
            return
        plain = event.implicit[0]
        self._place(event, None if plain and event.value in _NULL else event.value)

    def _key(self, top: _Open, event: ScalarEvent) -> None:
        key, line = event.value, _line(event)
        if event.implicit[0] and key in _NULL:
            raise self._stop(event, "a key without a name")
        if key in top.keys:
            what = f"given twice: {key} (first on line {top.keys[key]})"
            self.mistakes.append(Mistake(file=self.name, line=line, what=what))
        top.keys[key] = line
        top.key = key
        self.lines[(*top.path, key)] = line

    def _place(self, event: Event, value: Any) -> Path:
        """Put *value* into what is open, and return its path."""
        if not self._stack:
            self.root = value
            self.lines[()] = _line(event)
            return ()
        top = self._stack[-1]
        if len(top.value) >= MAX_ITEMS:
            raise self._stop(event, f"more than {MAX_ITEMS:,} items in one list or mapping")
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = _line(event)
            return path
        if top.key is None:
            raise self._stop(event, "a list or mapping as a key")
        path = (*top.path, top.key)
        top.value[top.key] = value
        top.key = None
        return path
