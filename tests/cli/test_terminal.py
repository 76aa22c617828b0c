"""Writing to the terminal and to whatever stands in its place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from llmcmp.cli import terminal
from llmcmp.errors import InputError


@pytest.mark.parametrize(
    ("columns", "width"), [("100", 100), ("10", 40), ("99999", 1000), ("", 80), ("wide", 80)]
)
def test_the_width_is_what_columns_says(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """Between 40 and 1,000; without a terminal and without a number it is 80."""
    monkeypatch.setenv("COLUMNS", columns)

    assert terminal.terminal_width(io.StringIO()) == width


def test_what_a_character_set_lacks_is_escaped() -> None:
    """A price is printed whole on a terminal that knows only ASCII."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    assert terminal.writable("≈$1", stream) == "\\u2248$1"


def test_messages_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines stay lines; everything else that is no text is escaped."""
    terminal.talk("one\x1b[2J\ntwo\a\n")

    assert capsys.readouterr().err == "one\\x1b[2J\ntwo\\x07\n"


def test_closed_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that cannot be printed is an error; a message is not."""
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)

    terminal.talk("unheard\n")
    with pytest.raises(InputError, match="standard output is closed"):
        terminal.print_text("report\n")


def test_paths_start_at_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those below it; any other is shown whole."""
    monkeypatch.chdir(tmp_path)

    assert terminal.shown_path(tmp_path / "a" / "b") == str(Path("a", "b"))
    assert terminal.shown_path(tmp_path.parent) == str(tmp_path.parent)
