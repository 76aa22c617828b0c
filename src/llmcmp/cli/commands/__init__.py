"""The table of commands: what ``--help`` lists, and where each command is imported from."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

SUMMARY = "Compare language models on cost and capability for a given workload, offline."

GROUPS = {
    "models": "Search the registry, show what is known of a model, check registry files.",
    "registry": "Import price feeds, lock the prices in use, and tell what changed.",
}
"""First words of the commands that have two, with what those are about."""


class Command(NamedTuple):
    """A command that need not be imported to be listed."""

    home: str
    """Module and function, as ``module:function``."""
    summary: str
    """The first sentence of the function's docstring."""

    def load(self) -> Callable[..., Any]:
        """Import the function."""
        module, _, name = self.home.partition(":")
        function: Callable[..., Any] = getattr(import_module(f".{module}", __package__), name)
        return function


COMMANDS = {
    "compare": Command(
        "compare:compare",
        "Set models side by side: what each can do and what a workload costs on it.",
    ),
    "tokens": Command(
        "tokens:tokens",
        "Count the tokens of the same text on every model, and say how sure each count is.",
    ),
    "estimate": Command(
        "estimate:estimate",
        "Say what usage cost, what the month will cost, and what it would cost elsewhere.",
    ),
    "host": Command(
        "host:host",
        "Plan how to host a model: memory, GPUs, speed, cost, and when it is cheaper than an API.",
    ),
    "recommend": Command(
        "recommend:recommend",
        "Rank the models that can do the job by what it costs, and say why the others cannot.",
    ),
    "check": Command("check:check", "Evaluate the policies of llmcmp.yaml: the gate for CI."),
    "init": Command(
        "init:init", "Write a commented llmcmp.yaml, from flags or from answers at the terminal."
    ),
    "models list": Command(
        "models:list_models",
        "List the models that pass every filter, with their standard prices.",
    ),
    "models show": Command(
        "models:show_model",
        "Show everything known of one model, with sources, disputes and what is unknown.",
    ),
    "models history": Command(
        "models:history", "Show every dated price of one model, past, present and announced."
    ),
    "models validate": Command(
        "models:validate",
        "Check registry files and overlays, and report every mistake with its file and line.",
    ),
    "models schema": Command(
        "models:schema", "Print the JSON Schema of registry files, for editors."
    ),
    "registry import": Command(
        "registry:import_",
        "Read a price feed and write it as a shelf that --registry can point at.",
    ),
    "registry lock": Command(
        "registry:lock",
        "Write llmcmp.lock: the models, rates and sources in use, with their hash.",
    ),
    "registry diff": Command(
        "registry:diff",
        "Show which prices differ between two states of the registry, the largest change first.",
    ),
}
"""The commands by name, in the order of the help."""


def command_name(arguments: list[str]) -> str:
    """Return the name of the command that *arguments* begin with, or nothing."""
    words = 2 if arguments[:1] and arguments[0] in GROUPS else 1
    name = " ".join(arguments[:words])
    return name if name in COMMANDS else ""
