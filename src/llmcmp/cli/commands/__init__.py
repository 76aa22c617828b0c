"""The commands by name; only the module of the one that was asked for is imported."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

SUMMARY = "Compare language models on cost and capability for a given workload, offline."

GROUPS = {
    "models": "Search the registry, show what is known of a model, check registry files.",
    "registry": "Import price feeds, lock the prices in use, and tell what changed.",
}
"""First words of the commands that have two, with what those are about."""

COMMANDS = {
    "compare": "compare:compare",
    "tokens": "tokens:tokens",
    "estimate": "estimate:estimate",
    "host": "host:host",
    "recommend": "recommend:recommend",
    "check": "check:check",
    "init": "init:init",
    "models list": "models:list_models",
    "models show": "models:show",
    "models history": "models:history",
    "models validate": "models:validate",
    "models schema": "models:schema",
    "registry import": "registry:import_",
    "registry lock": "registry:lock",
    "registry diff": "registry:diff",
}
"""Where each command lives, in the order of the help."""


def command(name: str) -> Callable[..., Any]:
    """Import a command."""
    module, _, function = COMMANDS[name].partition(":")
    found: Callable[..., Any] = getattr(import_module(f".{module}", __package__), function)
    return found


def named(arguments: list[str]) -> str | None:
    """Return the name of the command that *arguments* begin with."""
    words = 2 if arguments[:1] and arguments[0] in GROUPS else 1
    name = " ".join(arguments[:words])
    return name if name in COMMANDS else None
