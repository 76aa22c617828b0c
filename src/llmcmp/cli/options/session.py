"""The options of every command that reads the registry and prints a report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import ConfigError
from ...records import record
from ...render.formats import Format, format_of_file, formats_of
from ..option_groups import OptionGroup
from ..terminal import shown_path
from . import values

if TYPE_CHECKING:
    from ...schema.config import ConfigFile


def format_names(command: str = "") -> Any:
    """Return the formats of *command* as an enumeration, which is how Typer takes choices."""
    return StrEnum("FormatName", [(name.upper(), name) for name in formats_of(command)])


if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = format_names()


class Color(StrEnum):
    """When a terminal table is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Locked = Annotated[
    bool, typer.Option("--locked", help="Use only the models and prices in llmcmp.lock.")
]

FORMAT_OPTION: Any = typer.Option(
    "--format",
    "-f",
    envvar="LLMCMP_FORMAT",
    help="Report format (default: from the suffix of --output, else table).",
)


@record
class Session(OptionGroup):
    """The options of every command that reads the registry and prints a report."""

    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            envvar="LLMCMP_AT",
            help="Use the prices of this UTC day (default: today).",
        ),
    ] = None
    format: Annotated[FormatName | None, FORMAT_OPTION] = None
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the report to this file, completely or not at all. Without --format, "
            "a suffix such as .json, .md or .csv sets the format; any other means table.",
        ),
    ] = None
    registry: Annotated[
        list[Path] | None,
        typer.Option(
            "--registry",
            metavar="PATH",
            envvar="LLMCMP_REGISTRY",
            help="Add the models, prices or discounts in this file or folder to the registry, "
            "where they take precedence (repeatable).",
        ),
    ] = None
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            envvar="LLMCMP_CONFIG",
            help="Use this file instead of the nearest llmcmp.yaml, searched for up to the root "
            "of the repository.",
        ),
    ] = None
    no_config: Annotated[bool, typer.Option("--no-config", help="Ignore llmcmp.yaml.")] = False
    color: Annotated[
        Color, typer.Option("--color", envvar="LLMCMP_COLOR", help="When to use colour.")
    ] = Color.AUTO
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only the report, no messages.")
    ] = False
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an internal error.")
    ] = False

    @property
    def command(self) -> str:
        """The command, if it has formats of its own; else empty."""
        return ""

    @property
    def report_format(self) -> Format:
        """The format of ``--format``, else that of the suffix of ``--output``, else a table."""
        formats = formats_of(self.command)
        if self.format is not None:
            return formats[self.format]
        return format_of_file(self.output or "", self.command) or formats["table"]

    @property
    def today(self) -> date:
        """The current UTC day, whatever ``--at`` says."""
        return today()

    @property
    def day(self) -> date:
        """The day given with ``--at``, else today."""
        return self.given_day or self.today

    @property
    def given_day(self) -> date | None:
        """The day given with ``--at``; None where usage keeps the prices of its own days."""
        return values.optional(values.day, "--at", self.at, self.today)

    def configured(self) -> ConfigFile | None:
        """Return the configuration in force, or None where there is none."""
        from ...files.config import find_config, load_config

        if self.no_config:
            return None
        path = self.config or find_config(Path.cwd())
        return None if path is None else load_config(path, name=shown_path(path))

    def require_config(self, *, hint: str) -> ConfigFile:
        """Return the configuration in force; *hint* says what to do where there is none."""
        file = self.configured()
        if file is None and self.no_config:
            raise ConfigError("--no-config: this needs an llmcmp.yaml", hint=hint)
        if file is None:
            raise ConfigError(
                "no llmcmp.yaml in this folder or its parents, up to the root of the repository",
                hint=hint,
            )
        return file


def today() -> date:
    """Return the UTC day: the only clock of the program."""
    return datetime.now(tz=UTC).date()
