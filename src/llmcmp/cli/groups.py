"""Options that several commands share, declared once as a class and expanded where used."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, get_type_hints


class OptionGroup:
    """A dataclass of annotated options that a command takes as one argument."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def with_groups(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let Typer see the options of a command's groups as options of the command itself."""
    hints = get_type_hints(command, include_extras=True)
    hints.pop("return", None)
    groups = {
        name: hint
        for name, hint in hints.items()
        if isinstance(hint, type) and issubclass(hint, OptionGroup)
    }
    own = inspect.signature(command).parameters
    parameters = [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in own.items()
        if name not in groups
    ]
    members: dict[str, tuple[str, ...]] = {}
    for group, cls in groups.items():
        annotations = get_type_hints(cls, include_extras=True)
        fields = cls.__dataclass_fields__
        members[group] = tuple(fields)
        parameters += [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=field.default,
                annotation=annotations[name],
            )
            for name, field in fields.items()
        ]

    @wraps(command)
    def run(**values: Any) -> Any:
        for group, names in members.items():
            values[group] = groups[group](**{name: values.pop(name) for name in names})
        return command(**values)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__
    return run
