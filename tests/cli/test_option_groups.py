"""Records of options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from llmcmp.cli.option_groups import OptionGroup, typer_command
from llmcmp.records import record


class Size(StrEnum):
    """A choice."""

    SMALL = "small"
    LARGE = "large"


@record
class BoxOptions(OptionGroup):
    """Options of a box."""

    size: Annotated[Size, typer.Option("--size", "-s", help="How large.")] = Size.SMALL
    label: Annotated[list[str] | None, typer.Option("--label", help="Its labels.")] = None
    shut: Annotated[bool, typer.Option("--shut", help="Shut it.")] = False


@record
class NamedBox(BoxOptions):
    """Options of a box that somebody owns."""

    owner: Annotated[Path | None, typer.Option("--owner", envvar="OWNER", help="Whose.")] = None


def read(*arguments: str, **environment: str) -> tuple[list[str], NamedBox]:
    """Return what a command with a group of options is called with."""
    calls: list[Any] = []

    def command(
        names: Annotated[list[str], typer.Argument(metavar="NAME...")], box: NamedBox
    ) -> None:
        """Take a box."""
        calls.append((names, box))

    app = typer.Typer()
    app.command()(typer_command(command))
    result = CliRunner().invoke(app, arguments, env=environment)
    assert result.exit_code == 0, result.output
    names, box = calls[0]
    return names, box


def test_defaults() -> None:
    """An option that is not given has the default of its field."""
    assert read("a") == (["a"], NamedBox())


def test_values() -> None:
    """Every option of the group and of the group it extends reaches its field."""
    names, box = read("a", "-s", "large", "b", "--label", "x", "--label=y", "--shut", OWNER="me")

    assert names == ["a", "b"]
    assert box == NamedBox(size=Size.LARGE, label=["x", "y"], shut=True, owner=Path("me"))


@pytest.mark.parametrize(
    ("box", "flags"),
    [
        (BoxOptions(), []),
        (BoxOptions(size=Size.LARGE), ["--size"]),
        (BoxOptions(label=["x"], shut=True), ["--label", "--shut"]),
        (NamedBox(label=[], owner=Path("me")), ["--owner"]),
    ],
)
def test_flags_given(box: BoxOptions, flags: list[str]) -> None:
    """A group knows which of its options were given, by their first spelling."""
    assert box.flags_given() == flags
