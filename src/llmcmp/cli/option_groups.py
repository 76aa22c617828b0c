"""What a command takes: its own options and those of groups that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_type_hints

from ..records import default_of, field_names
from .declarations import Argument, Option

REQUIRED: Any = ...
"""Default of a parameter that must be given."""


class OptionGroup:
    """A record of annotated options that a command takes as one argument."""

    def flags_given(self) -> list[str]:
        """Return the options of this group that were given."""
        return [
            declared.flags[0]
            for name, default, declared in _options(type(self))
            if getattr(self, name) not in (default, None, [])
        ]


class Parameter(NamedTuple):
    """One option or argument of a command."""

    name: str
    """Its name in Python."""
    annotation: Any
    """``Annotated[TYPE, Option(...)]``."""
    default: Any
    """Its value where it is not given, or ``REQUIRED``."""

    @property
    def type(self) -> Any:
        """Type of its value."""
        return self.annotation.__origin__

    @property
    def declared(self) -> Option | Argument:
        """How it is written."""
        found: Option | Argument = self.annotation.__metadata__[0]
        return found


class Signature:
    """The parameters of a command, those of its groups among them."""

    def __init__(self, command: Callable[..., Any]) -> None:
        """Read the annotations of *command*; a parameter that is a group stands for its fields."""
        self._command = command
        self._groups: dict[str, type[OptionGroup]] = {}
        own: list[Parameter] = []
        hints = get_type_hints(command, include_extras=True)
        for name, default in _defaults(command).items():
            hint = hints[name]
            if isinstance(hint, type) and issubclass(hint, OptionGroup):
                self._groups[name] = hint
            else:
                own.append(Parameter(name, hint, default))
        self.parameters = (*own, *(p for group in self._groups.values() for p in _members(group)))

    def call(self, values: dict[str, Any]) -> Any:
        """Run the command with a value for every parameter."""
        for name, group in self._groups.items():
            values[name] = group(**{p.name: values.pop(p.name) for p in _members(group)})
        return self._command(**values)


def _members(group: type[OptionGroup]) -> Iterator[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for name in field_names(group):
        yield Parameter(name, hints[name], default_of(group, name, REQUIRED))


def _options(group: type[OptionGroup]) -> Iterator[tuple[str, Any, Option]]:
    for parameter in _members(group):
        if isinstance(parameter.declared, Option):
            yield parameter.name, parameter.default, parameter.declared


def _defaults(command: Callable[..., Any]) -> dict[str, Any]:
    """Return the default of each parameter of a function; ``inspect`` takes long to import."""
    code, given = command.__code__, command.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    ordered = names[code.co_argcount - len(given) : code.co_argcount]
    known = {**dict(zip(ordered, given, strict=True)), **(command.__kwdefaults__ or {})}
    return {name: known.get(name, REQUIRED) for name in names}
