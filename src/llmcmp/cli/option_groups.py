"""Options that several commands share: a record of them is one parameter of a command."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from ..records import default_of, field_names


class OptionGroup:
    """Base of a record whose fields are declared as the options of a Typer command are."""

    def flags_given(self) -> list[str]:
        """Return the options of this group that were given."""
        return [
            _flag(option)
            for option in _options(type(self))
            if getattr(self, option.name) not in (option.default, None, [])
        ]


def typer_command(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return *function* as Typer reads it: a group becomes its options, each a parameter."""
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, type[OptionGroup]] = {}
    own: list[Parameter] = []
    for parameter in signature(function).parameters.values():
        hint = hints[parameter.name]
        if isinstance(hint, type) and issubclass(hint, OptionGroup):
            groups[parameter.name] = hint
        else:
            own.append(parameter.replace(annotation=hint, kind=Parameter.KEYWORD_ONLY))
    shared = [option for group in groups.values() for option in _options(group)]

    def run_command(**values: Any) -> Any:
        for name, group in groups.items():
            values[name] = group(**{field: values.pop(field) for field in field_names(group)})
        return function(**values)

    run_command.__doc__ = function.__doc__
    run_command.__annotations__ = {each.name: each.annotation for each in (*own, *shared)}
    run_command.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]
    return run_command


def _options(group: type[OptionGroup]) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=default_of(group, name, Parameter.empty),
            annotation=hints[name],
        )
        for name in field_names(group)
    ]


def _flag(option: Parameter) -> str:
    # Inside Annotated, Typer keeps the first spelling where it otherwise keeps the default.
    return str(option.annotation.__metadata__[0].default)
