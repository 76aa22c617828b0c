"""The table of commands: what ``--help`` lists, and where each command is imported from."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

SUMMARY = "Compare language models on cost and capability for a given workload, offline."

GROUPS = {
    "models": "Search the registry, show facts and prices of a model, validate registry files.",
    "registry": "Import price feeds, lock the prices in use, and show what changed.",
}
"""Groups of commands by name, with their summaries."""


class Command(NamedTuple):
    """A command that need not be imported to be listed."""

    home: str
    """Module and function, as ``module:function``."""
    summary: str
    """The first sentence of the function's docstring."""

    def load(self) -> Callable[..., Any]:
        """Import and return the function that runs the command."""
        module, _, name = self.home.partition(":")
        function: Callable[..., Any] = getattr(import_module(f".{module}", __package__), name)
        return function


COMMANDS = {
    "compare": Command(
        "compare:compare",
        "Compare models side by side: what each can do and what a workload costs on it.",
    ),
    "tokens": Command(
        "tokens:tokens",
        "Count the tokens of a text on each model, and say how exact each count is.",
    ),
    "estimate": Command(
        "estimate:estimate",
        "Compute what usage cost, forecast the month, and price the usage on other models.",
    ),
    "host": Command(
        "host:host",
        "Plan how to host a model: memory, GPUs, speed, cost, and when it is cheaper than an API.",
    ),
    "recommend": Command(
        "recommend:recommend",
        "Rank the models that meet your needs by cost, and say why the others do not.",
    ),
    "check": Command("check:check", "Check the policies of llmcmp.yaml, as a gate in CI."),
    "init": Command(
        "init:init", "Write a commented llmcmp.yaml from options or from answers at the terminal."
    ),
    "models list": Command(
        "models:list_models",
        "List the models that pass every filter, with their standard prices.",
    ),
    "models show": Command(
        "models:show_model",
        "Show everything known about one model: facts, sources, disputes and gaps.",
    ),
    "models history": Command(
        "models:history", "Show every dated price of one model: past, current and announced."
    ),
    "models validate": Command(
        "models:validate",
        "Validate registry files and overlays; report every mistake with its file and line.",
    ),
    "models schema": Command(
        "models:schema", "Print the JSON Schema of registry files, for editors."
    ),
    "registry import": Command(
        "registry:import_",
        "Read a price feed and write it as a shelf, a file for --registry.",
    ),
    "registry lock": Command(
        "registry:lock",
        "Write llmcmp.lock: the models, prices and sources in use, with their hash.",
    ),
    "registry diff": Command(
        "registry:diff",
        "Show which prices differ between two states of the registry, largest change first.",
    ),
}
"""The commands by name, in the order of the help."""


def command_name(arguments: list[str]) -> str:
    """Return the name of the command that *arguments* begin with, or nothing."""
    words = 2 if arguments[:1] and arguments[0] in GROUPS else 1
    name = " ".join(arguments[:words])
    return name if name in COMMANDS else ""
