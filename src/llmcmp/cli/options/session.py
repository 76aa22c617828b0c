"""What every command shares: date, registry, format, and the one place that prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError
from ...records import record
from ..option_groups import OptionGroup
from ..terminal import print_text, talk, terminal_width
from . import values as numbers

if TYPE_CHECKING:
    from ...registry import Registry
    from ...render.formats import Terminal
    from ...render.page import Page
    from ...schema.config import ConfigFile


class Format(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    CSV = "csv"


class Color(StrEnum):
    """When a terminal table is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Locked = Annotated[
    bool, typer.Option("--locked", help="Use the models and prices of llmcmp.lock, and no others.")
]

MOST_LINKS = 40
"""How many links are followed to a stream; the system itself gives up there."""


@record
class Session(OptionGroup):
    """The options of every command that reads the registry and prints a report."""

    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="DATE",
            envvar="LLMCMP_AT",
            help="Use the prices of this day (UTC; today where none is given).",
        ),
    ] = None
    format: Annotated[
        Format,
        typer.Option("--format", "-f", envvar="LLMCMP_FORMAT", help="How to print the report."),
    ] = Format.TABLE
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file, whole or not at all."
        ),
    ] = None
    registry: Annotated[
        list[Path] | None,
        typer.Option(
            "--registry",
            metavar="PATH",
            envvar="LLMCMP_REGISTRY",
            help="Lay this file or folder of models, rates or discounts over the registry "
            "(repeatable).",
        ),
    ] = None
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            envvar="LLMCMP_CONFIG",
            help="Use this llmcmp.yaml instead of the nearest one up to the root of the "
            "repository.",
        ),
    ] = None
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no llmcmp.yaml at all.")] = (
        False
    )
    color: Annotated[
        Color, typer.Option("--color", envvar="LLMCMP_COLOR", help="When to use colour.")
    ] = Color.AUTO
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the report.")] = (
        False
    )
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False

    @property
    def command(self) -> str:
        """The command that has formats of its own; empty where all are common."""
        return ""

    @property
    def today(self) -> date:
        """The UTC day."""
        return today()

    @property
    def day(self) -> date:
        """The day given with ``--at``, else today."""
        return self.given_day or self.today

    @property
    def given_day(self) -> date | None:
        """The day given with ``--at``; None where usage keeps the prices of its own days."""
        return None if self.at is None else numbers.day("--at", self.at, self.today)

    def configured(self) -> ConfigFile | None:
        """Return the configuration in force, or None where there is none."""
        from ...files.config import find_config, load_config

        if self.no_config:
            return None
        path = self.config or find_config(Path.cwd())
        return None if path is None else load_config(path, name=shown_path(path))

    def load_registry(self, *, locked: bool = False) -> Registry:
        """Return the registry under the overlays and discounts of the configuration and flags.

        *locked*: with the models and prices of llmcmp.lock, and no others.
        """
        from ...files import load_registry
        from ...registry import Layer, OverlayInfo

        file = self.configured()
        paths = [] if file is None else [Path(file.folder, name) for name in file.config.registry]
        registry = load_registry([*paths, *(self.registry or ())])
        if locked:
            registry = self._locked(registry)
        if file is None or not file.config.discounts:
            return registry
        used = OverlayInfo(name=file.path, sha256=file.sha256)
        return registry.overlaid((used,), Layer(discounts=file.config.discounts))

    def _locked(self, registry: Registry) -> Registry:
        """Return *registry* as llmcmp.lock holds it; what has changed since is said, not used."""
        from ...files.registry.lock import drift, locked, read_lock

        path = self.lock_path
        lock = read_lock(path)
        changed = len(drift(registry, lock, self.day))
        if changed:
            what = "1 price differs" if changed == 1 else f"{changed} prices differ"
            self.say(
                f"note: {what} from {shown_path(path)}, which is used: "
                f"llmcmp registry diff {shown_path(path)}"
            )
        return locked(registry, lock)

    def require_locked(self, registry: Registry, selectors: Iterable[str]) -> None:
        """Refuse selectors that the lock does not hold: it is older than they are."""
        from ...errors import LlmcmpError
        from ...files import load_hosting
        from ...registry import select

        for text in selectors:
            try:
                select(registry, text, at=self.day, gpu_names=load_hosting(registry).names((text,)))
            except LlmcmpError:
                path = shown_path(self.lock_path)
                raise InputError(
                    f"{path} does not hold {numbers.shown(text)}",
                    hint="run `llmcmp registry lock` to write it anew",
                ) from None

    @property
    def lock_path(self) -> Path:
        """The lock beside the configuration, or in the current folder where there is none."""
        from ...files.registry.lock import NAME

        file = self.configured()
        return Path.cwd() / NAME if file is None else Path(file.folder, NAME)

    def show(self, report: Any, page: Callable[[Any], Page]) -> None:
        """Print *report* in the chosen format; *page* lays it out for people."""
        from ...render.formats import formats_of

        form = formats_of(self.command)[self.format]
        self.write(form.text(report, page, self._terminal()))

    def write(self, text: str) -> None:
        """Write the finished text to ``--output`` or to standard output."""
        if self.output is None or self.output == "-":
            print_text(text)
        else:
            write_whole(Path(self.output), text)
            self.say(f"wrote {self.output}")

    def say(self, *lines: str) -> None:
        """Talk to the person at the terminal, never into the data."""
        if not self.quiet:
            for line in lines:
                talk(f"{line}\n")

    def _terminal(self) -> Terminal:
        """Return the width, colour and character set for a terminal table."""
        stream = sys.stdout if self.output in (None, "-") else None
        encoding = "utf-8" if stream is None else (stream.encoding or "ascii")
        return {
            "width": terminal_width(stream),
            "color": self._colored(stream),
            "ascii_only": "utf" not in encoding.lower(),
        }

    def _colored(self, stream: Any) -> bool:
        """Decide on colour: the flag, then FORCE_COLOR, NO_COLOR, then whether it is a terminal."""
        if self.color is not Color.AUTO:
            return self.color is Color.ALWAYS
        if os.environ.get("FORCE_COLOR"):
            return True
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or stream is None:
            return False
        return bool(stream.isatty())


def today() -> date:
    """Return the UTC day: the only clock of the program."""
    return datetime.now(tz=UTC).date()


def shown_path(path: Path) -> str:
    """Return a path as a person at the current folder writes it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.is_dir():
            raise InputError(f"--output: is a folder: {path}")
        if not path.parent.is_dir():
            raise InputError(f"--output: no such folder: {path.parent}")
        if _is_open_stream(path):
            with path.open("ab") as stream:
                stream.write(data)
        elif path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            # A link stays a link: what it leads to is replaced.
            replace_file(Path(os.path.realpath(path)), data)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(f"--output: cannot write {path}: {reason}") from None


def _is_open_stream(path: Path) -> bool:
    """Tell whether *path* names a stream of this process: ``/dev/stdout``, ``/dev/fd/1``.

    Such a name is a link to a file somebody else has open, maybe to append to it.
    """
    streams = {os.path.realpath(folder) for folder in ("/dev/fd", "/proc/self/fd")}
    for _ in range(MOST_LINKS):
        if os.path.realpath(path.parent) in streams:
            return True
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return False


def replace_file(path: Path, data: bytes) -> None:
    """Put *data* in the place of the file in one step, with the permissions it had."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".llmcmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def warning_lines(warnings: Iterable[Any]) -> list[str]:
    """Return one line per warning; what holds of several selectors is said once."""
    return list(dict.fromkeys(f"warning: {warning.text}" for warning in warnings))
