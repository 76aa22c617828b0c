"""Pages and reports as text: one module per format, and the table of all of them.

A format is added with a module that turns a page or a report into text, and a line in ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict

if TYPE_CHECKING:
    from ..page import Page


class Terminal(TypedDict):
    """What a table must know of the terminal it is drawn for."""

    width: int
    color: bool
    ascii_only: bool


class Format(NamedTuple):
    """A format that need not be imported to be listed."""

    name: str
    """What ``--format`` calls it."""
    home: str
    """Module and function, as ``module:function``."""
    takes: Literal["report", "page", "page and terminal"]
    """What the function is called with."""
    suffixes: tuple[str, ...] = ()
    """How names of files in this format end."""
    commands: tuple[str, ...] = ()
    """Names of the only commands that have it; empty where all have it."""

    def text(self, report: Any, page: Callable[[Any], Page], terminal: Terminal) -> str:
        """Return *report* in this format; *page* lays it out where the format needs a page."""
        module, _, function = self.home.partition(":")
        write: Callable[..., str] = getattr(import_module(f".{module}", __name__), function)
        match self.takes:
            case "report":
                return write(report)
            case "page":
                return write(page(report))
            case "page and terminal":
                return write(page(report), **terminal)


FORMATS = (
    Format("table", "table:table_text", "page and terminal", (".txt",)),
    Format("markdown", "markdown:markdown_text", "page", (".md", ".markdown")),
    Format("json", "json:json_text", "report", (".json",)),
    Format("csv", "csv:csv_text", "page", (".csv",)),
    # Of a check, Markdown is a comment on a change, which must not be longer than one may be.
    Format("markdown", "comment:comment_text", "page", (".md", ".markdown"), ("check",)),
    Format("github", "github:github_text", "report", (), ("check",)),
    Format("gitlab", "gitlab:gitlab_text", "report", (), ("check",)),
    Format("sarif", "sarif:sarif_text", "report", (".sarif",), ("check",)),
)
"""The formats in the order of the help; a command's own replaces the common one of that name."""


def formats_of(command: str = "") -> dict[str, Format]:
    """Return the formats of *command* by name, in order; without one, those that all have."""
    return {each.name: each for each in FORMATS if not each.commands or command in each.commands}


def format_of_file(name: str, command: str = "") -> Format | None:
    """Return the format of *command* that a file of this name is in, judged by its suffix."""
    return next(
        (each for each in formats_of(command).values() if name.lower().endswith(each.suffixes)),
        None,
    )
