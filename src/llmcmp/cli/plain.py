"""Reads plain, well-formed command lines without Typer, which costs more than a comparison.

Whatever is not plain is left to Typer: it alone explains mistakes, completes and shows help.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from .declarations import Argument, Option
from .option_groups import REQUIRED, Parameter


class NotPlainError(Exception):
    """Typer should read this command line."""


def values_of(parameters: Sequence[Parameter], arguments: Sequence[str]) -> dict[str, Any] | None:
    """Return a value for every parameter, or None where Typer should read the command line."""
    try:
        return _values(parameters, arguments)
    except NotPlainError:
        return None


def _values(parameters: Sequence[Parameter], arguments: Sequence[str]) -> dict[str, Any]:
    options = {flag: p for p in parameters for flag in _flags(p)}
    words: list[str] = []
    given: dict[str, list[str]] = {}
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            words += rest
        elif word[:1] != "-" or word == "-":
            words.append(word)
        else:
            name, value = _option(options, word, rest)
            given.setdefault(name, []).append(value)
    values = {}
    for parameter in parameters:
        if isinstance(parameter.declared, Argument):
            values[parameter.name] = _argument(parameter, words)
        else:
            values[parameter.name] = _value(parameter, given.get(parameter.name))
    if words:
        raise NotPlainError
    return values


def _flags(parameter: Parameter) -> tuple[str, ...]:
    declared = parameter.declared
    return declared.flags if isinstance(declared, Option) else ()


def _option(options: dict[str, Parameter], word: str, rest: Iterator[str]) -> tuple[str, str]:
    """Return the name and the text of one option; of a flag, the empty text."""
    flag, equals, value = word.partition("=")
    parameter = options.get(flag)
    if parameter is None or (equals and (parameter.type is bool or flag[:2] != "--")):
        raise NotPlainError
    if parameter.type is bool or equals:
        return parameter.name, value
    value = next(rest, "-")
    if value[:1] == "-":
        raise NotPlainError
    return parameter.name, value


def _argument(parameter: Parameter, words: list[str]) -> Any:
    """Take the words of a positional argument; one that is repeatable takes all there are."""
    _, many, _ = _kind(parameter.type)
    taken = words[:] if many else words[:1]
    del words[: len(taken)]
    return _value(parameter, taken)


def _value(parameter: Parameter, given: list[str] | None) -> Any:
    if parameter.type is bool:
        return _flag(parameter, given)
    read, many, separator = _kind(parameter.type)
    if not given:
        said = os.environ.get(getattr(parameter.declared, "envvar", None) or "")
        given = said.split(separator) if said and many else [said] if said else []
    if given:
        try:
            found = [read(text) for text in given]
        except ValueError:
            raise NotPlainError from None
        return found if many else found[-1]
    if parameter.default is REQUIRED:
        raise NotPlainError
    return parameter.default


def _flag(parameter: Parameter, given: list[str] | None) -> bool:
    envvar = getattr(parameter.declared, "envvar", None)
    if parameter.default is not False or (envvar and os.environ.get(envvar)):
        raise NotPlainError
    return bool(given)


def _kind(type_: Any) -> tuple[Callable[[str], Any], bool, str | None]:
    """Return what reads one text, whether there may be several, and what parts them elsewhere."""
    members = [member for member in get_args(type_) if member is not NoneType]
    if get_origin(type_) is list:
        read, _, separator = _kind(members[0])
        return read, True, separator
    if len(members) == 1:
        return _kind(members[0])
    if type_ is str or (isinstance(type_, type) and issubclass(type_, Enum)):
        return type_, False, None
    if type_ is Path:
        return Path, False, os.pathsep
    raise NotPlainError
