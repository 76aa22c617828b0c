"""How options and arguments are declared, so that declaring one imports nothing.

``app`` turns a declaration into Typer's own, ``plain`` reads plain command lines by it.
"""

from __future__ import annotations


class Option:
    """An option, in ``Annotated[TYPE, Option("--name", help="...")]``.

    The type says what it takes: ``bool`` is a flag, a list is repeatable, an enum is a choice.
    """

    def __init__(
        self,
        *flags: str,
        help: str,  # noqa: A002 - Typer's word
        metavar: str | None = None,
        envvar: str | None = None,
    ) -> None:
        """Keep the spellings, the sentence for the help, and where else a value may come from."""
        self.flags = flags
        self.help = help
        self.metavar = metavar
        self.envvar = envvar


class Argument:
    """A positional argument, in ``Annotated[TYPE, Argument(metavar="NAME", help="...")]``."""

    def __init__(self, *, metavar: str, help: str) -> None:  # noqa: A002 - Typer's word
        """Keep its name and the sentence for the help."""
        self.metavar = metavar
        self.help = help
